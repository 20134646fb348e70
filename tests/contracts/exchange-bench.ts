import { Effect, type Scope, Stream } from "effect"
import { ClientOrderId } from "@tradetower/domain/ids"
import type { Market, Symbol } from "@tradetower/domain/market"
import { times } from "@tradetower/domain/number"
import type { OrderRequest } from "@tradetower/domain/order"
import type { TermsName } from "@tradetower/domain/terms"
import type { AccountNews, AccountReport, ExchangeAccount, ExchangeUnavailable, SentOrder } from "@tradetower/execution"
import { limitBuy, lotsOn, priceOn } from "../system/limit-buy.ts"
import { eventually, unique } from "./place.ts"

/** An exchange under test, its market moved by hand. Where the market stands before the first trade, nobody trades. */
export interface ExchangeBench {
  /** Of a pair of which every account has 100,000 of quote and nothing of base; or a future, with that behind it. */
  readonly market: Market
  /** What the tests call 1 of it, where less than a whole unit can't be had: so many units. Default: 1. */
  readonly unit?: number
  /** Whose rules its accounts keep. */
  readonly terms: TermsName
  /** A trader's account; the same for the same trader, opened again. */
  readonly open: (trader: string) => Effect.Effect<ExchangeAccount, ExchangeUnavailable, Scope.Scope>
  /** Trades at a price; ends once the exchange has seen it. */
  readonly trade: (price: string) => Effect.Effect<void>
  /** The same, of which no more than so much is had by all orders together. Absent where that can't be done. */
  readonly tradeSome?: (price: string, quantity: string) => Effect.Effect<void>
  /** Closes the exchange, or this side of it, and opens it again. Absent where that can't be done. */
  readonly restart?: Effect.Effect<void>
  /** From now on orders are carried out and their answers get lost; or no more. Absent where that can't be done. */
  readonly loseAnswers?: (on: boolean) => Effect.Effect<void>
  /** From now on requests are turned away unread; or no more. Absent where that can't be done. */
  readonly turnAway?: (on: boolean) => Effect.Effect<void>
  /** Breaks every stream of reports that is open. Absent where that can't be done. */
  readonly breakStreams?: Effect.Effect<void>
  /** Of a future: the exchange closes what a trader holds of it, for want of margin. Absent where that can't be done. */
  readonly liquidate?: (trader: string) => Effect.Effect<void>
  /** Of a future: it ends. Absent where that can't be done. */
  readonly expire?: Effect.Effect<void>
}

/** What was kept of orders before they were sent, by their ids. */
type WireIds = Map<ClientOrderId, string>

/** Places an order as execution does: under an id that is kept first, where its exchange needs one. */
export const placeAs = Effect.fnUntraced(function* (
  { nextId, place }: ExchangeAccount,
  symbol: Symbol,
  order: OrderRequest,
  kept: WireIds
) {
  const { clientOrderId } = order
  if (nextId !== undefined && !kept.has(clientOrderId)) kept.set(clientOrderId, yield* nextId)
  return yield* place(symbol, order, kept.get(clientOrderId))
})

/** What tests do at a bench. */
export const atBench = ({ market, open, unit = 1 }: ExchangeBench) => {
  const { symbol } = market.instrument
  const priceOf = (text: string) => priceOn(market, text)
  const units = (text: string) => times(text, String(unit))
  const lotsOf = (text: string) => lotsOn(market, units(text))
  const named = (name: string) => ClientOrderId.make(unique(`tt-${name}`))
  /** A buy that rests at 90, of an id of its own. */
  const buy = (change: Partial<OrderRequest> = {}): OrderRequest => ({
    ...limitBuy(market, named("buy"), "90", units("1")),
    ...change
  })
  const sent = ({ clientOrderId }: Pick<OrderRequest, "clientOrderId">): SentOrder => ({
    symbol,
    clientOrderId,
    sentAt: 0
  })

  /** An account whose reports are heard. */
  const heard = Effect.fnUntraced(function* (trader: string) {
    const account = yield* open(trader)
    const wireIds: WireIds = new Map()
    const news: Array<AccountNews> = []
    let ends = 0
    const listen = account.reports.pipe(
      Stream.runForEach((item) => Effect.sync(() => void news.push(item))),
      Effect.ensuring(Effect.sync(() => ends++))
    )
    yield* Effect.forkScoped(Effect.ignore(listen))
    const connected = eventually(
      Effect.sync(() => news.some(({ _tag }) => _tag === "Connected")),
      Boolean
    )
    yield* connected
    const of = (order: OrderRequest): ReadonlyArray<AccountReport> =>
      news.flatMap((item) =>
        item._tag === "Reported" && item.report.clientOrderId === order.clientOrderId ? [item] : []
      )
    return {
      account,
      place: (order: OrderRequest) => placeAs(account, symbol, order, wireIds),
      cancel: (order: OrderRequest) => account.cancel(symbol, order),
      find: (order: OrderRequest) => account.find(sent(order)),
      news,
      ended: Effect.sync(() => ends > 0),
      listenAgain: Effect.forkScoped(Effect.ignore(listen)),
      /** What was said of an order, once it is so many. */
      said: (order: OrderRequest, count: number) =>
        eventually(
          Effect.sync(() => of(order)),
          (reports) => reports.length >= count
        )
    }
  })
  /** It is counted in positions, not in coins. */
  const isFuture = market.instrument.kind === "FUTURES"
  return { symbol, isFuture, priceOf, lotsOf, units, named, buy, sent, heard, trader: () => unique("ada") }
}
export type AtBench = ReturnType<typeof atBench>
