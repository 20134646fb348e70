import { Clock, Effect, Option } from "effect"
import { closuresBeside } from "@tradetower/domain/calendar"
import { ClientOrderId } from "@tradetower/domain/ids"
import { type Instrument, marketOf } from "@tradetower/domain/market"
import { compare, isDecimal, times } from "@tradetower/domain/number"
import type { OrderRequest } from "@tradetower/domain/order"
import type { ExchangeUnavailable } from "../../../../unavailable.ts"
import { futureIn, type ListedFuture } from "../web-instrument.ts"
import { FuturesAnswer, type RulesAnswer, WhatIfAnswer } from "../answers.ts"
import { orderBody } from "../order-body.ts"
import type { Session } from "../session.ts"
import { hoursTold } from "../trading-schedule.ts"
import { readable } from "../trouble.ts"

/** So many contracts of a product are listed, the nearest first: nobody trades what ends in years. */
const MOST_LISTED = 8

const DAY = 86_400_000

/** Futures of a product, the nearest first; none of what has no futures. */
export const futuresOf = Effect.fn("Ibkr.futures")(function* (
  session: Session,
  product: string
): Effect.fn.Return<ReadonlyArray<ListedFuture>, ExchangeUnavailable> {
  const now = yield* Clock.currentTimeMillis
  const today = new Date(now - DAY).toISOString().slice(0, 10).replaceAll("-", "")
  const found = yield* session.read(
    { path: "/trsrv/futures", query: { symbols: product }, urgency: "URGENT" },
    FuturesAnswer
  )
  return (Option.getOrUndefined(found)?.[product] ?? [])
    .filter((one) => one.symbol === product && one.expirationDate >= today)
    .toSorted((a, b) => (a.expirationDate < b.expirationDate ? -1 : 1))
    .slice(0, MOST_LISTED)
})

/** What a sentence says is asked for: `"21,840 USD"`. */
const dollarsIn = (text: string | null | undefined): string | undefined => {
  const amount = /^([\d,]+(?:\.\d+)?) USD$/.exec(text ?? "")?.[1]?.replaceAll(",", "")
  return amount !== undefined && isDecimal(amount) && compare(amount, "0") > 0 ? amount : undefined
}

/**
 * What a contract is worth for each dollar that the broker wants behind a new one, as it says of an order that is not sent;
 * undefined where it does not say. `alone`: while no order is on its way.
 */
export const backingOf = Effect.fn("Ibkr.margin")(function* (
  session: Session,
  instrument: Instrument,
  last: string | undefined,
  alone: <A, E>(asked: Effect.Effect<A, E>) => Effect.Effect<A, E>
) {
  const { contract, contractMultiplier } = instrument
  if (last === undefined || contract === undefined || contractMultiplier === undefined) return undefined
  const market = marketOf(instrument)
  const order: OrderRequest = {
    clientOrderId: ClientOrderId.make("tt-whatif"),
    side: "BUY",
    type: "MARKET",
    timeInForce: "DAY",
    quantity: market.minQuantity,
    reduceOnly: false,
    purpose: "BASE"
  }
  const body = orderBody({ conid: contract, market }, session.account, order)
  const answered = yield* alone(
    session.send({
      method: "POST",
      path: `/iserver/account/${encodeURIComponent(session.account)}/orders/whatif`,
      body
    })
  )
  if (answered.status >= 300) return undefined
  const { initial } = yield* readable(WhatIfAnswer, answered.body)
  const wanted = dollarsIn(initial?.change)
  return wanted === undefined ? undefined : Number(times(last, contractMultiplier)) / Number(wanted)
})

/** A future by its number, as it stands now: its end, what it may be backed with, and when it is closed beside its usual hours. */
export const futureNow = Effect.fnUntraced(function* (
  session: Session,
  rules: RulesAnswer,
  { contract, symbol }: Instrument,
  backing: (instrument: Instrument) => Effect.Effect<number | undefined>
) {
  const all = yield* futuresOf(session, rules.symbol)
  const listed = all.find(({ conid }) => conid === contract)
  const now = listed && futureIn(rules, listed, all)
  if (listed === undefined || now === undefined || now.symbol !== symbol) return undefined
  const { trading } = yield* hoursTold(session, listed.conid)
  const closures = closuresBeside(trading.map(([from, to]) => ({ from, to })))
  const backed = futureIn(rules, listed, all, yield* backing(now)) ?? now
  return { ...backed, closures } satisfies Instrument
})
