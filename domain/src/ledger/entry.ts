import { Option, Schema } from "effect"
import type { RunSummary } from "../bot/summary.ts"
import { ClientOrderId, TradeId } from "../ids.ts"
import { Decimal } from "../number/decimal.ts"
import { compare, isZero, minus, plus, times, zero } from "../number/decimal-arithmetic.ts"
import { Side } from "../order/order.ts"
import { addSums, LedgerSums, noSums } from "./sums.ts"

/**
 * What moved a run's books. VOID: a trade that the exchange took back, as its opposite. FEE: one that came after its trade.
 * FUNDS: the trader put in, or took out.
 */
export const EntryKind = Schema.Literals(["TRADE", "VOID", "LIQUIDATION", "FEE", "FUNDING", "FUNDS"])
export type EntryKind = typeof EntryKind.Type

/** What changed hands: `side` and amounts of the trade itself, and what it cost beside. */
const dealt = {
  side: Side,
  price: Decimal,
  /** Base, before a fee in base. */
  quantity: Decimal,
  /** Quote, before a fee in quote; of futures what the contracts stand for. */
  amount: Decimal
}

/** One entry of a run's ledger: all that one step moved in its books (LEDGER-12). Amounts in quote where not said. */
export const LedgerEntry = Schema.Struct({
  kind: EntryKind,
  clientOrderId: Schema.optionalKey(ClientOrderId),
  /** The exchange's own id of it. */
  tradeId: Schema.optionalKey(TradeId),
  deal: Schema.optionalKey(Schema.Struct(dealt)),
  /** What was charged, in what it was charged in; below zero when it was given back. */
  fee: Schema.optionalKey(Schema.Struct({ of: Schema.Literals(["BASE", "QUOTE"]), amount: Decimal })),
  profit: Decimal,
  fees: Decimal,
  funding: Decimal,
  putIn: Decimal,
  /** Base that the trader put in or took out. */
  putInBase: Schema.optionalKey(Decimal)
})
export type LedgerEntry = typeof LedgerEntry.Type

/** Where a run's books stand after a step. */
export const LedgerBooks = Schema.Struct({
  sums: LedgerSums,
  /** Base that trades made, below zero when short or sold of what was brought; what it cost. */
  position: Decimal,
  cost: Decimal,
  /** Base that was put in. */
  stock: Decimal
})
export type LedgerBooks = typeof LedgerBooks.Type

export const noBooks: LedgerBooks = { sums: noSums, position: zero, cost: zero, stock: zero }

const Charged = Schema.TaggedUnion({ Quote: { amount: Decimal }, Base: { amount: Decimal } })
const report = { clientOrderId: ClientOrderId, tradeId: TradeId }
const trade = {
  ...report,
  price: Decimal,
  exactPrice: Schema.optionalKey(Decimal),
  quantity: Decimal,
  side: Schema.optionalKey(Side)
}
/** Events that tell of money, as they are kept. */
const Told = Schema.TaggedUnion({
  OrderFilled: { ...trade, fee: Charged },
  FillVoided: { ...trade, fee: Charged },
  PositionLiquidated: { ...trade, fee: Decimal },
  FeeCharged: { ...report, amount: Decimal, base: Schema.optionalKey(Decimal) },
  FundingCharged: { ...report, amount: Decimal }
})
type Told = typeof Told.Type
type Traded = Extract<Told, { readonly price: Decimal }>
const readTold = Schema.decodeUnknownOption(Told)

const kinds: Readonly<Record<Told["_tag"], EntryKind>> = {
  OrderFilled: "TRADE",
  FillVoided: "VOID",
  PositionLiquidated: "LIQUIDATION",
  FeeCharged: "FEE",
  FundingCharged: "FUNDING"
}

const negative = (amount: string): Decimal => minus("0", amount)
const absolute = (amount: Decimal): Decimal => (compare(amount, "0") < 0 ? negative(amount) : amount)

const feeOf = (told: Told): LedgerEntry["fee"] => {
  switch (told._tag) {
    case "OrderFilled":
      return { of: told.fee._tag === "Base" ? "BASE" : "QUOTE", amount: told.fee.amount }
    case "FillVoided":
      return { of: told.fee._tag === "Base" ? "BASE" : "QUOTE", amount: negative(told.fee.amount) }
    case "PositionLiquidated":
      return { of: "QUOTE", amount: told.fee }
    case "FeeCharged":
      return told.base === undefined ? { of: "QUOTE", amount: told.amount } : { of: "BASE", amount: told.base }
    case "FundingCharged":
      return undefined
  }
}

/** What changed in the books of a run by one step; amounts in quote, of `position` and `stock` in base. */
type Moved = Pick<LedgerBooks, "position" | "cost" | "stock"> & Pick<LedgerSums, "profit" | "fees" | "putIn">

const movedBy = ({ cost, position, stock, sums }: LedgerBooks, summary: RunSummary): Moved => ({
  profit: minus(summary.tradingProfit, sums.profit),
  fees: minus(summary.fees, plus(sums.fees, sums.funding)),
  putIn: minus(summary.invested, sums.putIn),
  position: minus(summary.position, position),
  cost: minus(summary.positionCost, cost),
  stock: minus(summary.ofBase?.invested ?? zero, stock)
})

/** The trade as it was booked: its notional to the last unit (LEDGER-10). */
const dealOf = (told: Traded, moved: Moved, fee: LedgerEntry["fee"]): LedgerEntry["deal"] => {
  const { exactPrice, price, quantity } = told
  const came = compare(plus(moved.position, moved.stock), "0") > 0
  // What was bought to be put in (BTD-10) leaves no trace in the position.
  const paid = isZero(moved.stock) ? plus(minus(moved.cost, moved.profit), moved.fees) : undefined
  const notional = paid === undefined ? times(exactPrice ?? price, quantity) : minus(paid, feeInQuote(fee))
  return { side: came ? "BUY" : "SELL", price: exactPrice ?? price, quantity, amount: absolute(notional) }
}
const feeInQuote = (fee: LedgerEntry["fee"]): Decimal => (fee?.of === "QUOTE" ? fee.amount : zero)

const entryOf = (told: Told | undefined, moved: Moved): LedgerEntry => {
  const amounts = { profit: moved.profit, fees: moved.fees, funding: zero, putIn: moved.putIn }
  // What a trade brought is a trade; only what came beside one was put in as base.
  const funds = told === undefined && !isZero(moved.stock) ? { putInBase: moved.stock } : {}
  if (told === undefined) return { kind: "FUNDS", ...amounts, ...funds }
  const { clientOrderId, tradeId } = told
  const named = { kind: kinds[told._tag], clientOrderId, tradeId }
  if (told._tag === "FundingCharged") return { ...named, ...amounts, fees: zero, funding: moved.fees }
  const fee = feeOf(told)
  const charged = fee === undefined || isZero(fee.amount) ? {} : { fee }
  if (told._tag === "FeeCharged") return { ...named, ...charged, ...amounts }
  const deal = dealOf(told, moved, fee)
  return { ...named, ...(deal === undefined ? {} : { deal }), ...charged, ...amounts }
}

/**
 * What a step moved in a run's books, and where they stand after it: `event` as it is kept, `summary` as the step left it.
 * No entry where it moved nothing. Of all steps, or of all since any, entries add up to what the run's summary says
 * (LEDGER-12), also when some were left out in between: the next one has what they moved.
 */
export const bookStep = (
  before: LedgerBooks,
  event: unknown,
  summary: RunSummary
): { readonly books: LedgerBooks; readonly entry?: LedgerEntry } => {
  const moved = movedBy(before, summary)
  if (Object.values(moved).every(isZero)) return { books: before }
  const entry = entryOf(Option.getOrUndefined(readTold(event)), moved)
  const { fees, funding, kind, profit, putIn } = entry
  const trades = kind === "TRADE" || kind === "LIQUIDATION" ? 1 : kind === "VOID" ? -1 : 0
  return {
    books: {
      sums: addSums(before.sums, { profit, fees, funding, putIn, trades }),
      position: summary.position,
      cost: summary.positionCost,
      stock: plus(before.stock, moved.stock)
    },
    entry
  }
}
