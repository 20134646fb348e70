import { assert, it } from "@effect/vitest"
import { PAPER } from "@tradetower/domain/connection"
import type { Time, TradeId } from "@tradetower/domain/ids"
import type { OrderRecord } from "@tradetower/platform"
import { ada, bot, instrument, lots, market, order, price, run } from "../execution.fixture.ts"
import { pending, reported } from "./order-record.ts"

const request = order("tt-a-GRID-1", { quantity: lots("3") })
const sent = pending(
  {
    tenantId: ada,
    botId: bot,
    runId: run,
    connection: PAPER,
    environment: "PAPER",
    venue: instrument.venue,
    symbol: instrument.symbol,
    seq: 1,
    action: {}
  },
  market,
  request,
  { rule: "TEST", why: "a test wants it" },
  0
)

/** Of one lot each, at the price that names it; one may be taken back. */
const told = (record: OrderRecord, _tag: "OrderFilled" | "FillVoided", at: string): OrderRecord => {
  const { clientOrderId, side } = request
  const trade = {
    at: 1 as Time,
    clientOrderId,
    tradeId: `T${at}` as TradeId,
    side,
    price: price(at),
    quantity: lots("1"),
    fee: { _tag: "Quote", amount: 100 }
  } as const
  const now = reported(
    market,
    record,
    _tag === "FillVoided" ? { _tag, ...trade } : { _tag, ...trade, liquidity: "TAKER" }
  )
  return now ?? assert.fail("it is nothing new")
}

it("EXEC-30 what a trade that is taken back leaves has the average of the others, and none where nothing is left", () => {
  const filled = told(told(sent, "OrderFilled", "100"), "OrderFilled", "200")
  assert.strictEqual(filled.averagePrice, "150")
  const left = told(filled, "FillVoided", "200")
  assert.strictEqual(left.averagePrice, "100")
  assert.strictEqual(told(left, "OrderFilled", "150").averagePrice, "125")
  const nothing = told(left, "FillVoided", "100")
  assert.strictEqual(nothing.averagePrice, undefined)
  assert.deepStrictEqual([nothing.filledQuantity, nothing.fees], ["0", [{ asset: instrument.quote, amount: "0" }]])
})
