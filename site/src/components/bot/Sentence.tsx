import type { Market, Run } from "../../client/contract.ts"
import { resultOf } from "../../client/result.ts"
import { fixed, signed } from "../../format/number.ts"
import { span } from "../../format/time.ts"
import { Percent, Result } from "../Result.tsx"

/** What a run made, in one sentence a trader would say. */
export const Sentence = ({ run, market, now }: { run: Run; market: Market | undefined; now: number }) => {
  const result = resultOf(run.summary, market?.lastPrice)
  const unit = market?.instrument.quote ?? ""
  const lasted = span(Math.max(0, (run.endedAt ?? now) - run.startedAt))
  return (
    <p className="bot-sentence">
      {run.live ? "It has made " : "It made "}
      <span className="figure">{fixed(result.trading, 2)}</span> by trading, its position{" "}
      {run.live ? "stands" : "stood"} at <span className="figure">{signed(result.position)}</span>, it paid{" "}
      <span className="figure">{fixed(result.fees, 2)}</span> in fees:{" "}
      <span className="sum">
        <Result value={result.total} percent={result.percent} unit={unit} testid="total-result" />
      </span>{" "}
      in {lasted}
      {result.holdingPercent !== undefined && (
        <>
          ; holding would be <Percent value={result.holdingPercent} />
        </>
      )}
      .
    </p>
  )
}
