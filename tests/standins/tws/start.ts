import { join } from "node:path"
import type { Faults } from "../ibkr/faults.ts"
import type { WholeBook } from "../ibkr/whole-book.ts"
import { startOwnProcess } from "../own-process.ts"
import type { GatewayFaults } from "./faults.ts"

export interface GatewayProcess {
  /** A gateway of its own for an account; answers its port. */
  readonly add: (number: string, cash: string) => Promise<number>
  readonly setFaults: (inBook: Partial<Faults>, atGateways: Partial<GatewayFaults>) => Promise<void>
  /** The market stands still: the last price trades again and again. */
  readonly stand: (still: boolean) => Promise<void>
  readonly trade: (conid: number, price: string) => Promise<void>
  /** Tells a price, and how long after that an order for it came, ms. */
  readonly measure: (conid: number, price: string) => Promise<number>
  /** By account. */
  readonly book: () => Promise<Readonly<Record<string, WholeBook>>>
  /** Every gateway tells a notice of that number. */
  readonly notice: (code: number) => Promise<void>
  readonly stop: () => Promise<void>
}

/** Starts gateways in a process of their own. */
export const startGateways = async (flags: Readonly<Record<string, string | number>>): Promise<GatewayProcess> => {
  const {
    addresses: [url = ""],
    stop
  } = await startOwnProcess(
    "tws",
    join(import.meta.dirname, "main.ts"),
    Object.entries(flags).flatMap(([name, value]) => [`--${name}`, String(value)])
  )
  const say = async (what: string, said: unknown): Promise<unknown> =>
    (await fetch(`${url}/${what}`, { method: "POST", body: JSON.stringify(said) })).json()
  return {
    // The shapes are those of our own process.
    add: async (number, cash) => ((await say("gateways", { number, cash })) as { readonly port: number }).port,
    setFaults: async (inBook, atGateways) => void (await say("faults", { inBook, atGateways })),
    stand: async (still) => void (await say("still", { still })),
    trade: async (conid, price) => void (await say("price", { conid, price })),
    measure: async (conid, price) => ((await say("measure", { conid, price })) as { readonly millis: number }).millis,
    book: async () => (await say("book", {})) as Readonly<Record<string, WholeBook>>,
    notice: async (code) => void (await say("blind", { code })),
    stop
  }
}
