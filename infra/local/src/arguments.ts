import { isIP } from "node:net"
import { choiceOf, choiceOptions, layoutOf } from "@tradetower/backtest/choice-of"
import { readOptions, wrong } from "@tradetower/backtest/command-line"
import { type InstrumentChoice, type LayoutChoice, Symbol, VenueId } from "@tradetower/domain/market"
import { Decimal } from "@tradetower/domain/number"
import { ccxtNameOf, ccxtNames, type FeeRates } from "@tradetower/execution"
import { isBeyond, LOCAL, type Reach } from "./gateway/reach.ts"
import type { Follow } from "./trading.ts"

export const DEFAULT_PORT = 4280

export const HELP = `TradingTower, whole, on this machine.

  npm start                                  prices of Coinbase where the internet can be reached, else simulated
  npm start -- --live                        prices of Coinbase, also while it can't be reached
  npm start -- --simulate [--seed N]         a simulated market
  npm start -- --replay FILE.csv [--speed N] a recorded market: a file of candles

  --class crypto|stock, --tick STEP, --lot STEP, --columns NAMES, --delimiter NAME, --decimal point|comma,
  --time s|ms|us|ns|written, --zone ZONE
               what the recorded file is of and how it is laid out, where that is guessed wrongly; said at the start

  --port N     listen there (${DEFAULT_PORT}); the next free one when it is taken
  --listen A   listen at this address of the computer (127.0.0.1); 0.0.0.0 is all of them
  --public-url U  where your proxy or tunnel serves it, such as https://tower.example
  --demo       two made-up people, Ada and Ben, in your place
  --speed N    run the recorded or simulated market N times as fast (1)
  --seed N     the simulated market's seed (1)
  --fees M/T   paper fees on live spot pairs in percent, resting/taking (0.4/0.6, Coinbase's first tier)
  --follow P,P pairs of exchanges to follow always, whoever needs them, such as ccxt:kraken/BTC-USD
  --version    which version this is
  --help       this

Everything is kept in one folder: TRADETOWER_HOME, or your data folder's "tradetower".`

/** What to start. */
export interface StartOptions {
  readonly port: number
  readonly reach: Reach
  readonly demo: boolean
  readonly speed: number
  /** Pairs of other venues, by venue. */
  readonly follow: Follow
  readonly world:
    | { readonly kind: "LIVE_IF_REACHABLE"; readonly fees?: FeeRates }
    | { readonly kind: "LIVE"; readonly fees?: FeeRates }
    | { readonly kind: "SIMULATED"; readonly seed: number }
    | {
        readonly kind: "REPLAY"
        readonly file: string
        readonly layout: LayoutChoice
        readonly choice: InstrumentChoice
      }
}

const number = (
  name: string,
  text: string | undefined,
  min: number,
  max: number,
  whole: boolean
): number | undefined => {
  if (text === undefined) return undefined
  const value = Number(text)
  if (
    text.trim() === "" ||
    !Number.isFinite(value) ||
    value < min ||
    value > max ||
    (whole && !Number.isInteger(value))
  ) {
    throw wrong(
      `--${name} ${text} can't be used: give a ${whole ? "whole " : ""}number from ${min} to ${max}, such as --${name} ${name === "port" ? DEFAULT_PORT : 60}`
    )
  }
  return value
}

const listenAddress = (text: string | undefined): string => {
  if (text === undefined) return LOCAL.listen
  const address = text === "localhost" ? LOCAL.listen : text.replace(/^\[(.*)\]$/, "$1")
  if (isIP(address) === 0)
    throw wrong(`--listen ${text} can't be used: give an address of this computer, such as --listen 0.0.0.0 for all`)
  return address
}

const publicUrl = (text: string | undefined): URL | undefined => {
  if (text === undefined) return undefined
  const url = URL.canParse(text) ? new URL(text) : undefined
  const bare = url !== undefined && url.pathname === "/" && url.search === "" && url.hash === "" && url.username === ""
  if (url === undefined || !bare || (url.protocol !== "https:" && url.protocol !== "http:"))
    throw wrong(
      `--public-url ${text} can't be used: give scheme and name alone, such as --public-url https://tower.example`
    )
  return url
}

const FEES = /^(\d(?:\.\d{1,4})?)\/(\d(?:\.\d{1,4})?)$/

/** Fees in percent as shares. */
const feeRates = (text: string | undefined): FeeRates | undefined => {
  if (text === undefined) return undefined
  const [, maker, taker] = FEES.exec(text) ?? []
  if (maker === undefined || taker === undefined)
    throw wrong(
      `--fees ${text} can't be used: give what a resting and a taking order pay in percent, such as --fees 0.25/0.4`
    )
  const rate = (percent: string) => Decimal.make(String(Number((Number(percent) / 100).toFixed(6))))
  return { makerFeeRate: rate(maker), takerFeeRate: rate(taker) }
}

/** The most pairs that are followed: each is asked for every two seconds. */
const MOST_FOLLOWED = 50
const FOLLOWED = /^(ccxt:[a-z]+)\/([A-Z0-9.]{1,20}-[A-Z0-9.]{1,20})$/

/** `ccxt:kraken/BTC-USD,ccxt:okx/BTC-USDT` by venue. */
const followed = (text: string | undefined): Follow => {
  const follow = new Map<VenueId, Array<Symbol>>()
  if (text === undefined) return follow
  const pairs = text.split(",")
  if (pairs.length > MOST_FOLLOWED) throw wrong(`--follow takes ${MOST_FOLLOWED} pairs at the most`)
  for (const pair of pairs) {
    const [, venue, symbol] = FOLLOWED.exec(pair.trim()) ?? []
    if (venue === undefined || symbol === undefined || ccxtNameOf(venue) === undefined)
      throw wrong(
        `--follow ${pair} can't be used: name exchange and pair, such as ccxt:kraken/BTC-USD; exchanges are ${ccxtNames.join(", ")}`
      )
    const at = VenueId.make(venue)
    follow.set(at, [...new Set([...(follow.get(at) ?? []), Symbol.make(symbol)])])
  }
  return follow
}

const options = {
  port: { type: "string" },
  listen: { type: "string" },
  "public-url": { type: "string" },
  demo: { type: "boolean" },
  replay: { type: "string" },
  speed: { type: "string" },
  seed: { type: "string" },
  live: { type: "boolean" },
  fees: { type: "string" },
  follow: { type: "string" },
  ...choiceOptions,
  simulate: { type: "boolean" },
  version: { type: "boolean" },
  help: { type: "boolean" }
} as const
const known =
  "Known are --port, --listen, --public-url, --demo, --live, --fees, --follow, --replay, --speed, --simulate, --seed, --version and --help."

/** Reads the command line. Throws `WrongArguments`; `"HELP"` or `"VERSION"` when asked for that. */
export const readArguments = (argv: ReadonlyArray<string>): StartOptions | "HELP" | "VERSION" => {
  const values = readOptions(argv, options, known)
  if (values.help === true) return "HELP"
  if (values.version === true) return "VERSION"
  const { live, replay, simulate } = values
  const port = number("port", values.port, 0, 65_535, true) ?? DEFAULT_PORT
  const speed = number("speed", values.speed, 0.1, 100_000, false)
  const seed = number("seed", values.seed, 0, 4_294_967_295, true)
  const worlds = [live && "--live", replay !== undefined && "--replay", simulate && "--simulate"].filter(
    (given): given is string => typeof given === "string"
  )
  if (worlds.length > 1) throw wrong(`${worlds.join(" and ")} exclude each other: give one of them`)
  const fees = feeRates(values.fees)
  if (fees !== undefined && (replay !== undefined || simulate === true))
    throw wrong("--fees belongs to live prices: leave out --replay and --simulate")
  const follow = followed(values.follow)
  if (follow.size > 0 && (replay !== undefined || simulate === true))
    throw wrong("--follow belongs to live prices: leave out --replay and --simulate")
  const ofFile = Object.keys(choiceOptions).find((name) => values[name as keyof typeof choiceOptions] !== undefined)
  if (ofFile !== undefined && replay === undefined) throw wrong(`--${ofFile} belongs to a recording: add --replay FILE`)
  if (replay === "") throw wrong("--replay needs a file: --replay prices.csv")
  if (seed !== undefined && simulate !== true) throw wrong("--seed belongs to a simulated market: add --simulate")
  if (speed !== undefined && replay === undefined && simulate !== true) {
    throw wrong("--speed belongs to a recorded or simulated market: add --replay FILE.csv or --simulate")
  }
  const reach = { listen: listenAddress(values.listen), publicUrl: publicUrl(values["public-url"]) }
  if (values.demo === true && isBeyond(reach))
    throw wrong("--demo is for this computer alone: leave out --listen and --public-url")
  return {
    port,
    reach,
    demo: values.demo === true,
    speed: speed ?? 1,
    follow,
    world:
      replay !== undefined
        ? { kind: "REPLAY", file: replay, layout: layoutOf(values), choice: choiceOf(values) }
        : simulate === true
          ? { kind: "SIMULATED", seed: seed ?? 1 }
          : { kind: live === true ? "LIVE" : "LIVE_IF_REACHABLE", ...(fees !== undefined && { fees }) }
  }
}
