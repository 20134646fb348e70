import { Cause, Deferred, Effect, Queue, Stream } from "effect"
import { compare } from "@tradetower/domain/number"
import { type AccountNews, type ExchangeAccount, ExchangeUnavailable } from "../../exchange.ts"
import { patiently } from "../../patience.ts"
import type { makeBell } from "./bell.ts"
import type { OrderBook } from "./order-book.ts"
import { hasEnded } from "./order-state.ts"
import type { Told } from "./user-channel.ts"
import type { UserOrder } from "./user-messages.ts"

/** How often what rests is compared with what the channel told, and how late it may tell. */
const LOOKED_AT_EVERY = "45 seconds"
const TELLS_WITHIN = "5 seconds"

const silent = new ExchangeUnavailable({
  message: "Coinbase tells nothing of own orders any more, though it is connected",
  retryable: true,
  cause: "NETWORK"
})

/** What the channel told of orders that did not end, by their ids. */
type Live = Map<string, UserOrder>

/**
 * What an account tells: begins with `Connected`, what changed before that is told after it. A channel that is connected and
 * silent is found out once a minute, by what REST lists.
 */
export const makeReports = (
  channel: Stream.Stream<Told, ExchangeUnavailable>,
  bell: ReturnType<typeof makeBell>,
  book: OrderBook,
  funding: (tell: (news: AccountNews) => void) => Effect.Effect<never, ExchangeUnavailable>
): ExchangeAccount["reports"] =>
  Stream.callback<AccountNews, ExchangeUnavailable>((queue) =>
    Effect.gen(function* () {
      const { hear, work } = yield* bell.listen((news) => void Queue.offerUnsafe(queue, news))
      const live: Live = new Map()
      let early: ReadonlyArray<UserOrder> | undefined = []

      const keep = (orders: ReadonlyArray<UserOrder>) => {
        for (const order of orders)
          if (hasEnded(order.status)) live.delete(order.order_id)
          else live.set(order.order_id, order)
      }

      let mayLack = false

      /** Orders that REST says more of than the channel did. */
      const untold = Effect.map(Effect.retry(book.resting, patiently), (resting) => {
        // What the channel may not have begun with is as REST lists it first.
        if (mayLack)
          for (const { filled_size, number_of_fills, ...order } of resting)
            if (!live.has(order.order_id)) keep([{ ...order, number_of_fills, cumulative_quantity: filled_size }])
        mayLack = false
        const there = new Map(resting.map((order) => [order.order_id, order]))
        const gone = [...live.keys()].filter((id) => !there.has(id))
        const more = resting.filter(({ filled_size, order_id }) => {
          const heard = live.get(order_id)
          return heard === undefined || compare(filled_size, heard.cumulative_quantity) > 0
        })
        return new Set([...gone, ...more.map(({ order_id }) => order_id)])
      })

      /** The channel may be a moment behind: it is given that before it is taken for dead. */
      const watch = Effect.forever(
        Effect.gen(function* () {
          yield* Effect.sleep(LOOKED_AT_EVERY)
          const before = yield* untold
          if (before.size === 0) return
          yield* Effect.sleep(TELLS_WITHIN)
          const after = yield* untold
          if ([...before].some((id) => after.has(id))) return yield* silent
        })
      )

      /** What is told of funding is told of an account that is there (EXCH-16). */
      const connected = yield* Deferred.make<void>()
      const take = (told: Told): Effect.Effect<void> => {
        if (told._tag !== "Connected") keep(told.orders)
        switch (told._tag) {
          case "Open":
            return Effect.void
          case "Changed":
            if (early === undefined) return hear(told.orders)
            early = [...early, ...told.orders]
            return Effect.void
          case "Connected": {
            const held = early ?? []
            early = undefined
            mayLack = told.mayLack === true
            Queue.offerUnsafe(queue, { _tag: "Connected" })
            return Effect.andThen(hear(held), Effect.asVoid(Deferred.succeed(connected, undefined)))
          }
        }
      }
      const fund = Effect.andThen(
        Deferred.await(connected),
        funding((news) => void Queue.offerUnsafe(queue, news))
      )
      yield* Effect.all([Stream.runForEach(channel, take), work, watch, fund], {
        concurrency: "unbounded",
        discard: true
      }).pipe(Effect.catch((error) => Effect.sync(() => void Queue.failCauseUnsafe(queue, Cause.fail(error)))))
      return yield* Effect.never
    })
  )
