import { expect, it } from "vitest"
import type { Connection, Exchange, Market } from "../../client/contract.ts"
import { coinsOf, worthTogether } from "./holdings.ts"

const balance = (asset: string, free: string, reserved: string, total: string) => ({
  asset,
  free,
  reserved,
  total,
  uncommitted: free
})
const account = (id: string, environment: Connection["environment"], balances: ReadonlyArray<object>) =>
  ({ id, label: id, environment, balances }) as unknown as Connection
const market = (base: string, lastPrice?: string) =>
  ({ symbol: `${base}-USD`, instrument: { base, quote: "USD" }, lastPrice }) as unknown as Market
const venue = (accounts: ReadonlyArray<Connection>, markets: ReadonlyArray<Market>) =>
  ({ id: "v", accounts, markets }) as unknown as Exchange

it("adds a coin up over connections of one kind of money, the most worth first, and what has no price last", () => {
  const here = venue(
    [
      account("one", "PAPER", [
        balance("USD", "90", "10", "100"),
        balance("BTC", "1", "0", "1"),
        balance("ODD", "3", "0", "3")
      ]),
      account("two", "PAPER", [balance("BTC", "0.5", "0.5", "1"), balance("ETH", "0", "0", "0")]),
      account("real", "LIVE", [balance("BTC", "7", "0", "7")])
    ],
    [market("BTC", "60.5"), market("ODD")]
  )
  const coins = coinsOf([here], "PAPER")
  expect(coins.map(({ asset, holdings, total, worth }) => [asset, holdings.length, total, worth])).toEqual([
    ["BTC", 2, "2", "121"],
    ["USD", 1, "100", "100"],
    ["ODD", 1, "3", undefined]
  ])
  expect(worthTogether(coins)).toBe("221")
  expect(coinsOf([here], "LIVE").map(({ total }) => total)).toEqual(["7"])
})
