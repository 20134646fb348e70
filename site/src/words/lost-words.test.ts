import { expect, it } from "vitest"
import type { Bot } from "../client/contract.ts"
import { clockOf } from "../format/time.ts"
import { isLost, leftWords, sinceWords } from "./lost-words.ts"

const bot = (name: string, openOrders: number, protection?: "BROKER" | "DAY" | "HERE"): Bot =>
  ({ name, run: { summary: { openOrders, unknownOrders: 0, ...(protection && { protection }) } } }) as never

it("says of a lost account since when, what rests there, and who is protected there and who only from here", () => {
  const at = Date.UTC(2026, 10, 2, 12)
  expect(sinceWords(at, at + 90_000)).toBe(`since ${clockOf(at)}, for 1 min`)
  expect(leftWords([])).toEqual(["No order of your bots rests there, as far as is known."])
  expect(leftWords([bot("A", 1)])).toEqual(["1 order of your bots rests there, as far as is known."])
  const unsure = { name: "U", run: { summary: { openOrders: 3, unknownOrders: 2 } } } as never
  expect(leftWords([unsure])).toEqual([
    "1 order of your bots rests there, as far as is known.",
    "Of 2 orders the outcome is unknown."
  ])
  expect(leftWords([bot("A", 12, "BROKER"), bot("B", 3, "HERE"), bot("C", 0), bot("D", 0, "DAY")])).toEqual([
    "15 orders of your bots rest there, as far as is known.",
    "Protected by a stop order there: A.",
    "Protected by a stop order there until the close, and not after it: D.",
    "Protected only while TradingTower runs and reaches it, so not now: B."
  ])
  const six = ["A", "B", "C", "D", "E", "F"].map((name) => bot(name, 0, "BROKER"))
  expect(leftWords(six)[1]).toBe("Protected by a stop order there: A, B, C, D and 2 more.")
  expect(
    (["DISCONNECTED", "REVOKED", "CONNECTED", "DEGRADED", "CONNECTING"] as const).map((state) => isLost({ state }))
  ).toEqual([true, true, false, false, false])
})
