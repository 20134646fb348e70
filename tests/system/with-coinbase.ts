import { generateKeyPairSync } from "node:crypto"
import { paperTrading } from "@tradetower/local/trading"
import { type CoinbaseServer, serveCoinbase } from "../standins/coinbase/server.ts"
import { startInFolder } from "./in-folder.ts"

export interface WithCoinbase {
  readonly origin: string
  readonly coinbase: CoinbaseServer
  /** What a trader pastes: of a key that is let in. */
  readonly key: { readonly name: string; readonly privateKey: string }
  /** Where all that is kept lies. */
  readonly folder: string
  readonly stop: () => Promise<void>
}

/** The product in this process, at live prices and real accounts of Coinbase as its stand-in plays it. */
export const startWithCoinbase = async (): Promise<WithCoinbase> => {
  const coinbase = await serveCoinbase()
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" })
  const name = "organizations/test/apiKeys/ada"
  coinbase.admit(name, "ada", privateKey)
  const { feed, rest } = coinbase
  const { base, origin, stop } = await startInFolder({
    venues: { coinbase: { rest, feed } },
    brokers: { coinbase: { rest, users: [feed] } },
    trading: paperTrading({ kind: "LIVE" })
  })
  return {
    origin,
    folder: base,
    coinbase,
    // As people paste it: its lines' ends written out.
    key: {
      name,
      privateKey: privateKey
        .export({ format: "pem", type: "sec1" })
        .toString()
        .replaceAll("\n", String.raw`\n`)
    },
    stop: async () => {
      await stop()
      coinbase.close()
    }
  }
}
