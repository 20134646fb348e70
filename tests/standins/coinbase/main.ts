import { createPublicKey } from "node:crypto"
import { parseArgs } from "node:util"
import { chance } from "../chance.ts"
import { OwnMarket } from "../exchange/own-market.ts"
import { bookOf } from "./book-of.ts"
import { type Ways, usualWays } from "./faults.ts"
import { tradedHere } from "./instruments.ts"
import { type CoinbaseServer, serveCoinbase } from "./server.ts"

/*
 * Coinbase as a process of its own, over a market that moves by itself:
 * `node --conditions=source tests/standins/coinbase/main.ts --seed 7`. Prints one line with its address, and ends when its
 * input closes. Whoever started it lets users in (`/stand-in/users`), sets how unkind it is (`/stand-in/ways`), whether its
 * market moves and how often it breaks its streams (`/stand-in/market`), and reads its book (`/stand-in/book`). With
 * `--silent` a market that stands still trades only when it is told to (`/stand-in/trade`).
 */
const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    "tick-millis": { type: "string", default: "20" },
    "seconds-a-tick": { type: "string", default: "90" },
    silent: { type: "boolean" }
  }
})
const seed = Number(values.seed)
const prices = ["92000", "3100", "140", "92000", "3100"]
/** A part of the trades is too small for whoever waits for it. */
const SMALL = { share: 0.2, volume: "0.001", contracts: "1" }

interface User {
  readonly name: string
  readonly user: string
  readonly key: string
}
interface MarketMood {
  readonly still: boolean
  /** Every so many ms all streams break; 0: never. */
  readonly breakStreams: number
}
interface Trade {
  readonly product: string
  readonly price: string
  /** Answered when the next order comes in, with how long that took. */
  readonly awaitOrder?: boolean
}
let came: () => void = () => undefined
/** Trades once, and says how many ms later an order came for it. */
const trade = (served: CoinbaseServer, { awaitOrder, price, product }: Trade): unknown => {
  const since = performance.now()
  const order = new Promise<object>((resolve) => {
    came = () => resolve({ millis: performance.now() - since })
  })
  served.trade(product, price)
  return awaitOrder === true ? order : {}
}
let mood: MarketMood = { still: false, breakStreams: 0 }

const control = (path: string, body: string, served: CoinbaseServer): unknown => {
  // The shapes are those of whoever started us.
  const given: unknown = body === "" ? undefined : JSON.parse(body)
  switch (path) {
    case "/stand-in/users": {
      const { key, name, user } = given as User
      served.admit(name, user, createPublicKey(key))
      return {}
    }
    case "/stand-in/ways": {
      // A set is none in JSON.
      const { snapshotLacks: _, ...ways } = given as Partial<Ways>
      return Object.assign(served.ways, ways)
    }
    case "/stand-in/trade":
      return trade(served, given as Trade)
    case "/stand-in/market":
      return (mood = given as MarketMood)
    case "/stand-in/hang-up":
      return served.hangUp()
    default:
      return bookOf(served)
  }
}

const server = await serveCoinbase({ ways: usualWays(), past: false, control, orderCame: () => came() })
const random = chance(seed)
const markets = tradedHere.map(
  (instrument, index) =>
    new OwnMarket(
      instrument,
      {
        seed: seed + index * 101,
        price: prices[index] ?? "100",
        dailyVolatilityPercent: 12,
        secondsATick: Number(values["seconds-a-tick"]),
        withinPercent: 5
      },
      Date.now()
    )
)
let brokenAt = Date.now()
const tick = () => {
  if (mood.still && values.silent === true) return
  for (const market of markets) {
    const { price } = market.next(mood.still)
    const { kind, symbol } = market.market.instrument
    const little = kind === "FUTURES" ? SMALL.contracts : SMALL.volume
    server.trade(symbol, market.market.priceText(price), random() < SMALL.share ? little : undefined)
  }
  const now = Date.now()
  if (mood.breakStreams === 0 || now - brokenAt < mood.breakStreams) return
  brokenAt = now
  server.hangUp()
}
tick()
setInterval(tick, Number(values["tick-millis"]))
process.stdin.resume().on("end", () => process.exit(0))
console.log(`coinbase ${server.rest} ${server.feed}`)
