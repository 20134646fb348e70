import type { Market, Run } from "../../client/contract.ts"
import { resultOf } from "../../client/result.ts"
import { compare, percentOf } from "../../format/decimal.ts"
import { fixed, signed, trimmed } from "../../format/number.ts"
import { span } from "../../format/time.ts"
import { Percent, Result } from "../Result.tsx"

/** What a run made, in one sentence a trader would say. */
export const Sentence = ({ run, market, now }: { run: Run; market: Market | undefined; now: number }) => {
  const result = resultOf(run.summary, market?.lastPrice)
  const unit = market?.instrument.quote ?? ""
  const { kept, ofBase, position } = run.summary
  const holds = compare(position, "0") !== 0
  // What it has in hand is worth what the market says: only what is flat is over. What it kept has its own notice.
  const moving = !run.live && holds && kept !== true && (
    <span className="soft" data-testid="still-moves">
      {" "}
      It ended with {trimmed(ofBase?.held ?? position)} {market?.instrument.base} in hand: the result in {unit} still
      moves with the price.
    </span>
  )
  const lasted = span(Math.max(0, (run.endedAt ?? now) - run.startedAt))
  if (ofBase !== undefined)
    return (
      <p className="bot-sentence">
        {run.live ? "It has made " : "It made "}
        <span className="sum">
          <Result
            value={ofBase.tradingProfit}
            decimals={8}
            percent={percentOf(ofBase.tradingProfit, ofBase.invested)}
            unit={market?.instrument.base ?? ""}
            testid="base-result"
          />
        </span>{" "}
        by finished round trips in {lasted}, of the {trimmed(ofBase.invested)} {market?.instrument.base} it was given;
        in {unit}, with what it holds: <Result value={result.total} percent={result.percent} testid="total-result" />
        {result.holdingPercent !== undefined && (
          <>
            ; the price made <Percent value={result.holdingPercent} />
          </>
        )}
        .{moving}
      </p>
    )
  return (
    <p className="bot-sentence">
      {run.live ? "It has made " : "It made "}
      <span className="figure">{fixed(result.trading, 2)}</span> by trading, its position{" "}
      {run.live || holds ? "stands" : "stood"} at <span className="figure">{signed(result.position)}</span>, it paid{" "}
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
      .{moving}
    </p>
  )
}
