import { Clock, Effect, type Scope } from "effect"
import type { Environment } from "@tradetower/domain/connection"
import type { ExchangeAccount, ExchangeUnavailable } from "../../exchange.ts"
import { accountNews } from "./account-news.ts"
import { brokerStream } from "./account-stream.ts"
import type { IbkrAddresses } from "./addresses.ts"
import { contractsOf, type Traded } from "./contracts.ts"
import { fillList } from "./fill-list.ts"
import { holdingsOf } from "./holdings.ts"
import type { IbkrKey } from "./key.ts"
import { listings } from "./listings.ts"
import { Mirror } from "./mirror.ts"
import { submissions } from "./order-questions.ts"
import { accountOrders } from "./orders.ts"
import type { OpenSession } from "./open-session.ts"
import { Pace } from "./pace.ts"
import { PriceDesk } from "./price-desk.ts"
import { brokerageSession } from "./session.ts"
import { signedRequests } from "./signed-requests.ts"

/** An order that can't be found after this was never taken, ms: lists are told each 5 s, and the first is empty. */
const SETTLES = 20_000

/** Of which account, and how it is asked. */
export interface AccountOf extends Traded {
  readonly at: IbkrAddresses
  readonly environment: Environment
  readonly key: IbkrKey
  /** Its number, where it is known. */
  readonly number: string | undefined
}

/** A trader's account at Interactive Brokers, and the session that it has. */
export const ibkrAccount = Effect.fn("Ibkr.open")(function* ({
  at,
  environment,
  key,
  number,
  ...traded
}: AccountOf): Effect.fn.Return<
  { readonly account: ExchangeAccount; readonly opened: OpenSession },
  ExchangeUnavailable,
  Scope.Scope
> {
  const session = yield* brokerageSession(signedRequests(at, key, yield* Pace), { environment, account: number })
  const clock = yield* Clock.Clock
  const mirror = new Mirror(session.account)
  const list = listings(session, mirror)
  const contracts = contractsOf(traded, session)
  let live = false
  const isLive = () => live
  const { balances, changed, positions, standing } = holdingsOf({ session, mirror, list, contracts, isLive })
  const news = accountNews({ mirror, list, contracts, changed, live: (is) => void (live = is) })
  const { cancel, find, openOrders, place } = accountOrders({
    session,
    mirror,
    list,
    contracts,
    isLive,
    changed,
    submit: submissions(session),
    expect: (id) => news.expect(id, clock.currentTimeMillisUnsafe())
  })
  const desk = new PriceDesk()
  return {
    opened: { session, desk },
    account: {
      settles: SETTLES,
      balances,
      positions,
      standing,
      place,
      cancel,
      find,
      openOrders,
      ...fillList(mirror, list, contracts, isLive),
      reports: news.reports(brokerStream(at, session, desk))
    }
  }
})
