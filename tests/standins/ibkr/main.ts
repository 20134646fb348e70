import { parseArgs } from "node:util"
import { movePrices, stocksOf } from "./moving-prices.ts"
import { serveIbkr } from "./server.ts"

/*
 * Interactive Brokers as a process of its own: `node --conditions=source tests/standins/ibkr/main.ts --seed 7`. Prints one
 * line with its addresses, and ends when its input closes.
 */
const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    port: { type: "string", default: "0" },
    ahead: { type: "string", default: "0" },
    "tick-millis": { type: "string", default: "150" },
    /** How far a price moves with each tick at the most, percent. */
    step: { type: "string", default: "0.15" },
    /** ... and how far it is from where it began. */
    within: { type: "string", default: "1.8" },
    "list-each": { type: "string", default: "5000" },
    "per-second": { type: "string", default: "10" },
    ban: { type: "string", default: "900000" },
    /** So many stocks, called SA, SB and so on. */
    stocks: { type: "string", default: "4" }
  }
})
const seed = Number(values.seed)
const server = await serveIbkr({
  seed,
  stocks: stocksOf(Number(values.stocks)),
  port: Number(values.port),
  ahead: Number(values.ahead),
  listEach: Number(values["list-each"]),
  perSecond: Number(values["per-second"]),
  ban: Number(values.ban)
})
movePrices(
  server.book,
  { seed, millis: Number(values["tick-millis"]), step: Number(values.step), within: Number(values.within) },
  server.trade
)
process.stdin.resume().on("end", () => process.exit(0))
console.log(`ibkr ${server.rest} ${server.stream}`)
