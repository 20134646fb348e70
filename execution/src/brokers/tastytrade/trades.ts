import { Clock, Effect, Option, Schema } from "effect"
import type { AccountFill, ExchangeAccount, SentOrder } from "../../exchange.ts"
import type { ChargeList } from "./charge-list.ts"
import { type OrderQuestions, WEEK } from "./order-questions.ts"
import type { Whole } from "./order-state.ts"

/** A trade may be told so much later than it happened, ms: that is asked for again, and counts once. */
const OVERLAP = 60_000
/** A list that goes on begins so much earlier, ms. */
const DAY = 86_400_000

/** A place in the trades: since when orders may still have some, which were the last, and since when charges may come. */
const Cursor = Schema.fromJsonString(Schema.Struct({ orders: Schema.Int, trades: Schema.Int, charges: Schema.Int }))
const readCursor = Schema.decodeUnknownOption(Cursor)
const writeCursor = Schema.encodeSync(Cursor)

export const fillsIn = ({ fills, market }: Whole): ReadonlyArray<AccountFill> =>
  fills.map((report) => ({ symbol: market.instrument.symbol, report }))

/** The trades of an account: they are in its orders, each with all it had so far. There is no list of them that goes on. */
export const tradesOf = (questions: OrderQuestions, charges: ChargeList) => {
  const fills: ExchangeAccount["fills"] = Effect.fn("Tastytrade.fills")(function* (after) {
    const now = yield* Clock.currentTimeMillis
    const before = Option.getOrUndefined(readCursor(after ?? ""))
    const from = Math.max(before?.orders ?? 0, now - WEEK)
    const listed = new Map<string, Whole>()
    // One of ours that can't be read is asked for by itself. Those of today and all that rest come last: they are the later word.
    for (const one of [...(yield* questions.since(from, [])), ...(yield* questions.liveBut([]))])
      listed.set(one.state.exchangeOrderId, one)
    const orders = [...listed.values()]
    const since = before === undefined ? from : before.trades - OVERLAP
    const all = orders
      .flatMap(fillsIn)
      .filter(({ report }) => report.at >= since)
      .toSorted((a, b) => a.report.at - b.report.at)
    // Of what is booked nothing else waits.
    const charged = yield* charges(Math.max(before?.charges ?? now - WEEK, now - WEEK)).pipe(
      Effect.catchIf(
        ({ cause }) => cause !== "REVOKED",
        ({ message }) =>
          Effect.as(Effect.logDebug(`charges are asked for again: ${message}`), {
            told: [],
            from: before?.charges ?? now - WEEK
          })
      )
    )
    const unfinished = orders.filter(({ isWhole, status }) => status === "OPEN" || status === "UNKNOWN" || !isWhole)
    return {
      fills: [...all, ...charged.told],
      cursor: writeCursor({
        orders: Math.min(now - DAY, ...unfinished.map(({ state }) => state.placedAt)),
        trades: Math.max(before?.trades ?? from, ...all.map(({ report }) => report.at)),
        charges: charged.from
      }),
      completeSince: now - WEEK
    }
  })

  const fillsOf: ExchangeAccount["fillsOf"] = Effect.fn("Tastytrade.fillsOf")(function* (sent: SentOrder) {
    const found = yield* questions.order(sent)
    return Option.isNone(found) ? [] : fillsIn(found.value)
  })
  return { fills, fillsOf }
}
