import { Schema } from "effect"
import { fromUnits, toUnits } from "@tradetower/domain/number"
import { BotEvents, type OrderRecord, Orders, type StepRecord } from "@tradetower/platform"
import { assetsOf } from "../standins/coinbase/instruments.ts"
import { isLegalLife, replay } from "./replay.ts"

/** What the exchange's own book says of one account. Decimals as text. */
export interface ExchangeBook {
  /** What it was opened with. */
  readonly opening: Readonly<Record<string, string>>
  readonly totals: Readonly<Record<string, string>>
  readonly orders: ReadonlyArray<{
    readonly clientOrderId: string
    readonly status: string
    readonly filledQuantity: string
  }>
  readonly fills: ReadonlyArray<{ readonly tradeId: string; readonly clientOrderId: string }>
}

/** What our own store says of the same tenant, as `GET /me/export` gives it. */
export interface OurRecords {
  readonly BotEvents: ReadonlyArray<unknown>
  readonly Orders: ReadonlyArray<unknown>
}

const DECIMALS = 18
const exact = (text: string): bigint => {
  const units = toUnits(text, DECIMALS)
  if (units === undefined) throw new RangeError(`${text} is finer than an audit counts`)
  return units
}

const FillEvent = Schema.Struct({
  clientOrderId: Schema.String,
  tradeId: Schema.String,
  price: Schema.String,
  quantity: Schema.String,
  fee: Schema.Struct({ _tag: Schema.Literals(["Quote", "Base"]), amount: Schema.String })
})
const PlaceAction = Schema.Struct({
  _tag: Schema.Literal("Place"),
  order: Schema.Struct({ clientOrderId: Schema.String, side: Schema.Literals(["BUY", "SELL"]) })
})
const isPlace = Schema.is(PlaceAction)
const readFill = Schema.decodeUnknownSync(FillEvent)
const readEvents = Schema.decodeUnknownSync(Schema.Array(BotEvents.schema))
const readOrders = Schema.decodeUnknownSync(Schema.Array(Orders.schema))

const twice = (ids: ReadonlyArray<string>): ReadonlyArray<string> => {
  const seen = new Set<string>()
  return ids.filter((id) => (seen.has(id) ? true : (seen.add(id), false)))
}
const without = (ids: ReadonlyArray<string>, known: Iterable<string>): ReadonlyArray<string> => {
  const have = new Set(known)
  return ids.filter((id) => !have.has(id))
}

const open = new Set(["OPEN", "PARTLY_FILLED"])
const sameStatus = (ours: OrderRecord, theirs: string): boolean =>
  open.has(theirs) ? open.has(ours.status) : ours.status === theirs

/** Compares one tenant's records with the exchange's book; answers everything that doesn't agree, in words. */
export const audit = (tenant: string, records: OurRecords, book: ExchangeBook): ReadonlyArray<string> => {
  const wrong: Array<string> = []
  const say = (what: string, ids: ReadonlyArray<string>) => {
    if (ids.length > 0)
      wrong.push(
        `${tenant}: ${what}: ${ids.slice(0, 5).join(", ")}${ids.length > 5 ? ` and ${ids.length - 5} more` : ""}`
      )
  }
  const events = readEvents(records.BotEvents)
  const ours = new Map(readOrders(records.Orders).map((order) => [order.id as string, order]))
  const steps = events.filter((event): event is StepRecord => event.kind === "STEP")
  const placed = steps.flatMap((step) =>
    step.orders.filter((action) => isPlace(action)).map(({ order }) => ({ ...order, step }))
  )
  const fills = steps
    .filter((step) => step.event["_tag"] === "OrderFilled")
    .map((step) => ({ ...readFill(step.event), step }))
  const theirs = new Map(book.orders.map((order) => [order.clientOrderId, order]))

  say("orders asked for twice", twice(placed.map((order) => order.clientOrderId)))
  say("orders twice at the exchange", twice(book.orders.map((order) => order.clientOrderId)))
  say(
    "orders at the exchange nobody asked for",
    without(
      [...theirs.keys()],
      placed.map((order) => order.clientOrderId)
    )
  )
  const wanted = placed.filter((order) => {
    const own = ours.get(order.clientOrderId)
    // Refused by the risk check, or cancelled by its bot while it was still on its way.
    return own?.status !== "REJECTED" && !(own?.status === "CANCELLED" && exact(own.filledQuantity) === 0n)
  })
  say(
    "orders lost on their way to the exchange",
    without(
      wanted.map((order) => order.clientOrderId),
      theirs.keys()
    )
  )
  say(
    "orders without a record",
    without(
      placed.map((order) => order.clientOrderId),
      ours.keys()
    )
  )
  say(
    "orders that stand otherwise here than there",
    [...theirs.values()].flatMap((order) => {
      const own = ours.get(order.clientOrderId)
      if (own === undefined) return []
      const same = sameStatus(own, order.status) && exact(own.filledQuantity) === exact(order.filledQuantity)
      return same ? [] : [`${own.id} (${own.status} ${own.filledQuantity} / ${order.status} ${order.filledQuantity})`]
    })
  )
  say("trades stepped twice", twice(fills.map((fill) => fill.tradeId)))
  say(
    "trades never stepped",
    without(
      book.fills.map((fill) => fill.tradeId),
      fills.map((fill) => fill.tradeId)
    )
  )
  say(
    "trades the exchange doesn't know",
    without(
      fills.map((fill) => fill.tradeId),
      book.fills.map((fill) => fill.tradeId)
    )
  )

  const totals = new Map(Object.entries(book.opening).map(([asset, amount]) => [asset, exact(amount)]))
  const add = (asset: string, units: bigint) => totals.set(asset, (totals.get(asset) ?? 0n) + units)
  const sides = new Map(placed.map((order) => [order.clientOrderId, order.side]))
  for (const fill of fills) {
    const [base, quote] = assetsOf(fill.step.symbol)
    const sign = sides.get(fill.clientOrderId) === "BUY" ? 1n : -1n
    add(base, sign * exact(fill.quantity))
    add(quote, (-sign * exact(fill.price) * exact(fill.quantity)) / 10n ** BigInt(DECIMALS))
    add(fill.fee._tag === "Base" ? base : quote, -exact(fill.fee.amount))
  }
  for (const asset of new Set([...totals.keys(), ...Object.keys(book.totals)])) {
    const own = totals.get(asset) ?? 0n
    const other = exact(book.totals[asset] ?? "0")
    if (own !== other)
      wrong.push(
        `${tenant}: ${asset} is ${fromUnits(own, DECIMALS)} by our ledger, ${fromUnits(other, DECIMALS)} at the exchange`
      )
  }

  for (const run of new Set(events.map((event) => event.botRunId))) {
    const own = events.filter((event) => event.botRunId === run)
    wrong.push(...replay(own).map((problem) => `${tenant}: run ${run}: ${problem}`))
    wrong.push(...isLegalLife(own).map((problem) => `${tenant}: run ${run}: ${problem}`))
  }
  return wrong
}
