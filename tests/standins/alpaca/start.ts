import { join } from "node:path"
import { startOwnProcess } from "../own-process.ts"
import type { AccountOptions } from "./alpaca-book.ts"
import type { Activity } from "./account-book.ts"
import type { Faults } from "./faults.ts"

/** The whole book of one account. */
export interface WholeBook {
  readonly opening: string
  readonly cash: string
  readonly positions: Readonly<Record<string, string>>
  readonly orders: ReadonlyArray<{
    readonly id: string
    readonly client_order_id: string
    readonly symbol: string
    readonly status: string
    readonly filled_qty: string
  }>
  readonly activities: ReadonlyArray<Activity & { readonly cum_qty?: string }>
}

export interface AlpacaProcess {
  readonly url: string
  readonly setFaults: (faults: Partial<Faults>) => Promise<void>
  /** The market stands still: the last price trades again and again. */
  readonly stand: (still: boolean) => Promise<void>
  readonly add: (account: AccountOptions) => Promise<void>
  /** By key. */
  readonly book: () => Promise<Readonly<Record<string, WholeBook>>>
  /** Tells a price of a coin, and how long after that an order for it came, ms; with `fills`, after the fill it makes. */
  readonly measure: (symbol: string, price: string, fills?: "FILLS") => Promise<number>
  /** How many requests an account, by its number, has made for orders and what it holds. */
  readonly asked: (number: string) => Promise<number>
  /** A trade at a price, of which nothing is measured. */
  readonly trade: (symbol: string, price: string) => Promise<void>
  readonly stop: () => Promise<void>
}

/** Starts the stand-in in a process of its own. */
export const startAlpaca = async (flags: Readonly<Record<string, string | number>>): Promise<AlpacaProcess> => {
  const {
    addresses: [url = ""],
    stop
  } = await startOwnProcess(
    "alpaca",
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
    measure: async (symbol, price, fills) => {
      const body = JSON.stringify({ symbol, price, fills: fills !== undefined })
      const answer = await fetch(`${url}/_/measure`, { method: "PUT", body })
      return ((await answer.json()) as { readonly millis: number }).millis
    },
    asked: async (number) =>
      ((await (await fetch(`${url}/_/asked`)).json()) as Readonly<Record<string, number>>)[number] ?? 0,
    trade: (symbol, price) => put("price", { symbol, price }),
    stop
  }
}
