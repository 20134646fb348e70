import { generateKeyPairSync } from "node:crypto"
import { join } from "node:path"
import type { ConnectionView } from "@tradetower/api/contract"
import type { UserBook } from "../standins/coinbase/book-of.ts"
import { kindWays, usualWays, type Ways } from "../standins/coinbase/faults.ts"
import { startOwnProcess } from "../standins/own-process.ts"
import type { Trader } from "../system/trader.ts"
import type { ExchangeProcess } from "./exchange-process.ts"
import { tenants } from "./traders.ts"

/** A kind exchange lists at once; an ordinary one late, but not so late that a life of the system is too short for it. */
const ordinary: Partial<Ways> = { ...usualWays(), listsOrdersWithin: 300, listsFillsWithin: 500 }
const trouble: Partial<Ways> = { ...ordinary, cuts: 0.05, throttles: 0.03, doubles: 0.03, loses: 0.02 }

/** What trades futures: each has one position an account, so that there is one bot for each. */
const futuresBot = (symbol: string, price: number): object | undefined => {
  const shared = { start: { _tag: "IMMEDIATELY" }, leverage: 2, marginType: "CROSS" }
  if (symbol.startsWith("BIP-"))
    return {
      ...shared,
      _tag: "FUTURES_GRID",
      direction: "NEUTRAL",
      investment: "9000",
      lowPrice: String(Math.round((price * 0.94) / 5) * 5),
      highPrice: String(Math.round((price * 1.06) / 5) * 5),
      gridQuantity: 10,
      spacing: "GEOMETRIC"
    }
  if (!symbol.startsWith("ETP-")) return undefined
  return {
    ...shared,
    _tag: "DCA_FUTURES",
    direction: "LONG",
    investment: "4000",
    baseOrderAmount: "1000",
    baseOrderType: "MARKET",
    safetyOrderAmount: "700",
    maxSafetyOrders: 3,
    safetyOrderStep: "0.6",
    safetyOrderStepMultiplier: "1",
    safetyOrderAmountMultiplier: "1",
    takeProfitPercent: "1.7",
    pumpProtection: false
  }
}

/** The account of a trader there: by the rules of Coinbase, whoever opens it. */
const connectionOf = async (trader: Trader): Promise<string> => {
  const label = "Coinbase"
  const known = await trader.get<ReadonlyArray<ConnectionView>>("/api/v1/connections")
  const before = known.find((one) => one.label === label)
  if (before !== undefined) return before.id
  const account = { label, broker: "paper", environment: "PAPER", venue: "coinbase", terms: "coinbase" }
  return (await trader.post<ConnectionView>("/api/v1/connections", account)).id
}

/** Coinbase in a process of its own, with a key for each trader. */
export interface CoinbaseProcess extends ExchangeProcess {
  readonly connectionOf: (trader: Trader) => Promise<string>
  readonly ask: (path: string, body?: unknown) => Promise<unknown>
}

/** Starts it; it outlives every kill. `flags`: those of its `main.ts`. */
export const startCoinbase = async (seed: number, ...flags: ReadonlyArray<string>): Promise<CoinbaseProcess> => {
  const main = join(import.meta.dirname, "../standins/coinbase/main.ts")
  const {
    addresses: [rest = "", feed = ""],
    stop
  } = await startOwnProcess("coinbase", main, ["--seed", String(seed), ...flags])
  const ask = async (path: string, body?: unknown): Promise<unknown> => {
    const answer = await fetch(new URL(`/stand-in/${path}`, rest), {
      ...(body !== undefined && { method: "PUT", body: JSON.stringify(body) })
    })
    return answer.json()
  }
  const keys: Record<string, { readonly name: string; readonly privateKey: string }> = {}
  for (const [index, user] of tenants.entries()) {
    const { privateKey, publicKey } =
      index % 2 === 0 ? generateKeyPairSync("ed25519") : generateKeyPairSync("ec", { namedCurve: "prime256v1" })
    const name = `organizations/chaos/apiKeys/${user}`
    await ask("users", { name, user, key: publicKey.export({ format: "pem", type: "spki" }) })
    keys[user] = { name, privateKey: privateKey.export({ format: "pem", type: "pkcs8" }).toString() }
  }
  let turn = 0
  return {
    ask,
    environment: { COINBASE: JSON.stringify({ rest, feed, keys }) },
    connectionOf,
    botFor: futuresBot,
    step: 1.2,
    rest: async () => {
      await ask("ways", kindWays())
      await ask("market", { still: true, breakStreams: 0 })
    },
    goOn: async (withTrouble) => {
      // Of those with trouble some hear nothing of their own orders, on a channel that beats.
      await ask("ways", withTrouble ? { ...trouble, heartbeatsOnly: turn++ % 3 === 2 } : { ...kindWays(), ...ordinary })
      await ask("market", { still: false, breakStreams: withTrouble ? 900 : 0 })
    },
    // The shape is that of our own process.
    book: async (tenant) => {
      const books = (await ask("book")) as Readonly<Record<string, UserBook>>
      return books[tenant] ?? { opening: {}, totals: {}, orders: [], fills: [] }
    },
    stop
  }
}
