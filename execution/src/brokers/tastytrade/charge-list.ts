import { Effect, Option, Schema } from "effect"
import { type Time, TradeId } from "@tradetower/domain/ids"
import { compare, type Decimal, minus, plus, whole as wholeNumber, zero } from "@tradetower/domain/number"
import type { Fill } from "@tradetower/domain/order"
import type { AccountFill, ExchangeUnavailable } from "../../exchange.ts"
import { rfc3339 } from "../../wire/instants.ts"
import { Latest } from "../latest.ts"
import { PassedOver } from "../passed-over.ts"
import { sizeOf } from "./order-body.ts"
import { RowName, TransactionAnswer } from "./answers.ts"
import type { KnownOrders } from "./known-orders.ts"
import type { OrderQuestions } from "./order-questions.ts"
import type { Whole } from "./order-state.ts"
import type { Rest } from "./rest.ts"
import { unreadable } from "./words.ts"

const PAGE = 250
/** Orders that are none of ours, of which so many are remembered. */
const STRANGERS = 10_000
const readRow = Schema.decodeUnknownOption(TransactionAnswer)
const readName = Schema.decodeUnknownOption(RowName)
/** A row may be booked so much later than its trade, ms. */
const OVERLAP = 86_400_000

/** What was booked from a moment on, and from when the next look begins. */
export type ChargeList = (
  from: number
) => Effect.Effect<{ readonly told: ReadonlyArray<AccountFill>; readonly from: number }, ExchangeUnavailable>

const signed = (amount: Decimal | null | undefined, effect: string | null | undefined): Decimal =>
  typeof amount !== "string"
    ? zero
    : effect === "Credit"
      ? minus(zero, amount.replace("-", ""))
      : (amount.replace("-", "") as Decimal)

/** What a trade cost in all. */
const costOf = (row: TransactionAnswer): Decimal =>
  [
    signed(row.commission, row["commission-effect"]),
    signed(row["clearing-fees"], row["clearing-fees-effect"]),
    signed(row["regulatory-fees"], row["regulatory-fees-effect"]),
    signed(row["proprietary-index-option-fees"], row["proprietary-index-option-fees-effect"])
  ].reduce<Decimal>((all, one) => plus(all, one), zero)

/** Which trade of an order a row is of: by its id; else the first that is the same by price and quantity, and not taken. */
const tradeOf = (of: Whole, row: TransactionAnswer, taken: ReadonlySet<string>): Fill | undefined =>
  of.fills.find(({ tradeId }) => tradeId === row["exec-id"]) ??
  of.fills.find(({ exactPrice, price, quantity, tradeId }) => {
    if (taken.has(tradeId) || typeof row.price !== "string" || typeof row.quantity !== "string") return false
    const at = exactPrice ?? of.market.priceText(price)
    return compare(at, row.price) === 0 && compare(sizeOf(of.market, { quantity }), row.quantity) === 0
  })

/**
 * What trades did cost, and which were taken back, as it is booked: the difference to what they were taken to cost comes as
 * a charge, once it is more than an estimate.
 */
export const chargeList = (rest: Rest, known: KnownOrders, byId: OrderQuestions["byId"]): ChargeList => {
  const passedOver = new PassedOver("tastytrade")
  const strangers = new Latest<string>(STRANGERS)

  /** The order that a row is of, asked for once where it is of before our time; undefined of what is none of ours. */
  const orderOf = Effect.fnUntraced(function* (id: string) {
    const of = known.byPart(id)
    if (of !== undefined || id === "" || strangers.has(id)) return of
    const found = yield* byId(id)
    if (Option.isNone(found)) strangers.isNew(id)
    return Option.getOrUndefined(found)
  })

  const rowsSince = Effect.fnUntraced(function* (from: number) {
    const day = rfc3339(from).slice(0, 10)
    const listed = yield* rest.list(`${rest.account}/transactions?types[]=Trade&start-date=${day}&per-page=${PAGE}`)
    const rows: Array<TransactionAnswer> = []
    for (const row of listed) {
      const name = readName(row)
      if (Option.isNone(name)) return yield* unreadable
      const read = readRow(row)
      if (Option.isSome(read)) rows.push(read.value)
      else yield* passedOver.tell(`transaction ${name.value.id}`)
    }
    // As they were booked.
    return rows.toSorted((a, b) => Number(a.id) - Number(b.id))
  })

  return Effect.fn("Tastytrade.charges")(function* (from) {
    const rows = yield* rowsSince(from - OVERLAP)
    const byId = new Map(rows.map((row) => [row.id, row]))
    const taken = new Set<string>()
    const trades = new Map<string, Booked>()
    const told: Array<AccountFill> = []
    let waits = Infinity
    let latest = from
    for (const row of rows) {
      const at = row["executed-at"] ?? undefined
      if (at !== undefined) latest = Math.max(latest, at)
      const reversed = row["reverses-id"] ?? undefined
      if (reversed !== undefined) {
        const of = trades.get(reversed)
        if (of !== undefined) told.push(voided(of, row), ...charged(of, row, plus(costOf(row), estimated(of))))
        else if (!byId.has(reversed)) yield* passedOver.tell(`reversal ${row.id} of a trade of before`)
        continue
      }
      const of = yield* orderOf(row["order-id"] ?? "")
      const fill = of && tradeOf(of, row, taken)
      if (of === undefined || fill === undefined) continue
      taken.add(fill.tradeId)
      trades.set(row.id, { of, fill })
      if (row["is-estimated-fee"] === true) {
        waits = Math.min(waits, at ?? fill.at)
        continue
      }
      const one = { of, fill }
      told.push(...charged(one, row, minus(costOf(row), estimated(one))))
    }
    return { told, from: Math.min(waits, latest) }
  })
}

interface Booked {
  readonly of: Whole
  readonly fill: Fill
}

/** What a trade was taken to cost. */
const estimated = ({ fill, of }: Booked): Decimal =>
  fill.fee._tag === "Quote" ? of.market.quoteText(fill.fee.amount) : zero

const charged = ({ fill, of }: Booked, row: TransactionAnswer, amount: Decimal): ReadonlyArray<AccountFill> => {
  const { clientOrderId, market } = of
  if (compare(amount, zero) === 0) return []
  const report = {
    _tag: "FeeCharged",
    at: (row["executed-at"] ?? fill.at) as Time,
    clientOrderId,
    tradeId: TradeId.make(`fee:${row.id}`),
    amount: wholeNumber(market.quote(amount))
  } as const
  return [{ symbol: market.instrument.symbol, report }]
}

/** A trade that no longer counts, as it was told. */
const voided = ({ fill, of }: Booked, row: TransactionAnswer): AccountFill => {
  const { clientOrderId, exactPrice, fee, price, quantity, tradeId } = fill
  return {
    symbol: of.market.instrument.symbol,
    report: {
      _tag: "FillVoided",
      at: (row["executed-at"] ?? fill.at) as Time,
      clientOrderId,
      tradeId,
      side: of.state.side,
      price,
      ...(exactPrice !== undefined && { exactPrice }),
      quantity,
      fee
    }
  }
}
