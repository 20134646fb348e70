import { Effect } from "effect"
import { Decimal } from "@tradetower/domain/number"
import type { Accounts } from "./orders/accounts.ts"
import type { Available } from "./watch/questions.ts"

const NOTHING = Decimal.make("0")

/** Asks the exchange what a tenant's account holds free of an asset; nothing of one it does not list. */
export const availableAt =
  (accounts: Accounts["Service"]): Available =>
  (connection, tenantId, asset) =>
    Effect.gen(function* () {
      const { account } = yield* accounts.open(connection, tenantId)
      const balances = yield* account.balances
      return balances.find((one) => one.asset === asset)?.available ?? NOTHING
    })
