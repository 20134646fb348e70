import type { Preset } from "../../client/contract.ts"
import { REFERENCE } from "../../client/preset.ts"
import { divide, multiply } from "../../format/decimal.ts"
import { fixed, trimmed } from "../../format/number.ts"
import { Percent, Result } from "../Result.tsx"
import { Sparkline } from "../Sparkline.tsx"

/** What these values would have done over the stored candles. */
export const Lately = ({
  lately,
  amount,
  unit,
  note
}: {
  lately: NonNullable<Preset["lately"]>
  amount: string
  unit: string
  note?: string
}) => (
  <section className="panel lately" aria-label="What it would have done lately">
    <header>
      <h2>The last {trimmed(lately.days, 1)} days</h2>
      <span className="spread" />
      <strong>
        <Result
          value={divide(multiply(lately.total, amount), REFERENCE, 2) ?? lately.total}
          percent={lately.percent}
          unit={unit}
        />
      </strong>
    </header>
    <div className="inside">
      <Sparkline
        filled
        width={600}
        height={56}
        points={lately.curve.map(([at, value]) => ({ at, value: Number(value) - Number(lately.curve[0]?.[1] ?? 0) }))}
        label={`Would have made ${lately.percent} %`}
      />
      <p className="soft facts-line">
        Holding <Percent value={lately.holdingPercent} /> · worst fall {fixed(lately.maxDrawdownPercent, 2)} % ·{" "}
        {lately.roundTrips} round trips · {fixed(divide(multiply(lately.fees, amount), REFERENCE, 2) ?? lately.fees, 2)}{" "}
        {unit} in fees
        {note !== undefined && ` · ${note}`}
      </p>
    </div>
  </section>
)
