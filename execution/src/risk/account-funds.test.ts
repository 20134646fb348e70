import { assert, it } from "@effect/vitest"
import { type Time, TradeId } from "@tradetower/domain/ids"
import { type Decimal, whole } from "@tradetower/domain/number"
import type { Fill } from "@tradetower/domain/order"
import { broughtBy } from "@tradetower/domain/risk"
import { id, lots, market, price } from "../execution.fixture.ts"
import { AccountFunds } from "./account-funds.ts"

const d = (text: string) => text as Decimal
const amount = (text: string) => BigInt(Number(text) * 1_000) * 10n ** 15n
const trade = (fee: Fill["fee"], exactPrice?: string): Fill => ({
  _tag: "OrderFilled",
  at: 1 as Time,
  clientOrderId: id("tt-a-GRID-1"),
  tradeId: TradeId.make("1"),
  price: price("90"),
  ...(exactPrice !== undefined && { exactPrice: d(exactPrice) }),
  quantity: lots("2"),
  fee,
  liquidity: "TAKER"
})

it("RISK-11 a trade brings in what it is of, less its fee, at its exact price", () => {
  const inBase = trade({ _tag: "Base", amount: whole(market.base("0.5")) })
  assert.deepStrictEqual(broughtBy(market, "BUY", inBase), { asset: "BTC", amount: amount("1.5") })
  const inQuote = trade({ _tag: "Quote", amount: whole(market.quote("1")) })
  assert.deepStrictEqual(broughtBy(market, "BUY", inQuote), { asset: "BTC", amount: amount("2") })
  assert.deepStrictEqual(broughtBy(market, "SELL", inQuote), { asset: "USD", amount: amount("179") })
  const exact = trade({ _tag: "Quote", amount: whole(0n) }, "90.5")
  assert.deepStrictEqual(broughtBy(market, "SELL", exact), { asset: "USD", amount: amount("181") })
})

it("RISK-11 what a trade brought in counts until all is told anew, and not of one that is in what was told", () => {
  const funds = new AccountFunds()
  const brought = { asset: "BTC", amount: amount("2") }
  funds.gain(brought, 5)
  assert.isFalse(funds.covers(brought))
  funds.tell([{ asset: "BTC", total: d("1"), available: d("1") }], 10)
  funds.gain(brought, 10)
  assert.strictEqual(funds.free("BTC"), amount("1"))
  funds.gain(brought, 11)
  assert.strictEqual(funds.free("BTC"), amount("3"))
  funds.tell([{ asset: "BTC", total: d("3"), available: d("3") }], 12)
  assert.strictEqual(funds.free("BTC"), amount("3"))
})
