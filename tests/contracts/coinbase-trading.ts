import { it } from "@effect/vitest"
import { Effect, Option, type Scope, Stream } from "effect"
import type { OrderRequest } from "@tradetower/domain/order"
import type { AccountNews } from "@tradetower/execution"
import { limitBuy } from "../system/limit-buy.ts"
import { coinbaseMarket as market, coinbaseServer, openAt, userKey } from "./coinbase-bench.ts"
import { eventually, unique } from "./place.ts"

export const { symbol } = market.instrument
/** A buy that rests at 90, of an id of its own. */
export const buy = (over: Partial<OrderRequest> = {}): OrderRequest => ({
  ...limitBuy(market, unique("tt-buy"), "90", "1"),
  ...over
})
export const sent = ({ clientOrderId }: OrderRequest) => ({ symbol, clientOrderId, sentAt: Date.now() })

/** An account at a stand-in of its own, whose market is at 100, with what it tells. */
export const trading = Effect.gen(function* () {
  const server = yield* coinbaseServer
  server.trade(symbol, "100")
  const { key } = yield* userKey(server, "ada")
  const account = yield* openAt(server, key)
  const news: Array<AccountNews> = []
  let ends = 0
  const listen = account.reports.pipe(
    Stream.runForEach((item) => Effect.sync(() => void news.push(item))),
    Effect.ensuring(Effect.sync(() => ends++)),
    Effect.ignore,
    Effect.forkScoped
  )
  const said = (order: OrderRequest) =>
    news.flatMap((item) =>
      item._tag === "Reported" && item.report.clientOrderId === order.clientOrderId ? [item] : []
    )
  return {
    server,
    account,
    key,
    news,
    ended: () => ends > 0,
    place: (order: OrderRequest) => account.place(symbol, order),
    find: (order: OrderRequest) => Effect.map(account.find(sent(order)), Option.getOrThrow),
    listening: Effect.andThen(
      listen,
      eventually(
        Effect.sync(() => news.some(({ _tag }) => _tag === "Connected")),
        Boolean
      )
    ),
    /** What was said of an order, once it is so many. */
    said: (order: OrderRequest, count: number) =>
      eventually(
        Effect.sync(() => said(order)),
        (all) => all.length >= count
      )
  }
})
type Trading = Effect.Success<typeof trading>

/** A test at an account of its own. */
export const rule = (title: string, test: (at: Trading) => Effect.Effect<unknown, unknown, Scope.Scope>) =>
  it.live(title, () => Effect.scoped(Effect.flatMap(trading, test)))
export const kinds = (all: ReadonlyArray<{ readonly report: { readonly _tag: string } }>) =>
  all.map(({ report }) => report._tag)
