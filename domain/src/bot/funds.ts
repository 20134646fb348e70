import { fine, fineText } from "../number/decimal-units.ts"
import { asQuantity } from "../number/exact.ts"
import { type LiveOrder, remaining } from "../order/live-order.ts"
import type { ExecutionReport } from "../order/report.ts"
import type { BotEvent } from "./event.ts"
import { hold, release } from "./holding.ts"
import { needOf, type Run } from "./run.ts"
import type { FundsWait } from "./state.ts"
import { neededWords } from "../market/words.ts"

/** When the balance is looked at, ms after the run was paused (FUNDS-3). */
const LOOKS = [0, 15_000, 30_000, 60_000, 120_000, 300_000]
/** Short of funds again so soon after the balance was enough: the looks go on, they don't begin anew. */
const SAME_LACK = 60_000

type Refusal = Extract<ExecutionReport, { _tag: "OrderRejected" }>

/** What a refused order needs, and of which asset: base for a sale on spot, else quote. */
const neededFor = (run: Run, order: LiveOrder): { readonly asset: string; readonly amount: bigint } => {
  const { market, state } = run
  const { base, quote } = market.instrument
  const left = remaining(order)
  if (order.side === "SELL" && run.margin === undefined)
    return { asset: base, amount: fine(market.quantityText(asQuantity(left))) }
  const price = order.reservePrice > 0 ? order.reservePrice : order.price > 0 ? order.price : state.price
  const need = needOf(run, price, left, order.type === "LIMIT" ? market.makerFeeRate : market.takerFeeRate)
  return { asset: quote, amount: fine(market.quoteText(need)) }
}

/** The lack an order's refusal adds to: the one there is, one that was thought over a moment ago, or a new one. */
const lackOf = ({ at, state: { funds } }: Run, asset: string): FundsWait => {
  if (funds?.asset !== asset || (funds.enoughAt > 0 && at - funds.enoughAt >= SAME_LACK))
    return { asset, needed: 0n, since: at, told: undefined, looks: 0, enoughAt: 0 }
  if (funds.enoughAt > 0) funds.needed = 0n
  funds.enoughAt = 0
  return funds
}

/** The account can't pay an order: the run pauses and looks at the balance a few times (LIFE-8, FUNDS-3). */
export const lackFunds = (run: Run, order: LiveOrder, report: Refusal): void => {
  const { state } = run
  const { asset, amount } = neededFor(run, order)
  const funds = lackOf(run, asset)
  funds.told = funds.needed > 0n || report.missing?.asset !== asset ? undefined : fine(report.missing.amount)
  funds.needed += amount
  state.funds = funds
  const words =
    report.missing === undefined
      ? `An order needs ${neededWords(fineText(amount), asset)}, which the account does not have: ${report.message}.`
      : `${neededWords(report.missing.amount, report.missing.asset)} is missing.`
  hold(run, "FUNDS", `${words} ${nextLook(funds)}`, "EXCHANGE")
}

/** When the balance is looked at next; undefined: no more. */
export const lookAt = ({ state: { funds, holds } }: Run): number | undefined =>
  funds === undefined || funds.enoughAt > 0 || !holds.includes("FUNDS") ? undefined : nextLookAt(funds)

const nextLookAt = ({ looks, since }: FundsWait): number | undefined => {
  const after = LOOKS[looks]
  return after === undefined ? undefined : since + after
}

const nextLook = (funds: FundsWait): string =>
  nextLookAt(funds) === undefined
    ? "Resume the bot when the funds are there."
    : funds.looks === 0
      ? "The balance is being looked at."
      : "The balance is looked at again by itself."

/** What the account holds free: enough, and the run goes on by itself; else it says what is missing (FUNDS-3). */
export const balanceSeen = (run: Run, event: Extract<BotEvent, { _tag: "BalanceSeen" }>): void => {
  const { funds } = run.state
  if (funds === undefined || event.asset !== funds.asset) return
  const available = fine(event.available)
  // The exchange knows better than we what it asks for.
  if (funds.told !== undefined && available + funds.told < funds.needed) funds.needed = available + funds.told
  funds.told = undefined
  const missing = funds.needed - available
  funds.looks += 1
  if (missing <= 0n) {
    funds.enoughAt = run.at
    release(run, "FUNDS")
    return
  }
  run.state.reason = `${neededWords(fineText(missing), funds.asset)} is missing. ${nextLook(funds)}`
}
