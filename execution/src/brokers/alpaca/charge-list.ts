import { Effect, Option, Schema } from "effect"
import { type Time, TradeId } from "@tradetower/domain/ids"
import { minus, whole, zero } from "@tradetower/domain/number"
import type { AccountFill, ExchangeUnavailable } from "../../exchange.ts"
import { rfc3339 } from "../../wire/instants.ts"
import { Latest } from "../latest.ts"
import type { PassedOver } from "../passed-over.ts"
import { ActivityName, ChargeAnswer, type FillAnswer } from "./answers.ts"
import type { KnownOrders } from "./known-orders.ts"
import { type Rest, there, unreadable } from "./rest.ts"

const PAGE = 100
const DAY = 24 * 3_600_000
/** Without one that is known no further back than this, ms. */
const WEEK = 7 * DAY
/** A charge may be booked so much later than others of a later day, ms: asked for again, it counts once by its id. */
const LATE = 3 * DAY
/** So many are known to have been told: those of a week are far fewer. */
const MOST = 1_000
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
  const seen = new Latest<string>(MOST)

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

  /** Those since some days before the last that is known; without one, of the last week. */
  return Effect.fn("Alpaca.charges")(function* (
    now: number,
    last: string | undefined
  ): Effect.fn.Return<Charges, ExchangeUnavailable> {
    const charges: Array<AccountFill> = []
    const from = Math.max(now - WEEK, last === undefined ? 0 : dayOf(last) - LATE)
    let latest = last
    let token: string | undefined
    for (;;) {
      const rows = yield* page(from, token)
      let next: string | undefined
      for (const row of rows) {
        const name = readName(row)
        if (Option.isNone(name)) return yield* unreadable
        next = name.value.id
        if (latest === undefined || next > latest) latest = next
        // Told by this process: whoever asks without a cursor wants all of them.
        if (!seen.isNew(next) && last !== undefined) continue
        const charge = readCharge(row)
        if (Option.isSome(charge)) charges.push(...(yield* told(charge.value)))
        else yield* passedOver.tell(`charge ${next}`)
      }
      if (rows.length < PAGE || next === token) return { charges, last: latest }
      token = next
    }
  })
}

/** The day that an id begins with; no day at all of one that has none. */
const dayOf = (id: string): number => {
  const [, year, month, day] = /^(\d{4})(\d\d)(\d\d)/.exec(id) ?? []
  const at = Date.parse(`${year}-${month}-${day}`)
  return Number.isNaN(at) ? 0 : at
}
