import { chargeBase, payFunding, postQuote } from "../ledger/ledger.ts"
import { bookTrade } from "../ledger/trade.ts"
import { dealOfFill, feeValueOf } from "../market/fill-deal.ts"
import { priceWords, sizeWords } from "../market/words.ts"
import { negated } from "../number/whole.ts"
import type { FillVoided, MoneyReport } from "../order/report.ts"
import { beginClosing } from "./closing.ts"
import { hold } from "./holding.ts"
import { isLive } from "./life.ts"
import type { Run } from "./run.ts"
import { sawMarket } from "./state.ts"

/** How many are remembered, so that one told twice counts once: what a broker books late in a week may come again. */
const REMEMBERED = 32

/** What the exchange did to money and position: a trade taken back, fees that came late, funding, liquidation. */
export const settled = (run: Run, report: MoneyReport): void => {
  const { state, market } = run
  // A trade and its end go by one id.
  const name = report._tag === "FillVoided" ? `${report.tradeId} voided` : report.tradeId
  if (state.settlements.includes(name)) return
  state.settlements.push(name)
  if (state.settlements.length > REMEMBERED) state.settlements.shift()
  if (report._tag === "FundingCharged") return payFunding(state.ledger, report.amount)
  if (report._tag === "FeeCharged") {
    const { amount, base } = report
    if (base !== undefined) return chargeBase(state.ledger, base, amount)
    return postQuote(state.ledger, 0, negated(amount), 0, 0, amount)
  }
  if (report._tag === "FillVoided") return voided(run, report)
  const price = priceWords(market, report.price)
  if (isLive(state.life) && state.life !== "CLOSING")
    beginClosing(run, "CLOSE_POSITIONS", "STOPPED", `The exchange liquidated the position at ${price}.`, "EXCHANGE")
  if (isLive(state.life)) sawMarket(state, report.price, report.at)
  const deal = market.deal(report.price, report.quantity)
  bookTrade(state.ledger, report.side, deal, { _tag: "Quote", amount: report.fee }, report.fee)
  state.fills += 1
}

/**
 * A trade taken back is booked as its opposite at its own price, its fee given back (LEDGER-11): cash and base are what they
 * were without it. What the strategy made of it meanwhile only its trader can judge.
 */
const voided = (run: Run, report: FillVoided): void => {
  const { market, state } = run
  const deal = dealOfFill(market, report)
  const value = feeValueOf(market, report, deal)
  const fee = { ...report.fee, amount: negated(report.fee.amount) }
  bookTrade(state.ledger, report.side === "BUY" ? "SELL" : "BUY", deal, fee, negated(value))
  if (!isLive(state.life)) return
  const what = `${report.side === "BUY" ? "purchase" : "sale"} of ${sizeWords(market, report.quantity)} at ${priceWords(market, report.price)}`
  hold(run, "VOIDED", `The exchange took a ${what} back: look at the account, then resume the bot.`, "EXCHANGE")
}
