import { atBroker } from "../chaos/broker-trading.ts"
import { standInAddresses } from "../standins/tastytrade/addresses.ts"
import { serveTastytrade, type TastytradeServer } from "../standins/tastytrade/server.ts"
import type { AccountOptions, Future } from "../standins/tastytrade/tastytrade-book.ts"
import { aheadToOpen } from "../standins/open-hours.ts"
import { startInFolder } from "./in-folder.ts"

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
  const ahead = aheadToOpen(Date.now(), "FUTURES")
  const tastytrade = await serveTastytrade({ equities: ["BRK/B", "KO"], futures: [micro], seed: 3, ahead })
  tastytrade.book.add(account)
  const { origin, stop } = await startAtTastytrade(tastytrade.url, ahead)
  return {
    origin,
    tastytrade,
    stop: async () => {
      await stop()
      await tastytrade.close()
    }
  }
}

/** The same with a stand-in that is there. `ahead`: how far its time is ahead of this machine's, ms. */
export const startAtTastytrade = async (url: string, ahead: number): Promise<Omit<WithTastytrade, "tastytrade">> =>
  startInFolder(atBroker({ tastytrade: standInAddresses(url) }, (exchange) => exchange, ahead))
