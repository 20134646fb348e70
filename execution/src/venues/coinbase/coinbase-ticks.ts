import { Cause, Clock, Effect, Queue, Stream } from "effect"
import { type Instrument, type Market, marketOf, type Symbol } from "@tradetower/domain/market"
import { ExchangeUnavailable } from "../../exchange.ts"
import type { Tick, Wanted } from "../venue.ts"
import { hostsOf } from "@tradetower/platform/wire/allowed"
import { type Lost, openSocket, type Socket } from "../../wire/socket.ts"
import { unreachable } from "./coinbase-rest.ts"
import { type ExchangeClock, localTime } from "../../wire/exchange-clock.ts"
import { FeedReader } from "./feed-reader.ts"

/** Heartbeats come every second: silence for this long is a dead connection, ms. */
const SILENCE = 5_000
/** A subscription is confirmed within this time, ms; for a product that was left out it is asked for again as often. */
const CONFIRMED_WITHIN = 4_000

/** How often the log says that something can't be read, ms. */
const SAID_EVERY = 60_000

const lostWords: Readonly<Record<Lost, string>> = {
  FOREIGN_HOST: "Coinbase's feed is at another host than its own",
  UNREACHED: unreachable.message,
  SILENT: "Coinbase fell silent",
  CLOSED: "Coinbase closed the connection"
}

const clockWords = (behind: number): string =>
  `${Math.round(Math.abs(behind) / 1_000)} s ${behind > 0 ? "behind" : "ahead"}`

const lost = (message: string) => new ExchangeUnavailable({ message, retryable: true, cause: "NETWORK" })

/** Products by their names: Coinbase's symbols are ours. */
const marketsIn = (instruments: ReadonlyMap<Symbol, Instrument>): ReadonlyMap<string, Market> =>
  new Map([...instruments].map(([symbol, instrument]) => [symbol, marketOf(instrument)]))

/** Every trade of those that are wanted over Coinbase's feed, and which of them it leaves out. */
export const coinbaseTicks = (
  feed: string,
  wanted: Wanted,
  clock: ExchangeClock,
  confirmedWithin = CONFIRMED_WITHIN
): {
  readonly ticks: Stream.Stream<Tick, ExchangeUnavailable>
  readonly unheard: Effect.Effect<ReadonlyMap<Symbol, string>>
} => {
  let missing: ReadonlyArray<string> = []
  const { now } = wanted

  const connected = Stream.callback<Tick, ExchangeUnavailable>((queue) =>
    Effect.gen(function* () {
      const local = yield* Clock.Clock
      const log = Effect.runForkWith(yield* Effect.context<never>())
      const markets = new Map(marketsIn(now()))
      const reader = new FeedReader(markets)
      const fail = (why: string) => Queue.failCauseUnsafe(queue, Cause.fail(lost(why)))
      const ask = (type: "subscribe" | "unsubscribe", channel: string, products: ReadonlyArray<string>) =>
        socket?.say({ type, product_ids: products, channel })
      const subscribe = (channel: string, products: ReadonlyArray<string>) => ask("subscribe", channel, products)
      let socket: Socket | undefined
      let confirmation: NodeJS.Timeout | undefined
      let said: string | undefined
      const sayOnce = (what: string) => {
        if (what !== said) log(Effect.logWarning(what))
        said = what
      }
      yield* Effect.addFinalizer(() =>
        Effect.sync(() => {
          clearInterval(confirmation)
          missing = []
        })
      )
      const confirm = () => {
        missing = reader.missing()
        if (missing.length === 0) {
          said = undefined
          return
        }
        if (missing.length === markets.size) return fail("Coinbase has not begun to send prices")
        sayOnce(`Coinbase sends no trades of ${missing.join(", ")}: asking again`)
        subscribe("market_trades", missing)
      }
      const opened = (own: Socket) => {
        socket = own
        for (const channel of ["market_trades", "heartbeats"]) subscribe(channel, [...markets.keys()])
        confirmation = setInterval(confirm, confirmedWithin)
      }
      /** What can't be read may come with every message: a line of the log a minute is enough. */
      let saidAt = -Infinity
      const leaveOut = (what: string) => {
        const { ran } = localTime(local)
        if (ran - saidAt < SAID_EVERY) return
        saidAt = ran
        log(Effect.logWarning(`left out what Coinbase sent, unreadable: ${what}`))
      }
      const take = (text: string) => {
        const heard = reader.read(text)
        if (heard.sentAt !== undefined) {
          const before = clock.offset
          clock.heard(heard.sentAt, localTime(local))
          if (before === 0 && clock.offset !== 0)
            log(
              Effect.logWarning(
                `this machine's clock is ${clockWords(clock.offset)}: Coinbase's time is used, set yours`
              )
            )
        }
        if (heard.skipped !== undefined) leaveOut(heard.skipped)
        // Before what was told beside it: that may close the minute.
        for (const [symbol, since] of heard.missed ?? []) wanted.missed(symbol, since)
        if (heard.ticks.length > 0) Queue.offerAllUnsafe(queue, heard.ticks)
        if (heard.lost !== undefined) fail(heard.lost)
      }
      yield* openSocket({
        url: feed,
        allowedHosts: hostsOf(feed),
        silence: SILENCE,
        opened,
        heard: take,
        lost: (why) => fail(lostWords[why])
      })
      yield* Stream.runForEach(wanted.changes, (instruments) =>
        Effect.sync(() => {
          const gone = [...markets.keys()].filter((product) => !instruments.has(product as Symbol))
          const come = [...marketsIn(instruments)].filter(([product]) => !markets.has(product))
          for (const product of gone) {
            markets.delete(product)
            reader.forget(product)
          }
          for (const [product, market] of come) markets.set(product, market)
          // What is wanted when it opens is subscribed to then.
          if (socket?.isOpen() !== true) return
          if (come.length > 0)
            subscribe(
              "market_trades",
              come.map(([product]) => product)
            )
          if (gone.length > 0) ask("unsubscribe", "market_trades", gone)
        })
      )
      return yield* Effect.never
    })
  )
  const ticks = wanted.changes.pipe(
    Stream.map(({ size }) => size > 0),
    Stream.changes,
    Stream.switchMap((any) => (any ? connected : Stream.never))
  )
  return {
    ticks,
    unheard: Effect.sync(
      () =>
        new Map(
          missing.flatMap((product): ReadonlyArray<readonly [Symbol, string]> => {
            const instrument = now().get(product as Symbol)
            return instrument === undefined ? [] : [[instrument.symbol, `Coinbase sends no trades of ${product}`]]
          })
        )
    )
  }
}
