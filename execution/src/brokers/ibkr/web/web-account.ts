import { Effect, type Scope } from "effect"
import type { Environment } from "@tradetower/domain/connection"
import type { ExchangeAccount, ExchangeUnavailable } from "../../../exchange.ts"
import { Leaving } from "../../leaving.ts"
import { withinLimits } from "../../left-alone.ts"
import { accountOver } from "../account-over.ts"
import type { Traded } from "../contracts.ts"
import { Mirror } from "../mirror.ts"
import type { OpenMarket, OpenMarkets } from "../open-markets.ts"
import { brokerStream } from "./account-stream.ts"
import type { IbkrAddresses } from "./addresses.ts"
import type { IbkrKey } from "./key.ts"
import { listings } from "./listings.ts"
import { webMarket } from "./market/web-market.ts"
import { webOrders } from "./order-wire.ts"
import { Pace } from "./pace.ts"
import { portfolio } from "./portfolio.ts"
import { PriceDesk } from "./price-desk.ts"
import { brokerageSession } from "./session.ts"
import { signedRequests } from "./signed-requests.ts"
import { tradingSchedule } from "./trading-schedule.ts"

/** An order that can't be found after this was never taken, ms: lists are told each 5 s, and the first is empty. */
const SETTLES = 20_000
/** As far back as trades are told, ms. */
const WEEK = 7 * 24 * 3_600_000

/** Of which account, and how it is asked. */
export interface AccountOf extends Traded {
  readonly at: IbkrAddresses
  readonly environment: Environment
  readonly key: IbkrKey
  /** Its number, where it is known. */
  readonly number: string | undefined
  /** How prices come. */
  readonly told: OpenMarkets["told"]
}

/** A trader's account over the Web API, and what its session tells of markets. */
export const webAccount = Effect.fn("Ibkr.open")(function* ({
  at,
  environment,
  key,
  number,
  told,
  ...traded
}: AccountOf): Effect.fn.Return<
  { readonly account: ExchangeAccount; readonly market: OpenMarket },
  ExchangeUnavailable,
  Scope.Scope
> {
  const pace = yield* Pace
  const session = yield* brokerageSession(signedRequests(at, key, pace), { environment, account: number })
  const mirror = new Mirror(session.account)
  const list = listings(session, mirror)
  const desk = new PriceDesk()
  const orders = webOrders(session)
  const account = yield* accountOver(
    {
      settles: SETTLES,
      mirror,
      list,
      held: portfolio(session),
      schedule: (contract) => tradingSchedule(session, contract),
      orders,
      heard: brokerStream(at, session, desk, list),
      since: (now) => now - WEEK
    },
    traded
  )
  const limits = { name: "Interactive Brokers", restsUntil: () => pace.restsUntil, shutsOut: true } as const
  return { account: withinLimits(limits, new Leaving(), account), market: webMarket(session, desk, told, orders.alone) }
})
