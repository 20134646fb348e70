import { generateKeyPairSync } from "node:crypto"
import type { ConnectableView, ConnectionView } from "@tradetower/api/contract"
import { paperTrading } from "@tradetower/local/trading"
import { type CoinbaseServer, serveCoinbase } from "../standins/coinbase/server.ts"
import { startInFolder } from "./in-folder.ts"
import { type Trader, until } from "./trader.ts"

export interface WithCoinbase {
  /** Another one after each restart. */
  readonly origin: () => string
  readonly coinbase: CoinbaseServer
  /** What a trader pastes: of a key that is let in. */
  readonly key: { readonly name: string; readonly privateKey: string }
  /** Where all that is kept lies. */
  readonly folder: string
  /** Ends it, lets something happen at Coinbase, and starts it again. */
  readonly restart: (meanwhile: () => void) => Promise<void>
  readonly stop: () => Promise<void>
}

/** The product in this process, at live prices and real accounts of Coinbase as its stand-in plays it. */
export const startWithCoinbase = async (): Promise<WithCoinbase> => {
  const coinbase = await serveCoinbase()
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" })
  const name = "organizations/test/apiKeys/ada"
  coinbase.admit(name, "ada", privateKey)
  const { feed, rest } = coinbase
  const start = (base?: string) =>
    startInFolder(
      {
        venues: { coinbase: { rest, feed } },
        brokers: { coinbase: { rest, users: [feed] } },
        trading: paperTrading({ kind: "LIVE" })
      },
      base
    )
  let system = await start()
  return {
    origin: () => system.origin,
    folder: system.base,
    coinbase,
    // As people paste it: its lines' ends written out.
    key: {
      name,
      privateKey: privateKey
        .export({ format: "pem", type: "sec1" })
        .toString()
        .replaceAll("\n", String.raw`\n`)
    },
    restart: async (meanwhile) => {
      await system.halt()
      meanwhile()
      system = await start(system.base)
    },
    stop: async () => {
      await system.stop()
      coinbase.close()
    }
  }
}

/** Adds an account of real money there, and arms it. */
export const addArmed = async (trader: Trader, { key }: Pick<WithCoinbase, "key">): Promise<ConnectionView> => {
  await until(
    "Coinbase is on offer",
    () => trader.get<ReadonlyArray<ConnectableView>>("/api/v1/connections/offer"),
    (all) => all.some(({ broker }) => broker === "coinbase")
  )
  const account = { broker: "coinbase", venue: "coinbase", terms: "coinbase", environment: "LIVE", label: "Real" }
  const added = await trader.post<ConnectionView>("/api/v1/connections", { ...account, secret: key })
  await trader.post(`/api/v1/connections/${added.id}/arm`, { label: "Real" })
  return added
}
