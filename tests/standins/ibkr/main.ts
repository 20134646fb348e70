import { parseArgs } from "node:util"
import { rounded, times } from "@tradetower/domain/number"
import { chance } from "../chance.ts"
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
const stocks = Array.from({ length: Number(values.stocks) }, (_, nth) => ({
  conid: 1_000 + nth,
  ticker: `S${String.fromCharCode(65 + nth)}`,
  name: `STOCK ${nth}`
}))
const server = await serveIbkr({
  seed,
  stocks,
  port: Number(values.port),
  ahead: Number(values.ahead),
  listEach: Number(values["list-each"]),
  perSecond: Number(values["per-second"]),
  ban: Number(values.ban)
})
const dice = chance(seed + 1)
const START = "50"
const last = new Map(stocks.map(({ conid }) => [conid, START]))
setInterval(() => {
  for (const { conid } of stocks) {
    const before = last.get(conid) ?? START
    if (!server.book.isStill) {
      const moved = rounded(times(before, String(1 + ((dice() - 0.5) * 2 * Number(values.step)) / 100)), 2)
      if (Math.abs(Number(moved) / Number(START) - 1) * 100 < Number(values.within)) last.set(conid, moved)
    }
    server.trade(conid, last.get(conid) ?? START)
  }
}, Number(values["tick-millis"]))
process.stdin.resume().on("end", () => process.exit(0))
console.log(`ibkr ${server.rest} ${server.stream}`)
