import type { Preset } from "../../client/contract.ts"
import { REFERENCE } from "../../client/preset.ts"
import { divide, multiply } from "../../format/decimal.ts"
import { counted, fixed, trimmed } from "../../format/number.ts"
import type { Tried } from "../../workshop/asks.ts"
import { Percent, Result } from "../Result.tsx"
import { Sparkline } from "../Sparkline.tsx"

/** What these values would have done over the last days; its place is kept while that is being worked out. */
export const Lately = ({
  box,
  lately,
  unit,
  amount
}: {
  box: (element: Element | null) => void
  lately: NonNullable<Preset["lately"]> | Tried | undefined
  unit: string
  /** What it would be given, where it was tried with {@link REFERENCE}. */
  amount: string | undefined
}) => {
  const money = (value: string): string =>
    amount === undefined ? value : (divide(multiply(value, amount), REFERENCE, 2) ?? value)
  const first = Number(lately?.curve[0]?.[1] ?? 0)
  return (
    <section
      ref={box}
      className="panel lately"
      aria-label="What it would have done lately"
      data-testid="lately"
      data-candles={lately !== undefined && "candles" in lately ? lately.candles : undefined}
      data-took={lately !== undefined && "took" in lately ? lately.took.toFixed(1) : undefined}
    >
      <header>
        <h2>The last {lately === undefined ? 30 : trimmed(lately.days, 1)} days</h2>
        <span className="spread" />
        {lately !== undefined && (
          <strong>
            <Result value={money(lately.total)} percent={lately.percent} unit={unit} still />
          </strong>
        )}
      </header>
      <div className="inside">
        <Sparkline
          filled
          width={600}
          height={64}
          points={(lately?.curve ?? []).map(([at, value]) => ({ at, value: Number(value) - first }))}
          label={lately === undefined ? "Not worked out yet" : `Would have made ${lately.percent} %`}
        />
        <p className="soft facts-line">
          {lately === undefined ? (
            "What these values would have done is worked out here as you change them."
          ) : (
            <>
              Holding <Percent value={lately.holdingPercent} /> · max drawdown {fixed(lately.maxDrawdownPercent, 2)} % ·{" "}
              {counted(lately.roundTrips, "round trip")} · {fixed(money(lately.fees), 2)} {unit} in fees
              {"atOnce" in lately && lately.atOnce && " · as if it had begun at once"}
            </>
          )}
        </p>
      </div>
    </section>
  )
}
