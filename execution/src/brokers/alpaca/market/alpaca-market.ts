import { Clock, Effect, Option, Stream } from "effect"
import type { Instrument, PriceFeed } from "@tradetower/domain/market"
import type { ExchangeUnavailable } from "../../../unavailable.ts"
import { looksByAsking } from "../../../venues/looks.ts"
import type { Tick, Venue, Wanted } from "../../../venues/venue.ts"
import { wantedOnly } from "../../../venues/wanted-instruments.ts"
import { type AlpacaAddresses, hostsAt } from "../addresses.ts"
import { nameOf } from "../key.ts"
import type { OpenKey, OpenKeys } from "../open-key.ts"
import { Paces } from "../pace.ts"
import { restOf } from "../rest.ts"
import { assetsOf } from "./assets.ts"
import { barsOf, DELAY, type StockFeed } from "./bars.ts"
import { dataStream, notIncluded, notTaken } from "./data-stream.ts"
import { Halts } from "./halts.ts"
import { planOf } from "./plan.ts"

/** How often is looked which plan an account has, ms. */
const PLAN_LOOKED_AT = 24 * 3_600_000

/** What there is to say of each: the whole market's, as they trade, need no word. */
const feeds: Readonly<Record<StockFeed, PriceFeed | undefined>> = {
  sip: undefined,
  iex: { _tag: "PARTIAL", exchange: "IEX" },
  delayed_sip: { _tag: "DELAYED", minutes: DELAY / 60_000 }
}

type Part = Pick<Venue, "find" | "get" | "prices" | "looks" | "candles">

/** What is asked of Alpaca's markets, with a key of an account that is open. `told`: which prices of shares these are. */
export const alpacaMarket = (
  at: AlpacaAddresses,
  keys: OpenKeys,
  told: (feed: PriceFeed | undefined) => void
): Required<Part> => {
  const hosts = hostsAt(at)
  const assets = assetsOf()
  const halts = new Halts()
  let plan: { readonly of: string; readonly feed: StockFeed; readonly at: number } | undefined

  const trading = Effect.fnUntraced(function* ({ environment, key }: OpenKey) {
    return restOf(at.trading[environment].rest, hosts, key, (yield* Paces).of(nameOf(key)))
  })
  const data = Effect.fnUntraced(function* ({ key }: OpenKey) {
    return restOf(at.data.rest, hosts, key, (yield* Paces).of(`prices ${nameOf(key)}`))
  })
  const asking = Effect.flatMap(keys.any, trading)

  /** Which prices of shares the account has; the whole market's until it is known better is never assumed. */
  const feedOf = Effect.fnUntraced(function* (open: OpenKey) {
    const now = yield* Clock.currentTimeMillis
    const of = nameOf(open.key)
    if (plan?.of !== of || now - plan.at > PLAN_LOOKED_AT) {
      const feed = yield* planOf(yield* data(open))
      // That there are none of IEX was found out by listening.
      const late = plan?.of === of && plan.feed === "delayed_sip"
      plan = { of, feed: late && feed === "iex" ? "delayed_sip" : feed, at: now }
    }
    return plan.feed
  })

  /** Which of what is wanted gets no prices, by the stream that should have them. */
  const missing = new Map<string, ReadonlyMap<Instrument["symbol"], string>>()

  const stream = (
    open: OpenKey,
    name: string,
    path: string,
    wanted: Wanted
  ): Stream.Stream<Tick, ExchangeUnavailable> =>
    dataStream({
      url: `${at.data.stream}${path}`,
      allowedHosts: hosts,
      key: open.key,
      wanted,
      halts: name === "stocks" ? halts : undefined,
      unheard: (symbols) => void missing.set(name, symbols)
    }).pipe(Stream.tapError((error) => Effect.sync(() => error === notTaken && keys.blame(open))))

  const stocks = (open: OpenKey, wanted: Wanted) =>
    Stream.unwrap(
      Effect.map(feedOf(open), (feed) => {
        // What is heard is what is told of, whatever the plan has by now.
        told(feeds[feed])
        return stream(open, "stocks", `/v2/${feed}`, wanted)
      })
    ).pipe(
      Stream.tapError((error) =>
        Effect.sync(() => {
          if (error === notIncluded && plan !== undefined)
            plan = { ...plan, feed: plan.feed === "sip" ? "iex" : "delayed_sip" }
        })
      )
    )
  const coins = (open: OpenKey, wanted: Wanted) => stream(open, "coins", "/v1beta3/crypto/us", wanted)

  /** Of one class of instruments, while any of it is wanted. */
  const whileAny = (
    wanted: Wanted,
    assetClass: Instrument["assetClass"],
    from: (open: OpenKey, wanted: Wanted) => Stream.Stream<Tick, ExchangeUnavailable>
  ) => {
    const own = wantedOnly(wanted, (one) => one.assetClass === assetClass)
    return own.changes.pipe(
      Stream.map(({ size }) => size > 0),
      Stream.changes,
      Stream.switchMap((any) => (any ? Stream.unwrap(Effect.map(keys.any, (open) => from(open, own))) : Stream.never))
    )
  }

  return {
    find: (text, page) => Effect.flatMap(asking, (rest) => assets.find(rest, text, page)),
    get: (symbol) =>
      Effect.flatMap(asking, (rest) =>
        Effect.map(
          assets.one(rest, symbol),
          Option.map(({ instrument, venueSymbol }) => ({ instrument, venueSymbol }))
        )
      ),
    looks: (wanted) =>
      halts.over(
        looksByAsking((instrument) => Effect.flatMap(asking, (rest) => assets.look(rest, instrument)), wanted)
      ),
    prices: (wanted) => {
      wanted.unheard(Effect.sync(() => new Map([...missing.values()].flatMap((some) => [...some]))))
      return Stream.merge(whileAny(wanted, "EQUITY", stocks), whileAny(wanted, "CRYPTO", coins))
    },
    candles: (instrument, from, to) =>
      Effect.flatMap(keys.any, (open) =>
        Effect.gen(function* () {
          const feed = instrument.assetClass === "EQUITY" ? yield* feedOf(open) : "iex"
          return yield* barsOf(yield* data(open), feed, instrument, from, to)
        })
      )
  }
}
