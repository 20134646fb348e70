import { expect, it } from "vitest"
import type { Bot } from "../../client/contract.ts"
import { between, matches, type Row, sorted } from "./rows.ts"

const bot = (name: string, more: object = {}) =>
  ({
    name,
    symbol: "BTC-USD",
    venue: "simulated",
    environment: "PAPER",
    createdAt: 1,
    settings: { _tag: "GRID" },
    ...more
  }) as unknown as Bot
const row = (name: string, more: object, bare: Partial<Row> = {}): Row => ({
  bot: bot(name, more),
  account: undefined,
  market: undefined,
  result: undefined,
  today: undefined,
  ...bare
})

it("finds a bot by every word of what is known of it", () => {
  const one = bot("Ladder", { group: "Majors" })
  for (const search of ["ladder", "majors btc", "grid paper", "not started", "desk"])
    expect(matches(one, "Desk", search), search).toBe(true)
  expect(matches(one, "Desk", "ladder eth")).toBe(false)
})

it("puts rows in order by text and by exact amounts, of two alike the newer first", () => {
  const rows = [
    row("b", { group: "x", createdAt: 1 }, { today: "10" }),
    row("a", { group: "y", createdAt: 2 }, { today: "9.5" }),
    row("c", { group: "x", createdAt: 3 }, { today: "-20" })
  ]
  const names = (by: Parameters<typeof sorted>[1]["by"], down: boolean) =>
    sorted(rows, { by, down }).map(({ bot: { name } }) => name)
  expect(names("name", false)).toEqual(["a", "b", "c"])
  expect(names("today", true)).toEqual(["b", "a", "c"])
  expect(names("group", false)).toEqual(["c", "b", "a"])
})

it("reaches from one to another, either way", () => {
  const ids = ["a", "b", "c", "d"]
  expect([
    between(ids, "d", "b"),
    between(ids, "a", "b"),
    between(ids, undefined, "c"),
    between(ids, "gone", "c")
  ]).toEqual([["b", "c", "d"], ["a", "b"], ["c"], ["c"]])
})
