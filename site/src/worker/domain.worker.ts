import { Decimal } from "@tradetower/domain/number"
import { type AssetAmount, judgeCommitment } from "@tradetower/domain/risk"
import type { Ask, Asks, Question, Reply } from "./asks.ts"
import { firstLines } from "./first-lines.ts"
import { judge } from "./judge.ts"
import { netted } from "./netted.ts"
import { rowsOf } from "./candle-rows.ts"
import { rulesOnOffer } from "./rules-on-offer.ts"
import { unfitPresets } from "./unfit-presets.ts"
import { presetsFor, takeIn, tryOut } from "./try-out.ts"

const inDomain = ({ amount, asset }: { readonly asset: string; readonly amount: string }): AssetAmount => ({
  asset,
  amount: Decimal.make(amount)
})

/** The domain at work beside the page: rules and backtests, so that the page itself stays small and never waits. */
const work: { readonly [A in Ask]: (ask: Asks[A]["ask"]) => Asks[A]["answer"] } = {
  judge: ({ beside, freeBase, freeQuote, limits, market, settings, terms }) => ({
    ...judge(market, settings, limits, freeBase, terms, freeQuote),
    cantStart: netted(market, beside, terms)
  }),
  rules: ({ instrument }) => rulesOnOffer(instrument),
  commits: ({ wanted, free }) => judgeCommitment(wanted.map(inDomain), free.map(inDomain)),
  takeIn: ({ series, bytes }) => takeIn(series, bytes),
  rows: ({ instrument, bytes, timeframe }) => rowsOf(instrument, bytes, timeframe),
  presets: ({ series, instrument, strategy, investment, terms }) =>
    presetsFor(series, instrument, strategy, investment, terms),
  tryOut: ({ series, instrument, settings, terms }) => tryOut(series, instrument, settings, terms),
  unfitPresets: ({ amount, fields, market, presets, terms }) => unfitPresets(market, presets, fields, amount, terms),
  firstLines: ({ bytes, cut, said }) => firstLines(bytes, cut, said)
}

const reply = (answer: Reply): void => postMessage(answer)

addEventListener("message", ({ data }: MessageEvent<Question>) => {
  const { id, name, ask } = data
  try {
    // A question's name decides the type of what it asks.
    const answer = (work[name] as (asked: unknown) => unknown)(ask)
    reply({ id, answer })
  } catch (error) {
    reply({ id, failure: error instanceof Error ? error.message : String(error) })
  }
})
