import { join } from "node:path"
import { startOwnProcess } from "../own-process.ts"
import type { Faults } from "./faults.ts"
import type { AccountOptions } from "./tastytrade-book.ts"

/** The whole book of one account. */
export interface WholeBook {
  readonly opening: string
  readonly cash: string
  /** In contracts. */
  readonly positions: Readonly<Record<string, string>>
  readonly orders: ReadonlyArray<{
    readonly "external-identifier": string
    readonly status: string
    readonly legs: ReadonlyArray<{
      readonly symbol: string
      readonly action: string
      readonly fills: ReadonlyArray<{
        readonly "fill-id": string
        readonly quantity: string
        readonly "fill-price": string
      }>
    }>
  }>
}

export interface TastytradeProcess {
  readonly url: string
  readonly setFaults: (faults: Partial<Faults>) => Promise<void>
  /** The market stands still: the last price trades again and again. */
  readonly stand: (still: boolean) => Promise<void>
  readonly add: (account: AccountOptions) => Promise<void>
  /** By account number. */
  readonly book: () => Promise<Readonly<Record<string, WholeBook>>>
  /** Tells a price, and how long after that an order for it came, ms. */
  readonly measure: (symbol: string, price: string) => Promise<number>
  /** A trade at a price, of which nothing is measured. */
  readonly trade: (symbol: string, price: string) => Promise<void>
  readonly stop: () => Promise<void>
}

/** Starts the stand-in in a process of its own. */
export const startTastytrade = async (flags: Readonly<Record<string, string | number>>): Promise<TastytradeProcess> => {
  const {
    addresses: [url = ""],
    stop
  } = await startOwnProcess(
    "tastytrade",
    join(import.meta.dirname, "main.ts"),
    Object.entries(flags).flatMap(([name, value]) => [`--${name}`, String(value)])
  )
  const put = async (what: string, body: unknown) => {
    await fetch(`${url}/_/${what}`, { method: "PUT", body: JSON.stringify(body) })
  }
  return {
    url,
    setFaults: (faults) => put("faults", faults),
    stand: (still) => put("still", { still }),
    add: (account) => put("accounts", account),
    // The shape is that of our own server.
    book: async () => (await (await fetch(`${url}/_/book`)).json()) as Readonly<Record<string, WholeBook>>,
    measure: async (symbol, price) => {
      const answer = await fetch(`${url}/_/measure`, { method: "PUT", body: JSON.stringify({ symbol, price }) })
      return ((await answer.json()) as { readonly millis: number }).millis
    },
    trade: (symbol, price) => put("price", { symbol, price }),
    stop
  }
}
