import { parseArgs } from "node:util"
import { paperInstruments, SIMULATED } from "@tradetower/execution"
import { OwnMarket } from "../exchange/own-market.ts"
import { serveTastytrade } from "./server.ts"
import type { Future } from "./tastytrade-book.ts"

/*
 * tastytrade as a process of its own: `node --conditions=source tests/standins/tastytrade/main.ts --seed 7`. Futures, which
 * trade nearly around the clock. Prints one line with its address, and ends when its input closes.
 */
const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    port: { type: "string", default: "0" },
    ahead: { type: "string", default: "0" },
    "tick-millis": { type: "string", default: "50" },
    "daily-volatility": { type: "string", default: "6" },
    "seconds-a-tick": { type: "string", default: "20" },
    "within-percent": { type: "string", default: "100" },
    /** So many futures more, called F0 and so on, whose prices are moved from outside alone. */
    more: { type: "string", default: "0" }
  }
})
const seed = Number(values.seed)
const [template] = paperInstruments(SIMULATED)
if (template === undefined) throw new Error("nothing to trade")
const prices: Readonly<Record<string, string>> = { MA: "100", MB: "100" }
const more = Array.from({ length: Number(values.more) }, (_, index) => `F${index}`)
const futures = [...Object.keys(prices), ...more].map((product): Future => ({
  symbol: `/${product}Z6`,
  product,
  multiplier: "1",
  tick: "0.01",
  expires: "2099-12-18",
  streamer: `/${product}Z26:XCME`
}))
const markets = Object.entries(prices).map(
  ([product, price], index) =>
    [
      `/${product}Z6`,
      new OwnMarket(
        template,
        {
          seed: seed + index * 101,
          price,
          dailyVolatilityPercent: Number(values["daily-volatility"]),
          secondsATick: Number(values["seconds-a-tick"]),
          withinPercent: Number(values["within-percent"])
        },
        Date.now()
      )
    ] as const
)
const { book, quotes, url } = await serveTastytrade({
  seed,
  equities: [],
  futures,
  port: Number(values.port),
  ahead: Number(values.ahead)
})
setInterval(() => {
  for (const [symbol, own] of markets) {
    const at = own.market.priceText(own.next(book.isStill).price)
    book.trade(symbol, at)
    quotes.trade(symbol, at, "1")
  }
}, Number(values["tick-millis"]))
process.stdin.resume().on("end", () => process.exit(0))
console.log(`tastytrade ${url}`)
