import { join } from "node:path"
import { startOwnProcess } from "../own-process.ts"
import type { Faults } from "./faults.ts"
import type { newUser } from "./keys.ts"
import type { WholeBook } from "./whole-book.ts"

export interface IbkrProcess {
  readonly rest: string
  readonly stream: string
  readonly setFaults: (faults: Partial<Faults>) => Promise<void>
  /** The market stands still: the last price trades again and again. */
  readonly stand: (still: boolean) => Promise<void>
  readonly add: (consumer: ReturnType<typeof newUser>["consumer"], number: string, cash: string) => Promise<void>
  /** By account. */
  readonly book: () => Promise<Readonly<Record<string, WholeBook>>>
  /** Tells a price, and how long after that an order for it came, ms. */
  readonly measure: (conid: number, price: string) => Promise<number>
  readonly trade: (conid: number, price: string) => Promise<void>
  readonly stop: () => Promise<void>
}

/** Starts the stand-in in a process of its own. */
export const startIbkr = async (flags: Readonly<Record<string, string | number>>): Promise<IbkrProcess> => {
  const {
    addresses: [rest = "", stream = ""],
    stop
  } = await startOwnProcess(
    "ibkr",
    join(import.meta.dirname, "main.ts"),
    Object.entries(flags).flatMap(([name, value]) => [`--${name}`, String(value)])
  )
  const { origin } = new URL(rest)
  const put = (what: string, body: unknown) =>
    fetch(`${origin}/_/${what}`, { method: "PUT", body: JSON.stringify(body) })
  return {
    rest,
    stream,
    setFaults: async (faults) => void (await put("faults", faults)),
    stand: async (still) => void (await put("still", { still })),
    add: async ({ accessToken, consumerKey, signingKey, tokenSecret }, number, cash) =>
      void (await put("users", {
        number,
        cash,
        consumerKey,
        accessToken,
        tokenSecret: tokenSecret.toString("hex"),
        signingKey: signingKey.export({ format: "pem", type: "spki" })
      })),
    // The shapes are those of our own server.
    book: async () => (await (await fetch(`${origin}/_/book`)).json()) as Readonly<Record<string, WholeBook>>,
    measure: async (conid, price) =>
      ((await (await put("measure", { conid, price })).json()) as { readonly millis: number }).millis,
    trade: async (conid, price) => void (await put("price", { conid, price })),
    stop
  }
}
