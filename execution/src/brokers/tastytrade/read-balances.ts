import { Effect } from "effect"
import type { ExchangeUnavailable } from "../../unavailable.ts"
import type { Urgency } from "../../wire/request-pace.ts"
import { type BalancesAnswer, BalancesAnswers } from "./answers.ts"
import type { Rest } from "./rest.ts"
import { there } from "./words.ts"

/** What an account's money is. */
export const readBalances = (rest: Rest, urgency?: Urgency): Effect.Effect<BalancesAnswer, ExchangeUnavailable> =>
  Effect.map(there(rest.get(`${rest.account}/balances`, BalancesAnswers, urgency)), (answer) =>
    "items" in answer ? answer.items[0] : answer
  )
