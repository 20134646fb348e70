import { Clock, Effect } from "effect"
import { paperExchange, RealBrokers } from "@tradetower/execution"
import { AlpacaPaces, Paces } from "@tradetower/execution/alpaca"
import { Secrets } from "@tradetower/platform"
import { standInAddresses } from "../standins/alpaca/addresses.ts"
import type { AccountOptions, Asset } from "../standins/alpaca/alpaca-book.ts"
import { type AlpacaServer, serveAlpaca } from "../standins/alpaca/server.ts"
import { startInFolder } from "./in-folder.ts"
import { pair } from "./instruments.ts"
import { manualMarket } from "./manual-market.ts"

export const assets: ReadonlyArray<Asset> = [
  { symbol: "KO", class: "us_equity", name: "A stock", minimum: "0" },
  { symbol: "SPY", class: "us_equity", name: "A fund", minimum: "0" },
  { symbol: "BTC/USD", class: "crypto", name: "A coin", minimum: "0.00001" }
]
/** Two accounts of one trader, of either kind of money. */
export const paperKey: AccountOptions = {
  key: "PK-one",
  secret: "secret-one",
  number: "PA31",
  environment: "paper",
  cash: "100000"
}
export const liveKey: AccountOptions = {
  key: "AK-two",
  secret: "secret-two",
  number: "8831",
  environment: "live",
  cash: "2500.5"
}

/** What is asked for to add an account. */
export const alpacaAccount = ({ environment, key, secret }: AccountOptions, label: string) => ({
  broker: "alpaca",
  venue: "alpaca",
  terms: "alpaca",
  environment: environment === "live" ? "LIVE" : "PAPER",
  label,
  secret: { key, secret }
})

export interface WithAlpaca {
  readonly origin: string
  readonly alpaca: AlpacaServer
  readonly stop: () => Promise<void>
}

/** The product in this process, with a market of its own, and Alpaca as its stand-in plays it. */
export const startWithAlpaca = async (): Promise<WithAlpaca> => {
  const alpaca = await serveAlpaca({ assets, seed: 3 })
  for (const account of [paperKey, liveKey]) alpaca.book.add(account)
  const { origin, stop } = await startAt(alpaca.url)
  return {
    origin,
    alpaca,
    stop: async () => {
      await stop()
      await alpaca.close()
    }
  }
}

/** The same with a stand-in that is there, at Alpaca's own pace unless said otherwise. */
export const startAt = async (url: string, paces = new AlpacaPaces()): Promise<Omit<WithAlpaca, "alpaca">> => {
  const own = manualMarket([pair("BTC-USD")])
  return startInFolder({
    brokers: { alpaca: standInAddresses(url) },
    trading: Effect.gen(function* () {
      const real = Effect.forEach(yield* RealBrokers, ({ exchanges }) => exchanges([own.data])).pipe(
        Effect.provideService(Secrets, yield* Secrets),
        Effect.provideService(Paces, paces)
      )
      return {
        exchanges: Effect.zipWith(paperExchange(own.data), real, (paper, theirs) => [paper, ...theirs.flat()]),
        time: { now: Clock.currentTimeMillis }
      }
    })
  })
}
