import { Effect } from "effect"
import { BrokerId, type Connection, type Environment } from "@tradetower/domain/connection"
import { Secrets, type Store } from "@tradetower/platform"
import type { Exchange } from "../../../exchange.ts"
import type { Venue } from "../../../venues/venue.ts"
import { followedInstruments } from "../../followed-instruments.ts"
import { keptKey } from "../../kept-key.ts"
import { keptMarkets } from "../../kept-markets.ts"
import { recordedOrders } from "../../recorded-orders.ts"
import { IBKR } from "../instruments.ts"
import type { OpenMarkets } from "../open-markets.ts"
import { gatewayIn, GatewayUnreadable } from "./gateway.ts"
import { accountDiffers } from "./gateway-trouble.ts"
import { OrderNumbers } from "./numbers.ts"

export const GATEWAY_BROKER = BrokerId.make("ibkr-gateway")

const nameOf = ({ id, tenantId }: Pick<Connection, "id" | "tenantId">) => `${tenantId}/${id}`

/** Interactive Brokers through its own programs, for one kind of money. `venue` and `markets` are the same for both. */
export const gatewayExchange = Effect.fn("gatewayExchange")(function* (
  environment: Environment,
  venue: Venue,
  markets: OpenMarkets
): Effect.fn.Return<Exchange, never, Secrets | Store> {
  const secrets = yield* Secrets
  const kept = yield* keptMarkets(IBKR)
  const recorded = yield* recordedOrders
  const { followed, seeing } = followedInstruments()
  /** Numbers of orders go on where an account is opened again. */
  const numbers = new Map<string, OrderNumbers>()

  const open: Exchange["open"] = Effect.fnUntraced(function* (connection) {
    const given = yield* Effect.provideService(keptKey(connection), Secrets, secrets)
    const gateway = gatewayIn(given)
    if (gateway instanceof GatewayUnreadable) return yield* accountDiffers(gateway.message)
    const { gatewayAccount } = yield* Effect.promise(() => import("./gateway-account.ts"))
    const own = numbers.get(nameOf(connection)) ?? new OrderNumbers()
    numbers.set(nameOf(connection), own)
    const { account, market } = yield* gatewayAccount({
      gateway,
      environment,
      number: connection.account,
      numbers: own,
      kept,
      venue,
      followed: () => followed,
      onlyReduces: recorded(connection.tenantId),
      told: (symbol, delayed) => markets.told(symbol, delayed)
    })
    yield* markets.useLast(market)
    return account
  })

  return {
    broker: GATEWAY_BROKER,
    environment,
    venue: IBKR,
    terms: ["ibkr"],
    marketData: venue,
    exclusive: true,
    open,
    forget: (connection) => Effect.sync(() => void numbers.delete(nameOf(connection))),
    seeing
  }
})
