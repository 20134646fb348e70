import { Clock, Effect } from "effect"
import { paperExchange, RealBrokers } from "@tradetower/execution"
import { Secrets } from "@tradetower/platform"
import { standInAddresses } from "../standins/tastytrade/addresses.ts"
import { serveTastytrade, type TastytradeServer } from "../standins/tastytrade/server.ts"
import type { AccountOptions, Future } from "../standins/tastytrade/tastytrade-book.ts"
import { startInFolder } from "./in-folder.ts"
import { pair } from "./instruments.ts"
import { manualMarket } from "./manual-market.ts"

/** Micro futures, which trade nearly around the clock. */
export const micro: Future = {
  symbol: "/MESZ6",
  product: "MES",
  multiplier: "5",
  tick: "0.25",
  expires: "2099-12-18",
  streamer: "/MESZ26:XCME"
}
export const account: AccountOptions = {
  number: "5WT00001",
  refresh: "refresh-one",
  secret: "secret-one",
  cash: "100000"
}
/** What a trader pastes, of an account there. */
export const givenOf = ({ number, refresh, secret }: AccountOptions) => ({
  accountNumber: number,
  clientSecret: secret,
  refreshToken: refresh
})
/** What adds it. */
export const connectionOf = (of: AccountOptions, label = "At tastytrade") => ({
  broker: "tastytrade",
  venue: "tastytrade",
  terms: "tastytrade",
  environment: "PAPER",
  label,
  secret: givenOf(of)
})

export interface WithTastytrade {
  readonly origin: string
  readonly tastytrade: TastytradeServer
  readonly stop: () => Promise<void>
}

/** The product in this process, with a market of its own, and tastytrade as its stand-in plays it. */
export const startWithTastytrade = async (): Promise<WithTastytrade> => {
  const tastytrade = await serveTastytrade({ equities: ["BRK/B", "KO"], futures: [micro], seed: 3 })
  tastytrade.book.add(account)
  const { origin, stop } = await startAtTastytrade(tastytrade.url)
  return {
    origin,
    tastytrade,
    stop: async () => {
      await stop()
      await tastytrade.close()
    }
  }
}

/** The same with a stand-in that is there. */
export const startAtTastytrade = async (url: string): Promise<Omit<WithTastytrade, "tastytrade">> => {
  const own = manualMarket([pair("BTC-USD")])
  return startInFolder({
    brokers: { tastytrade: standInAddresses(url) },
    trading: Effect.gen(function* () {
      const brokers = (yield* RealBrokers).filter(({ id }) => id === "tastytrade")
      const real = Effect.forEach(brokers, ({ exchanges }) => exchanges([own.data])).pipe(
        Effect.provideService(Secrets, yield* Secrets)
      )
      return {
        exchanges: Effect.zipWith(paperExchange(own.data), real, (paper, theirs) => [paper, ...theirs.flat()]),
        time: { now: Clock.currentTimeMillis }
      }
    })
  })
}
