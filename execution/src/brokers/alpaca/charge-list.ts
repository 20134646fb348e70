import { Effect, Option, Schema } from "effect"
import { type Time, TradeId } from "@tradetower/domain/ids"
import { minus, whole, zero } from "@tradetower/domain/number"
import type { AccountFill, ExchangeUnavailable } from "../../exchange.ts"
import { rfc3339 } from "../../wire/instants.ts"
import type { PassedOver } from "../passed-over.ts"
import { ActivityName, ChargeAnswer, type FillAnswer } from "./answers.ts"
import type { KnownOrders } from "./known-orders.ts"
import { type Rest, there, unreadable } from "./rest.ts"

const PAGE = 100
const DAY = 24 * 3_600_000
/** A day of New York ends at the latest so long after it does in UTC, ms. */
const LATER = 6 * 3_600_000
const Rows = Schema.Array(Schema.Unknown)
const readCharge = Schema.decodeUnknownOption(ChargeAnswer)
const readName = Schema.decodeUnknownOption(ActivityName)

/** What is charged for, and up to which charge all are known. */
export interface Charges {
  readonly charges: ReadonlyArray<AccountFill>
  readonly last: string | undefined
}

/** The trades of an account from a moment on, their orders known. */
type Trades = (from: number) => Effect.Effect<ReadonlyArray<FillAnswer>, ExchangeUnavailable>

/**
 * What authorities are paid for sales, booked at the day's end: told as a charge to the order that sold last of what it
 * names that day. One that names nothing is told where only one instrument was sold. What coins cost is not among them: that
 * is told with each trade. What can't be read is passed over.
 */
export const chargeList = (rest: Rest, known: KnownOrders, passedOver: PassedOver, trades: Trades) => {
  const page = (after: number, token: string | undefined) => {
    const from =
      token === undefined ? `after=${encodeURIComponent(rfc3339(after))}` : `page_token=${encodeURIComponent(token)}`
    return there(rest.get(`/v2/account/activities/FEE?direction=asc&page_size=${PAGE}&${from}`, Rows))
  }

  /** A charge as it is told; none that is of no order of ours. */
  const told = Effect.fnUntraced(function* ({ created_at, date, id, net_amount, status, symbol }: ChargeAnswer) {
    if (typeof net_amount !== "string" || status === "canceled") return []
    const begins = Date.parse(date.slice(0, 10))
    const sold = (yield* trades(begins)).filter(
      ({ side, transaction_time }) => side !== "buy" && Date.parse(transaction_time) < begins + DAY + LATER
    )
    const names = new Set(sold.map((trade) => trade.symbol))
    const of = symbol ?? (names.size === 1 ? [...names][0] : undefined)
    const order = sold
      .filter((trade) => trade.symbol === of)
      .flatMap(({ order_id }) => known.of(order_id) ?? [])
      .at(-1)
    if (order === undefined) return []
    const { clientOrderId, market } = order
    const charge: AccountFill = {
      symbol: market.instrument.symbol,
      report: {
        _tag: "FeeCharged",
        at: (typeof created_at === "string" ? Date.parse(created_at) : begins + DAY) as Time,
        clientOrderId,
        tradeId: TradeId.make(id),
        amount: whole(market.quote(minus(zero, net_amount)))
      }
    }
    return [charge]
  })

  /** Those after the last that is known; without one, since then. */
  return Effect.fn("Alpaca.charges")(function* (
    after: number,
    last: string | undefined
  ): Effect.fn.Return<Charges, ExchangeUnavailable> {
    const charges: Array<AccountFill> = []
    let token = last
    for (;;) {
      const rows = yield* page(after, token)
      let next: string | undefined
      for (const row of rows) {
        const name = readName(row)
        if (Option.isNone(name)) return yield* unreadable
        next = name.value.id
        const charge = readCharge(row)
        if (Option.isSome(charge)) charges.push(...(yield* told(charge.value)))
        else yield* passedOver.tell(`charge ${next}`)
      }
      if (next === undefined || next === token) return { charges, last: token }
      token = next
      if (rows.length < PAGE) return { charges, last: token }
    }
  })
}
