import { decimalsOn } from "../../format/decimals-on.ts"
import { compare, minus, percentOf } from "@tradetower/domain/number"
import type { Bot, Market, Run } from "../../client/contract.ts"
import { resultOf, resultOfAll } from "../parts/run-result.ts"
import { addingUp } from "../../format/adding-up.ts"
import { fixed, signed, trimmed } from "../../format/number.ts"
import { span } from "../../format/time.ts"
import { Percent, Result } from "../parts/Result.tsx"

/** What a run made, in one sentence a trader would say. */
export const ResultSentence = ({ run, market, now }: { run: Run; market: Market | undefined; now: number }) => {
  const result = resultOf(run.summary, market?.lastPrice)
  const unit = market?.instrument.quote ?? ""
  const { endPrice, ofBase, position } = run.summary
  const holds = compare(position, "0") !== 0
  const left = !run.live && holds && endPrice !== undefined && (
    <span className="soft" data-testid="left-at-end">
      {" "}
      It ended with {trimmed(ofBase?.held ?? position)} {market?.instrument.base} in hand, told here at{" "}
      {fixed(endPrice, decimalsOn(market && { ...market, lastPrice: endPrice }))}, the price of its end. What becomes of
      that since is your account's, not this bot's.
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
        .{left}
      </p>
    )
  const [trading, stands, paid] = addingUp([result.trading, result.position, minus("0", result.fees)])
  return (
    <p className="bot-sentence">
      {run.live ? "It has made " : "It made "}
      <span className="figure">{fixed(trading, 2)}</span> by trading, its position {run.live ? "stands" : "stood"} at{" "}
      <span className="figure">{signed(stands)}</span>, it paid{" "}
      <span className="figure">{fixed(minus("0", paid), 2)}</span> in fees:{" "}
      <span className="sum">
        <Result value={result.total} percent={result.percent} unit={unit} testid="total-result" />
      </span>{" "}
      in {lasted}
      {result.holdingPercent !== undefined && (
        <>
          ; holding would have made <Percent value={result.holdingPercent} />
        </>
      )}
      .{left}
    </p>
  )
}

/** What a bot made over all its runs, where it has had more than one. */
export const AllRunsSentence = ({ bot, market }: { bot: Bot; market: Market | undefined }) => {
  const all = resultOfAll(bot, market?.lastPrice)
  if (all === undefined || all.runs < 2) return null
  return (
    <p className="soft" data-testid="all-runs">
      Over all its {all.runs} runs:{" "}
      <Result value={all.total} percent={all.percent} unit={market?.instrument.quote ?? ""} testid="all-runs-result" />{" "}
      with <span className="figure">{all.fills}</span> fills, <span className="figure">{fixed(all.trading, 2)}</span> by
      trading and <span className="figure">{fixed(all.fees, 2)}</span> in fees.
    </p>
  )
}
