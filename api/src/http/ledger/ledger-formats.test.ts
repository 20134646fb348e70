import { describe, expect, it } from "vitest"
import type { LedgerEntry } from "@tradetower/domain/ledger"
import { Decimal } from "@tradetower/domain/number"
import type { LedgerEntryRecord } from "@tradetower/platform"
import { csvLine } from "./csv.ts"
import { recordsOf, sale } from "./kept-ledger.fixture.ts"
import { formats } from "./ledger-formats.ts"

const d = (text: string) => Decimal.make(text)
const at = Date.UTC(2026, 10, 30, 14, 2, 11)
const none = { profit: d("0"), fees: d("0"), funding: d("0"), putIn: d("0") }
const deal = { side: "BUY", price: d("100"), quantity: d("2"), amount: d("200") } as const

const row = (entry: LedgerEntry, futures = false) => {
  const [record] = recordsOf({ run: "r", entries: [{ at, entry }] })
  return { record: { ...(record as LedgerEntryRecord), futures }, bot: "Ladder", connection: "Paper" }
}
const lines = (format: "koinly" | "cointracking", entry: LedgerEntry, futures = false) =>
  formats[format].rows(row(entry, futures)).map((fields) => fields.map((field) => field ?? "").join(","))

const bought: LedgerEntry = { kind: "TRADE", deal, fee: { of: "QUOTE", amount: d("0.5") }, ...none, fees: d("0.5") }

describe("rows as Koinly takes them", () => {
  it.each([
    ["a purchase has its fee beside", bought, false, "2026-11-30 14:02:11 UTC,200,USD,2,BTC,0.5,USD,,,,"],
    [
      "one that was taken back gives the fee back in the amounts",
      { ...bought, kind: "VOID", deal: { ...deal, side: "SELL" }, fee: { of: "QUOTE", amount: d("-0.5") } },
      false,
      "2026-11-30 14:02:11 UTC,2,BTC,200.5,USD,,,,,,"
    ],
    [
      "a loss of futures went, with its fee",
      sale("-20"),
      true,
      "2026-11-30 14:02:11 UTC,20,USD,,,0.5,USD,,,realized gain,"
    ],
    ["opening futures costs its fee alone", bought, true, "2026-11-30 14:02:11 UTC,0.5,USD,,,,,,,cost,"],
    [
      "funding that was received is a gain",
      { kind: "FUNDING", ...none, funding: d("-1.5") },
      true,
      "2026-11-30 14:02:11 UTC,,,1.5,USD,,,,,realized gain,"
    ]
  ] as ReadonlyArray<readonly [string, LedgerEntry, boolean, string]>)("%s", (_, entry, futures, line) => {
    const [first, ...more] = lines("koinly", entry, futures)
    expect(first?.startsWith(line), first).toBe(true)
    expect(more).toEqual([])
  })
})

describe("rows as CoinTracking takes them", () => {
  it.each([
    ["a purchase has its fee in what went", bought, false, ["Trade,2,BTC,200.5,USD,0.5,USD,Paper"]],
    ["a sale in what came", sale("20"), false, ["Trade,219.5,USD,2,BTC,0.5,USD,Paper"]],
    [
      "a fee in coins in the coins",
      { ...bought, fee: { of: "BASE", amount: d("0.01") } },
      false,
      ["Trade,1.99,BTC,200,USD,0.01,BTC,Paper"]
    ],
    [
      "futures have result and fee as rows of their own",
      sale("20"),
      true,
      ["Derivatives / Futures Profit,20,USD,,,,,Paper", "Other Fee,,,0.5,USD,,,Paper"]
    ]
  ] as ReadonlyArray<readonly [string, LedgerEntry, boolean, ReadonlyArray<string>]>)(
    "%s",
    (_, entry, futures, told) => {
      const written = lines("cointracking", entry, futures)
      expect(written.map((line, index) => line.slice(0, told[index]?.length))).toEqual(told)
    }
  )
})

it("what was put into a bot stayed on the account: it is in the plain file only", () => {
  const funds: LedgerEntry = { kind: "FUNDS", ...none, putIn: d("100") }
  expect([lines("koinly", funds), lines("cointracking", funds), formats.plain.rows(row(funds)).length]).toEqual([
    [],
    [],
    1
  ])
})

it("a field is quoted where it must be, and is no formula", () => {
  expect(csvLine(['a "b", c', "=1+1", "-2.5", undefined, "-x"])).toBe('"a ""b"", c",\'=1+1,-2.5,,\'-x\r\n')
})
