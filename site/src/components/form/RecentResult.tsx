import { dividedBy, times } from "@tradetower/domain/number"
import type { Preset } from "../../client/contract.ts"
import { beginningsWords, spreadWords, tooFewDays } from "./spread-words.ts"
import { counted, fixed, signed, trimmed } from "../../format/number.ts"
import { minuteOf } from "../../format/time.ts"
import type { Tried } from "../../worker/asks.ts"
import { Percent, Result } from "../parts/Result.tsx"
import { Sparkline } from "../parts/Sparkline.tsx"

type Shown = NonNullable<Preset["lately"]>

const Facts = ({ of, money, unit }: { of: Shown; money: (value: string) => string; unit: string }) => (
  <>
    Holding <Percent value={of.holdingPercent} /> · max drawdown {fixed(of.maxDrawdownPercent, 2)} % ·{" "}
    {counted(of.roundTrips, "round trip")} · {fixed(money(of.fees), 2)} {unit} in fees
  </>
)

/**
 * What the values would have made over the last days: the trader's own as they are, a preset as it was laid out on
 * earlier days. Its place is kept while that is being worked out.
 */
export const RecentResult = ({
  box,
  candles,
  preset,
  scale,
  tried,
  unit
}: {
  box: (element: Element | null) => void
  /** How many candles are at hand to try values on. */
  candles: number | undefined
  /** Of own values, the one they began with: shown until they were tried. */
  preset: Preset | undefined
  /** A preset's amounts are for `of`, and shown for `amount`. */
  scale: { readonly amount: string; readonly of: string } | undefined
  tried: Tried | undefined
  unit: string
}) => {
  const lately: Shown | undefined = tried ?? preset?.lately
  const money = (value: string): string =>
    tried !== undefined || scale === undefined ? value : (dividedBy(times(value, scale.amount), scale.of, 2) ?? value)
  const first = Number(lately?.curve[0]?.[1] ?? 0)
  const days = lately === undefined ? "30" : trimmed(lately.days, 1)
  return (
    <section
      ref={box}
      className="panel recent-result"
      aria-label="What it would have made lately"
      data-testid="lately"
      data-candles={tried?.candles ?? candles}
      data-took={tried?.took.toFixed(1)}
    >
      <header>
        <h2>The last {days} days</h2>
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
          label={lately === undefined ? "Not worked out yet" : `Would have made ${signed(lately.percent)} %`}
        />
        <p className="soft facts-line">
          {lately === undefined ? (
            preset === undefined ? (
              "What these values would have made is worked out here as you change them."
            ) : (
              tooFewDays
            )
          ) : (
            <Facts of={lately} money={money} unit={unit} />
          )}
        </p>
        {tried !== undefined ? (
          <p className="soft facts-line">
            These very values{tried.atOnce ? ", begun at once" : ""}: chosen today, they know how these days went.
          </p>
        ) : (
          lately !== undefined && (
            <p className="soft facts-line" data-testid="spread">
              Laid out {days} days ago, by what was known then.{" "}
              {preset?.spread !== undefined && spreadWords(preset.spread)}
            </p>
          )
        )}
        {tried?.beginnings !== undefined && (
          <p className="facts-line" data-testid="beginnings">
            {beginningsWords(tried.beginnings, days, minuteOf)}
          </p>
        )}
      </div>
    </section>
  )
}
