import { expect, it } from "vitest"
import { botOfAlert } from "./alert-words.ts"

const bots = [
  { id: "a", name: "BTC grid" },
  { id: "b", name: "BTC DCA" }
]

it("an alert names its bot once", () => {
  const named = (botId: string | undefined, text: string) => botOfAlert(bots, { botId, text })?.name
  expect([
    named("b", "BTC-USD: paused. The market is closed."),
    named("b", "BTC DCA was not started: no price."),
    named("gone", "BTC-USD: stopped."),
    named(undefined, "TradingTower was started again.")
  ]).toEqual(["BTC DCA", undefined, undefined, undefined])
})
