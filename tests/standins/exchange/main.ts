import { parseArgs } from "node:util"
import { paperInstruments, SIMULATED } from "@tradetower/execution"
import { serveExchange } from "./server.ts"

/*
 * The exchange as a process of its own: `node --conditions=source tests/standins/exchange/main.ts --folder DIR --seed 7`.
 * Prints one line with its address, and ends when its input closes.
 */
const { values } = parseArgs({
  options: {
    folder: { type: "string" },
    seed: { type: "string", default: "1" },
    port: { type: "string", default: "0" },
    "tick-millis": { type: "string", default: "50" },
    "daily-volatility": { type: "string", default: "6" },
    "seconds-a-tick": { type: "string", default: "20" },
    "within-percent": { type: "string", default: "100" }
  }
})
if (values.folder === undefined) throw new Error("say where its book lies: --folder DIR")
const seed = Number(values.seed)
const prices = ["92000", "3100", "140"]
const { url } = await serveExchange({
  folder: values.folder,
  instruments: paperInstruments(SIMULATED),
  markets: paperInstruments(SIMULATED).map((_, index) => ({
    seed: seed + index * 101,
    price: prices[index] ?? "100",
    dailyVolatilityPercent: Number(values["daily-volatility"]),
    secondsATick: Number(values["seconds-a-tick"]),
    withinPercent: Number(values["within-percent"])
  })),
  tickMillis: Number(values["tick-millis"]),
  port: Number(values.port)
})
process.stdin.resume().on("end", () => process.exit(0))
console.log(`exchange ${url}`)
