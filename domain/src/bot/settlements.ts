import { payFunding } from "../ledger/ledger.ts"
import { bookTrade } from "../ledger/trade.ts"
import { priceWords } from "../market/words.ts"
import type { PositionReport } from "../order/report.ts"
import { beginClosing } from "./closing.ts"
import { isLive } from "./life.ts"
import type { Run } from "./run.ts"
import { sawMarket } from "./state.ts"

/** How many are remembered, so that one told twice counts once. */
const REMEMBERED = 8

/** What the exchange did to the position itself: funding (MARGIN-6), liquidation (MARGIN-7). */
export const settled = (run: Run, report: PositionReport): void => {
  const { state, market } = run
  if (state.settlements.includes(report.tradeId)) return
  state.settlements.push(report.tradeId)
  if (state.settlements.length > REMEMBERED) state.settlements.shift()
  if (report._tag === "FundingCharged") return payFunding(state.ledger, report.amount)
  const price = priceWords(market, report.price)
  if (isLive(state.life) && state.life !== "CLOSING")
    beginClosing(run, "CLOSE_POSITIONS", "STOPPED", `The exchange liquidated the position at ${price}.`, "EXCHANGE")
  if (isLive(state.life)) sawMarket(state, report.price, report.at)
  const deal = market.deal(report.price, report.quantity)
  bookTrade(state.ledger, report.side, deal, { _tag: "Quote", amount: report.fee }, report.fee)
  state.fills += 1
}
