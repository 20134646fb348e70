import { expect, it } from "@effect/vitest"
import { documentBound } from "@tradetower/platform"
import { LISTED, listed } from "./kill-switch.ts"

it("what a kill switch met stays within a trader's record, however many runs it was", () => {
  const met = Array.from({ length: 5_000 }, (_, i) => ({
    botId: `${i}`.padStart(26, "x"),
    runId: `${i}`.padStart(26, "x"),
    name: "€".repeat(60),
    venue: "coinbase",
    symbol: "A-LONG-SYMBOL-INDEED-USD",
    base: "A-LONG-SYMBOL",
    state: "INITIALIZING",
    openOrders: 500,
    position: "123456789.123456789123456789",
    kept: true
  }))
  const kept = listed(met)
  expect(kept).toMatchObject({ more: 5_000 - LISTED })
  expect(kept.bots).toHaveLength(LISTED)
  expect(Buffer.byteLength(JSON.stringify(kept))).toBeLessThan(documentBound("Users"))
  expect(listed(met.slice(0, LISTED))).not.toHaveProperty("more")
})
