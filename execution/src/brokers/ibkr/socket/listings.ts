import { Clock, Effect, Semaphore } from "effect"
import { ClientOrderId } from "@tradetower/domain/ids"
import { isOurs } from "@tradetower/domain/order"
import type { ExchangeUnavailable } from "../../../unavailable.ts"
import { ofLeg } from "../leg.ts"
import type { Listings } from "../listings.ts"
import type { Mirror } from "../mirror.ts"
import { isReadOnly } from "./codes.ts"
import { collect, type Question, type RequestRefused } from "./collect.ts"
import type { Feed } from "./feed.ts"
import { noAnswer, noZone, readOnly } from "./gateway-trouble.ts"
import type { Link } from "./link.ts"
import type { TradesHeard } from "./trades-heard.ts"
import type { Tws } from "./tws.ts"

/** An order that is listed neither as open nor as ended for so long, ms, is there no more: a gateway may list late. */
const GONE_AFTER = 20_000
/** What trades cost is waited for so long when they are listed, ms: from then on it is an estimate. */
const COMMISSIONS_WITHIN = 400
const LOOKED_AT = 20
const GONE = "it is not listed any more"

/** A request that was turned away says why. */
export const orRefused = <A>(
  effect: Effect.Effect<A, ExchangeUnavailable | RequestRefused>
): Effect.Effect<A, ExchangeUnavailable> =>
  Effect.catchTag(effect, "RequestRefused", ({ code, message }) =>
    isReadOnly(code, message)
      ? Effect.fail(readOnly)
      : Effect.andThen(Effect.logDebug(`IB Gateway: ${code} ${message}`), Effect.fail(noAnswer))
  )

export const ask = <A>(tws: Tws, question: Question<A>) => orRefused(collect(tws, question))

export interface ListedOver {
  readonly link: Link
  readonly feed: Feed
  readonly mirror: Mirror
  readonly trades: TradesHeard
}

/** What a gateway lists of an account's orders and trades: it goes into the mirror as it is heard. */
export const gatewayListings = ({ feed, link, mirror, trades: heardTrades }: ListedOver): Listings => {
  // What is asked for without a number is asked one after another.
  const one = Semaphore.makeUnsafe(1)
  let listedAt = -Infinity
  let listedIn = -1
  const missing = new Map<string, number>()

  /** What rests here and is not listed there: told as ended once it is missing for long. */
  const gone = (listed: ReadonlySet<string>, now: number): ReadonlyArray<ClientOrderId> => {
    const rests = mirror.open.filter(({ orderId, reference }) => isOurs(ofLeg(reference)) && !listed.has(orderId))
    const before = new Map(missing)
    missing.clear()
    return rests.flatMap(({ orderId, placedAt }) => {
      const since = before.get(orderId) ?? Math.max(now, placedAt)
      missing.set(orderId, since)
      const ended = now - since < GONE_AFTER ? undefined : mirror.end(orderId, "Cancelled", GONE)
      return ended === undefined ? [] : [ended]
    })
  }

  /** What trades cost is told beside them, before or after: waited for a moment. */
  const commissions = Effect.gen(function* () {
    for (let waited = 0; feed.lacksCommission && waited < COMMISSIONS_WITHIN; waited += LOOKED_AT)
      yield* Effect.sleep(LOOKED_AT)
    feed.giveUpCommissions()
  })

  const orders: Listings["orders"] = Effect.fn("Ibkr.orders")(function* (urgency = "USUAL") {
    const tws = yield* link.ready
    const epoch = link.epoch()
    const rows = yield* Effect.andThen(
      ask(tws, {
        urgency,
        say: (api) => api.reqAllOpenOrders(),
        take: (told) =>
          told._tag === "openOrderEnd" ? "END" : told._tag === "openOrder" ? { item: told.order } : undefined
      }),
      (open) =>
        Effect.map(
          ask(tws, {
            urgency,
            say: (api) => api.reqCompletedOrders(true),
            take: (told) =>
              told._tag === "completedOrdersEnd"
                ? "END"
                : told._tag === "completedOrder"
                  ? { item: told.order }
                  : undefined
          }),
          (ended) => [...open, ...ended]
        )
    ).pipe(one.withPermits(1))
    const now = yield* Clock.currentTimeMillis
    listedAt = now
    listedIn = epoch
    const mine = rows.filter(({ account }) => account === link.account)
    const ours = mine.flatMap(({ orderRef }) => {
      const id = ofLeg(orderRef ?? "")
      return isOurs(id) ? [ClientOrderId.make(id)] : []
    })
    return [...ours, ...gone(new Set(mine.map(({ permId }) => String(permId ?? 0))), now)]
  })

  const trades: Listings["trades"] = Effect.fn("Ibkr.trades")(function* (urgency = "USUAL") {
    const tws = yield* link.ready
    const asked = ask(tws, {
      urgency,
      // An empty filter may get no answer.
      say: (api, request) => api.reqExecutions(request, { clientId: link.gateway.clientId, acctCode: link.account }),
      take: (told, request) => (told._tag === "execDetailsEnd" && told.request === request ? "END" : undefined)
    })
    const heard = yield* heardTrades.during(Effect.andThen(asked, commissions))
    return feed.noZone ? yield* noZone : heard
  })

  return {
    orders,
    trades,
    // There is nothing to ask a gateway for by an order's id: it lists all it knows.
    byId: () => Effect.void,
    listedSince: (at) => listedAt >= at && listedIn === link.epoch()
  }
}
