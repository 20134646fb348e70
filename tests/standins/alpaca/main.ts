import { parseArgs } from "node:util"
import { paperInstruments, SIMULATED } from "@tradetower/execution"
import { OwnMarket } from "../exchange/own-market.ts"
import type { Asset } from "./alpaca-book.ts"
import { serveAlpaca } from "./server.ts"

/*
 * Alpaca as a process of its own: `node --conditions=source tests/standins/alpaca/main.ts --seed 7`. Coins, whose market
 * never closes. Prints one line with its address, and ends when its input closes.
 */
const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    port: { type: "string", default: "0" },
    "tick-millis": { type: "string", default: "50" },
    "daily-volatility": { type: "string", default: "6" },
    "seconds-a-tick": { type: "string", default: "20" },
    "within-percent": { type: "string", default: "100" },
    /** So many coins more, called C0 and so on, whose prices are moved from outside alone. */
    coins: { type: "string", default: "0" },
    /** Requests an account may make in a minute: it is killed and starts again more often than anybody would. */
    requests: { type: "string", default: "200" }
  }
})
const seed = Number(values.seed)
const [template] = paperInstruments(SIMULATED)
if (template === undefined) throw new Error("nothing to trade")
const prices: Readonly<Record<string, string>> = { BTC: "92000", ETH: "3100", LTC: "140", SOL: "210" }
const more = Array.from({ length: Number(values.coins) }, (_, index) => `C${index}`)
const assets = [...Object.keys(prices), ...more].map((base): Asset => ({
  symbol: `${base}/USD`,
  class: "crypto",
  name: base,
  minimum: "0.000001"
}))
const markets = Object.entries(prices).map(
  ([base, price], index) =>
    [
      `${base}/USD`,
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
const { book, data, url } = await serveAlpaca({
  seed,
  assets,
  port: Number(values.port),
  requests: Number(values.requests)
})
setInterval(() => {
  for (const [symbol, own] of markets) {
    const { price, quantity } = own.next(book.isStill)
    const [at, size] = [own.market.priceText(price), own.market.quantityText(quantity)]
    book.trade(symbol, at)
    data.trade(symbol, at, size)
  }
}, Number(values["tick-millis"]))
process.stdin.resume().on("end", () => process.exit(0))
console.log(`alpaca ${url}`)
