import { hash } from "node:crypto"
import { Effect, Option, Schema } from "effect"
import type { ClientOrderId, Time } from "@tradetower/domain/ids"
import { compare, sum, whole } from "@tradetower/domain/number"
import { isOurs } from "@tradetower/domain/order"
import type { ExchangeUnavailable, OrderCosts } from "../../exchange.ts"
import { rfc3339 } from "../../wire/instants.ts"
import type { PassedOver } from "../passed-over.ts"
import { ActivityName, ChargeAnswer, type FillAnswer } from "./answers.ts"
import { type Charged, chargedTrades, isBooked } from "./charge-shares.ts"
import type { KnownOrders } from "./known-orders.ts"
import { type Rest, there, unreadable } from "./rest.ts"

const PAGE = 100
const DAY = 24 * 3_600_000
/** Trades of so long are looked at, with what was booked for them, ms. */
const FAR = 10 * DAY
/** What is booked for a trade has a day that begins so long before it at the most, ms. */
const BEFORE = 2 * DAY
const Rows = Schema.Array(Schema.Unknown)
const readCharge = Schema.decodeUnknownOption(ChargeAnswer)
const readName = Schema.decodeUnknownOption(ActivityName)

/** What orders cost by what is booked, and by what that was reckoned. */
export interface Charges {
  readonly costs: ReadonlyArray<OrderCosts>
  readonly last: string
}

/** The trades of an account from a moment on, their orders known. */
type Trades = (from: number) => Effect.Effect<ReadonlyArray<FillAnswer>, ExchangeUnavailable>

export interface ChargesOf {
  readonly rest: Rest
  readonly known: KnownOrders
  readonly passedOver: PassedOver
  readonly trades: Trades
  /** Whether trades in coins cost something in this account. */
  readonly coinsCost: () => boolean
}

/**
 * What is booked at the day's end: what authorities are paid for sales of stocks, and what trades in coins did cost. Told
 * as what each order cost in all, as often as anything is booked anew, corrected or taken back. What can't be read is
 * passed over.
 */
export const chargeList = ({ coinsCost, known, passedOver, rest, trades }: ChargesOf) => {
  const page = (kind: string, after: number, token: string | undefined) => {
    const from =
      token === undefined ? `after=${encodeURIComponent(rfc3339(after))}` : `page_token=${encodeURIComponent(token)}`
    return there(rest.get(`/v2/account/activities/${kind}?direction=asc&page_size=${PAGE}&${from}`, Rows))
  }

  const booked = Effect.fnUntraced(function* (kind: "FEE" | "CFEE", after: number) {
    const charges = new Map<string, ChargeAnswer>()
    let token: string | undefined
    for (;;) {
      const rows = yield* page(kind, after, token)
      let next: string | undefined
      for (const row of rows) {
        const name = readName(row)
        if (Option.isNone(name)) return yield* unreadable
        next = name.value.id
        const charge = readCharge(row)
        if (Option.isSome(charge)) charges.set(next, charge.value)
        else yield* passedOver.tell(`charge ${next}`)
      }
      if (rows.length < PAGE || next === token) return standing([...charges.values()])
      token = next
    }
  })

  /** What it was told by is the same as `last`: nothing new is told. */
  return Effect.fn("Alpaca.charges")(function* (
    now: number,
    last: string | undefined
  ): Effect.fn.Return<Charges | undefined, ExchangeUnavailable> {
    const from = now - FAR
    const ofStocks = yield* booked("FEE", from)
    const rows = [...ofStocks, ...(coinsCost() ? yield* booked("CFEE", from) : [])]
    if (rows.length === 0) return undefined
    // What is late is waited for by the day.
    const said = JSON.stringify([Math.floor(now / DAY), rows])
    const name = hash("sha256", said, "base64url")
    if (name === last) return undefined
    const costs = costsOf(chargedTrades(rows, yield* trades(from), known), known, from + BEFORE, now)
    return { costs, last: name }
  })
}

/** A row of its own may correct those before it: what is booked is the last word of a group of one kind. */
const standing = (rows: ReadonlyArray<ChargeAnswer>): ReadonlyArray<ChargeAnswer> => {
  const nameOf = ({ activity_sub_type, group_id, symbol }: ChargeAnswer) =>
    typeof group_id === "string" && group_id !== "" ? JSON.stringify([group_id, activity_sub_type, symbol]) : undefined
  return rows.filter((row, index) => {
    const name = nameOf(row)
    return (
      name === undefined || !rows.slice(index + 1).some((later) => later.status === "correct" && nameOf(later) === name)
    )
  })
}

/** What orders cost whose trades are all there, since then, with all that is booked for them. */
const costsOf = (
  charged: ReadonlyArray<Charged>,
  known: KnownOrders,
  since: number,
  now: number
): ReadonlyArray<OrderCosts> => {
  const orders = new Map<ClientOrderId, Array<Charged>>()
  for (const one of charged) {
    const id = known.of(one.trade.order_id)?.clientOrderId
    if (id === undefined || !isOurs(id)) continue
    const list = orders.get(id)
    if (list === undefined) orders.set(id, [one])
    else list.push(one)
  }
  return [...orders].flatMap(([clientOrderId, all]): ReadonlyArray<OrderCosts> => {
    const first = all[0]
    if (first?.market === undefined || (!first.isCoin && !all.some(({ shared }) => shared))) return []
    const { isCoin, market } = first
    // The first that is seen of each id of Alpaca's was its first.
    const begun = new Set<string>()
    for (const { trade } of all) {
      if (!begun.has(trade.order_id) && compare(trade.cum_qty, trade.qty) !== 0) return []
      begun.add(trade.order_id)
    }
    if (Date.parse(first.trade.transaction_time) < since) return []
    if (!all.every((one) => isBooked(one, charged, now))) return []
    const filledQuantity = market.quantity(sum(all.map(({ trade }) => trade.qty)))
    if (filledQuantity === undefined) return []
    const amount = whole(all.reduce((total, one) => total + one.amount, 0n))
    const fee = { _tag: isCoin && first.trade.side === "buy" ? "Base" : "Quote", amount } as const
    return [{ symbol: market.instrument.symbol, at: now as Time, clientOrderId, filledQuantity, fee }]
  })
}
