import { assert, it } from "@effect/vitest"
import { paperConnection } from "@tradetower/domain/connection"
import { ada, instrument, market } from "../execution.fixture.ts"
import { SIMULATED } from "../venues/venue-ids.ts"
import { AccountFunds } from "./account-funds.ts"
import { equityBy } from "./equity.ts"
import type { Gate, GuardedAccount } from "./gate.ts"
import { Holdings } from "./holdings.ts"
import { LastPrices } from "./last-prices.ts"
import type { Decimal } from "@tradetower/domain/number"

const ONE = 10n ** 18n
const d = (text: string) => text as Decimal

it("RISK-21 a leftover of a pair that nobody follows counts at its kept price, or as nothing: no limit is off for it", () => {
  const held = new AccountFunds()
  held.tell(
    [
      { asset: instrument.quote, total: d("1000"), available: d("1000") },
      { asset: instrument.base, total: d("0.5"), available: d("0.5") }
    ],
    0
  )
  const account = { connection: paperConnection(ada, SIMULATED) } as GuardedAccount
  const gate: Pick<Gate, "fundsOf"> = { fundsOf: () => held }
  const worth = (kept: bigint | undefined) =>
    equityBy(
      () => market,
      () => kept,
      () => [{ account }],
      gate,
      new Holdings(new LastPrices(), () => market)
    )(ada, "PAPER", instrument.quote)
  assert.strictEqual(worth(100n * ONE), 1_050n * ONE)
  assert.strictEqual(worth(undefined), 1_000n * ONE)
})
