import { Clock, Effect } from "effect"
import type { BrokerStanding } from "@tradetower/domain/risk"
import type { ExchangeUnavailable } from "../exchange.ts"
import type { GuardedAccount } from "./gate.ts"

/** What an exchange said of an account's standing is taken for so long, ms of wall time. */
const STANDING_FOR = 5_000

const nothingSaid: BrokerStanding = {}

/** What exchanges say of how accounts stand, asked at most so often; nothing of those that say nothing. */
export const makeBrokerStanding = () => {
  const told = new WeakMap<GuardedAccount, { readonly at: number; readonly standing: BrokerStanding }>()
  return Effect.fnUntraced(function* (account: GuardedAccount): Effect.fn.Return<BrokerStanding, ExchangeUnavailable> {
    if (account.standing === undefined) return nothingSaid
    const now = yield* Clock.currentTimeMillis
    const known = told.get(account)
    if (known !== undefined && now - known.at < STANDING_FOR) return known.standing
    const standing = yield* account.standing
    told.set(account, { at: now, standing })
    return standing
  })
}
