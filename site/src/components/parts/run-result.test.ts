import { describe, expect, it } from "vitest"
import type { Bot, Exchange, Summary } from "../../client/contract.ts"
import {
  accountNameOf,
  heldOn,
  openPosition,
  resultOf,
  resultOfAll,
  sinceEnded,
  unpriced,
  worthOf
} from "./run-result.ts"

const summary: Summary = {
  state: "ACTIVE",
  since: 0,
  reason: "",
  invested: "1000",
  tradingProfit: "41.20",
  fees: "3.10",
  position: "0.5",
  positionCost: "500",
  startPrice: "1000",
  fills: 1,
  roundTrips: 1,
  openOrders: 1,
  unknownOrders: 0
}

describe("a run's result", () => {
  it("is trading, plus the position at the price, less fees", () => {
    const result = resultOf(summary, "975.90")
    expect(result).toMatchObject({ trading: "41.20", position: "-12.05", fees: "3.10" })
    expect(Number(result.total)).toBeCloseTo(26.05, 10)
    expect(result.percent).toBe("2.61")
    expect(result.holdingPercent).toBe("-2.41")
  })

  it("stays as it is once the run has ended, what it holds at the price of its end (LEDGER-8)", () => {
    const ended: Summary = { ...summary, state: "STOPPED", position: "0", positionCost: "0", endPrice: "1100" }
    for (const price of ["975.90", "2000", undefined]) {
      expect(resultOf(ended, price)).toMatchObject({ total: "38.1", holdingPercent: "10" })
      const holding = resultOf({ ...ended, position: "0.5", positionCost: "500" }, price)
      expect(holding).toMatchObject({ position: "50", total: "88.1", holdingPercent: "10" })
    }
  })

  it("values the position at its cost while there is no price", () => {
    expect(resultOf(summary, undefined)).toMatchObject({ position: "0", total: "38.1", holdingPercent: undefined })
  })
})

describe("a bot's figures over all its runs", () => {
  const earlier = {
    runs: 2,
    invested: "2000",
    tradingProfit: "-30",
    positionProfit: "5",
    fees: "3",
    holding: "-7",
    fills: 40,
    roundTrips: 9,
    baseProfit: "0",
    left: { base: "0.25", worth: "250" }
  }
  const bot = (run: Summary | undefined, more: object = { earlier }): Bot =>
    ({ ...more, ...(run && { run: { id: "r", startedAt: 0, live: true, seq: 1, summary: run } }) }) as unknown as Bot

  it("are those of its earlier runs and of the latest together, in percent of the most one was given (LEDGER-8)", () => {
    const all = resultOfAll(bot(summary), "1000")
    expect(all).toMatchObject({ runs: 3, invested: "2000", trading: "11.2", position: "5", fees: "6.1", fills: 41 })
    expect(all).toMatchObject({ total: "10.1", percent: "0.51", holding: "-7" })
    expect(resultOfAll(bot(summary, {}), "1000")).toMatchObject({ runs: 1, total: "38.1", percent: "3.81" })
    expect(resultOfAll(bot(undefined), "1000")).toBeUndefined()
  })

  it("leave out what has become of that which its ended runs left in the account (LEDGER-9)", () => {
    const ended: Summary = { ...summary, state: "STOPPED", endPrice: "1100" }
    expect([sinceEnded(bot(summary), "1200"), sinceEnded(bot(ended), "1200")]).toEqual(["50", "100"])
    expect(resultOfAll(bot(ended), "1200")?.total).toBe(resultOfAll(bot(ended), "900")?.total)
    // What it left and what it holds, against what both cost.
    expect(openPosition(bot(summary), "1200")).toBe("155")
  })
})

describe("what an account is worth", () => {
  it("is its quote and its base at the last prices", () => {
    const exchange = {
      accounts: [
        {
          environment: "PAPER",
          balances: [
            { asset: "USD", total: "100.5" },
            { asset: "BTC", total: "0.1" },
            { asset: "XYZ", total: "9" }
          ]
        },
        { environment: "LIVE", balances: [{ asset: "USD", total: "7" }] }
      ],
      markets: [{ instrument: { base: "BTC", quote: "USD" }, lastPrice: "1000" }]
    } as unknown as Exchange
    const worth = (environment: "PAPER" | "LIVE") => worthOf(heldOn(exchange, environment), exchange.markets, "USD")
    expect(worth("PAPER")).toBe("200.5")
    expect(worth("LIVE")).toBe("7")
    expect(unpriced(heldOn(exchange, "PAPER"), exchange.markets, "USD").map(({ asset }) => asset)).toEqual(["XYZ"])
  })
})

it("says through which account a bot trades where there are several", () => {
  const at = (...labels: ReadonlyArray<string>) =>
    [{ accounts: labels.map((label) => ({ id: label, label })) }] as unknown as ReadonlyArray<Exchange>
  const bot = { connection: "Strict" } as unknown as Bot
  expect(accountNameOf(at("Kind", "Strict"), bot)).toBe("Strict")
  expect(accountNameOf(at("Strict"), bot)).toBeUndefined()
  expect(accountNameOf(undefined, bot)).toBeUndefined()
})
