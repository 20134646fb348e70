import { expect, it } from "vitest"
import { actionWords } from "./activity-words.ts"

it("what was done is told in a trader's words, and what is not known as it is written", () => {
  expect(["state.ACTIVE", "bot.create", "bot.take-funds", "signals.token", "bot.new-thing"].map(actionWords)).toEqual([
    "Active",
    "Bot made",
    "Funds taken out",
    "Webhook address",
    "Bot new thing"
  ])
})
