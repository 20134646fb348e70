import { Cause, Clock, Effect, Queue, type Scope, Stream } from "effect"
import type { Environment } from "@tradetower/domain/connection"
import type { ExchangeAccount, ExchangeUnavailable } from "../../../exchange.ts"
import { accountOver } from "../account-over.ts"
import type { Heard } from "../account-news.ts"
import type { Traded } from "../contracts.ts"
import { Mirror } from "../mirror.ts"
import type { OpenMarket, OpenMarkets } from "../open-markets.ts"
import { contractDetails } from "./contract-details.ts"
import { Feed } from "./feed.ts"
import type { Gateway } from "./gateway.ts"
import { blind } from "./gateway-trouble.ts"
import { gatewayLink } from "./link.ts"
import { gatewayListings } from "./listings.ts"
import { gatewayMarket } from "./market/gateway-market.ts"
import type { OrderNumbers } from "./numbers.ts"
import { gatewayOrders } from "./order-wire.ts"
import { summary } from "./summary.ts"
import { TradesHeard } from "./trades-heard.ts"

/** An order that can't be found after this was never taken, ms. */
const SETTLES = 10_000
/** A gateway lists trades from midnight on, by its own clock: surely no more than of so long ago, ms. */
const DAY = 24 * 3_600_000

/** Of which account, and how its orders are numbered. */
export interface GatewayAccountOf extends Traded {
  readonly gateway: Gateway
  readonly environment: Environment
  /** Its number, where it is known. */
  readonly number: string | undefined
  readonly numbers: OrderNumbers
  /** How prices come. */
  readonly told: OpenMarkets["told"]
}

/** A trader's account through a gateway, and what its login is told of markets. */
export const gatewayAccount = Effect.fn("Ibkr.open")(function* ({
  environment,
  gateway,
  number,
  numbers,
  told,
  ...traded
}: GatewayAccountOf): Effect.fn.Return<
  { readonly account: ExchangeAccount; readonly market: OpenMarket },
  ExchangeUnavailable,
  Scope.Scope
> {
  const clock = yield* Clock.Clock
  let mirror = new Mirror("")
  let feed = new Feed(mirror, "", gateway.clientId)
  const listening = new Set<(heard: Heard) => void>()
  const tellAll = (heard: Heard) => {
    for (const listener of listening) listener(heard)
  }
  const trades = new TradesHeard((heard) => tellAll({ _tag: "Heard", orders: [], trades: heard }))
  const link = yield* gatewayLink(gateway, { environment, account: number }, (tws, account) => {
    // The account is known with the first connection, and stays.
    if (mirror.account !== account) {
      mirror = new Mirror(account)
      feed = new Feed(mirror, account, gateway.clientId)
    }
    tws.hear((item) => {
      const change = feed.take(item, clock.currentTimeMillisUnsafe())
      if (change.orders.length > 0) tellAll({ _tag: "Heard", orders: change.orders, trades: [] })
      trades.heard(change.trades)
    })
  })
  const list = gatewayListings({ link, feed, mirror, trades })
  const details = contractDetails()

  /** What a connection tells, from when it is there to when it is lost. */
  const heard: Stream.Stream<Heard, ExchangeUnavailable> = Stream.callback((queue) =>
    Effect.gen(function* () {
      const tws = yield* link.ready
      const tell = (item: Heard) => void Queue.offerUnsafe(queue, item)
      listening.add(tell)
      const leave = tws.hear((item) => {
        if (item._tag !== "fault") return
        if (item.code === 1100 || item.code === 2110) tell({ _tag: "Degraded", reason: blind.message })
        else if (item.code === 1101 || item.code === 1102) tell({ _tag: "Restored" })
      })
      yield* Effect.addFinalizer(() =>
        Effect.sync(() => {
          leave()
          listening.delete(tell)
        })
      )
      tell({ _tag: "Listening" })
      return yield* Effect.catch(tws.lost, (error) =>
        Effect.sync(() => Queue.failCauseUnsafe(queue, Cause.fail(error)))
      )
    })
  )

  const account = yield* accountOver(
    {
      settles: SETTLES,
      mirror,
      list,
      held: summary(link),
      schedule: ({ conid }) => Effect.flatMap(link.ready, (tws) => details.schedule(tws, conid)),
      orders: gatewayOrders({ link, feed, mirror, list, numbers }),
      heard,
      since: (now) => now - DAY
    },
    traded
  )
  const nextId = Effect.flatMap(link.ready, (tws) =>
    Effect.map(Clock.currentTimeMillis, (now) => String(numbers.next(now, tws)))
  )
  return { account: { ...account, nextId }, market: gatewayMarket(link, details, told) }
})
