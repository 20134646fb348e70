import { Effect } from "effect"
import { Decimal } from "@tradetower/domain/number"
import { ExchangeUnavailable } from "./exchange.ts"
import type { Markets } from "./markets.ts"
import type { Available } from "./watch/questions.ts"

const NOTHING = Decimal.make("0")

/** Asks the exchange what a tenant's account holds free of an asset; nothing of one it does not list. */
export const availableAt =
  (markets: Markets["Service"]): Available =>
  (id, tenantId, asset) =>
    Effect.gen(function* () {
      const exchange = markets.exchange(id)
      if (exchange === undefined)
        return yield* new ExchangeUnavailable({ message: `${id} is not traded on here`, retryable: false })
      const account = yield* exchange.account(tenantId)
      const balances = yield* account.balances
      return balances.find((one) => one.asset === asset)?.available ?? NOTHING
    })
