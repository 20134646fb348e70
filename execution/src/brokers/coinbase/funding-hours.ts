import { Effect, Option } from "effect"
import type { ClientOrderId } from "@tradetower/domain/ids"
import type { Market, Symbol } from "@tradetower/domain/market"
import { Decimal, isZero, minus, plus, times } from "@tradetower/domain/number"
import type { ExchangeUnavailable } from "../../exchange.ts"
import { CandlesAnswer, type Product } from "../../venues/coinbase/messages.ts"
import type { Fill } from "./answers.ts"
import type { Client } from "./client.ts"
import { paths } from "./paths.ts"

export const HOUR = 3_600_000
const ONE = Decimal.make("1")
/** Hours further back are not charged any more, ms: as far back as trades are asked for. */
const FAR = 7 * 24 * HOUR
/** A price so old is the price of the hour, ms. */
const RECENT = 10 * 60_000

/** Hours that ended after one moment, and by the other: one after another. */
export const hoursBetween = (after: number, by: number): ReadonlyArray<number> => {
  const first = Math.floor(Math.max(after, by - FAR) / HOUR) * HOUR + HOUR
  return Array.from({ length: Math.max(0, Math.floor((by - first) / HOUR) + 1) }, (_, nth) => first + nth * HOUR)
}

/** Contracts there were at a moment, below zero when short: what there is now, less what was traded since. */
export const heldAt = (now: Decimal, symbol: Symbol, fills: ReadonlyArray<Fill>, at: number): Decimal => {
  let held = now
  for (const { product_id, side, size, trade_time } of fills)
    if (product_id === symbol && Date.parse(trade_time) > at)
      held = side === "BUY" ? minus(held, size) : plus(held, size)
  return held
}

/** What so many contracts pay, below zero where they are paid: a long pays where the rate is above nothing. */
export const fundingOf = (
  { instrument: { contractMultiplier = ONE } }: Market,
  contracts: Decimal,
  price: Decimal,
  rate: Decimal
): Decimal => times(times(times(contracts, contractMultiplier), price), rate)

/** The last price by the end of these hours: of the product, or where it is of long ago by its candles. */
export const pricesAt = Effect.fnUntraced(function* (
  client: Client,
  { price, product_id: symbol }: Product,
  hours: ReadonlyArray<number>,
  now: number
): Effect.fn.Return<(hour: number) => Decimal | undefined, ExchangeUnavailable> {
  const last = price === null || price === "" ? undefined : price
  const [first] = hours
  if (first === undefined || now - first <= RECENT) return () => last
  const path = paths.hours(symbol, first - HOUR, (hours.at(-1) ?? first) - HOUR)
  const listed = client.read(path, CandlesAnswer).pipe(
    Effect.catchIf(
      ({ retryable }) => !retryable,
      () => Effect.succeedNone
    )
  )
  const { candles } = Option.getOrElse(yield* listed, () => ({ candles: [] }))
  const closes = new Map(candles.map(({ close, start }) => [start * 1000 + HOUR, close]))
  return (hour) => closes.get(hour) ?? last
})

/** What an hour cost, and by whose order that is told. */
export interface HourlySum {
  readonly at: number
  readonly amount: Decimal
  readonly of: ClientOrderId
}

/** Hours of the same order one after another as one, with the last of them; none that came to nothing. */
export const grouped = (hours: ReadonlyArray<HourlySum>): ReadonlyArray<HourlySum> => {
  const groups: Array<HourlySum> = []
  for (const hour of hours) {
    const before = groups.at(-1)?.of === hour.of ? groups.pop() : undefined
    groups.push({ ...hour, amount: plus(before?.amount ?? "0", hour.amount) })
  }
  return groups.filter(({ amount }) => !isZero(amount))
}
