import { Cause, Effect, Queue, Redacted, Stream } from "effect"
import { type Instrument, type Market, marketOf, type Symbol } from "@tradetower/domain/market"
import { ExchangeUnavailable } from "../../../unavailable.ts"
import type { Tick, Wanted } from "../../../venues/venue.ts"
import { lostWords } from "../../../wire/lost-words.ts"
import { openSocket, type Socket } from "../../../wire/socket.ts"
import { theirs } from "../instruments.ts"
import type { AlpacaKey } from "../key.ts"
import { readFrame } from "./data-reader.ts"
import type { Halts } from "./halts.ts"

/** Quiet symbols are as they should be: who answers a ping is there, ms. */
const PING_EVERY = 10_000
const SILENCE = 15_000
/** What is not had with this key is asked for again so late, ms. */
const LATER = 60_000

const words = lostWords("Alpaca", "Alpaca's prices")

const lost = (message: string, retryAfter?: number) =>
  new ExchangeUnavailable({
    message,
    retryable: true,
    cause: "NETWORK",
    ...(retryAfter !== undefined && { retryAfter })
  })

/** What an error of the stream means: an end of it, for a while at the least; undefined where it goes on. */
const endBy = (code: string, message: string): ExchangeUnavailable | undefined => {
  switch (code) {
    case "405":
    // Unsubscribed, or subscribed already.
    case "403":
      return undefined
    case "402":
      return notTaken
    case "406":
      return new ExchangeUnavailable({
        message: "another program has Alpaca's prices with the same key, and Alpaca allows one",
        retryable: true,
        retryAfter: LATER,
        cause: "COMPETING"
      })
    // Not had with this key, now or in a moment.
    case "408":
      return lost(`Alpaca's prices ended: ${message.slice(0, 100)}`, LATER)
    case "409":
      return notIncluded
    default:
      return lost(`Alpaca's prices ended: ${message.slice(0, 100)}`)
  }
}

/** The key is no good for prices, or no more. */
export const notTaken = lost("Alpaca does not take the key for its prices", LATER)

/** The account's data plan has no such prices. */
export const notIncluded = new ExchangeUnavailable({
  message: "these prices of Alpaca's are not part of this account's data plan",
  retryable: true
})

export interface DataStream {
  readonly url: string
  readonly allowedHosts: ReadonlyArray<string>
  readonly key: AlpacaKey
  readonly wanted: Wanted
  /** Hears of stocks in which trading stops; undefined of what never does. */
  readonly halts: Halts | undefined
  /** Says whose trades do not come although the connection is there. */
  readonly unheard: (missing: ReadonlyMap<Symbol, string>) => void
}

/** Every trade of those that are wanted, over one socket. */
export const dataStream = ({
  allowedHosts,
  halts,
  key,
  unheard,
  url,
  wanted
}: DataStream): Stream.Stream<Tick, ExchangeUnavailable> =>
  Stream.callback((queue) =>
    Effect.gen(function* () {
      const markets = new Map<string, Market>()
      let subscribed: ReadonlySet<string> = new Set()
      let socket: Socket | undefined
      let isIn = false
      const fail = (error: ExchangeUnavailable) => Queue.failCauseUnsafe(queue, Cause.fail(error))
      const marketsIn = (all: ReadonlyMap<Symbol, Instrument>) =>
        new Map(Array.from(all.values(), (one) => [theirs(one), marketOf(one)] as const))
      const ask = (action: "subscribe" | "unsubscribe", symbols: ReadonlyArray<string>) => {
        if (!isIn || symbols.length === 0) return
        socket?.say({ action, trades: symbols })
        if (halts !== undefined) socket?.say({ action, statuses: symbols })
      }
      const tellUnheard = () =>
        unheard(
          new Map(
            [...markets]
              .filter(([symbol]) => !subscribed.has(symbol))
              .map(([, { instrument }]) => [
                instrument.symbol,
                `Alpaca sends no trades of ${instrument.symbol}: its data plan follows 30 symbols at a time`
              ])
          )
        )
      yield* Effect.addFinalizer(() =>
        Effect.sync(() => {
          unheard(new Map())
          halts?.forget()
        })
      )
      const heard = (text: string) => {
        const said = readFrame(text, (symbol) => markets.get(symbol))
        if (said === undefined) return fail(lost("Alpaca's prices can't be read"))
        if (said.step === "authenticated") {
          isIn = true
          // One by one: what is one too many is left out alone.
          for (const symbol of markets.keys()) ask("subscribe", [symbol])
        }
        if (said.subscribed !== undefined) {
          subscribed = said.subscribed
          tellUnheard()
        }
        if (said.error?.code === "405") tellUnheard()
        if (said.skipped !== undefined)
          for (const [symbol, { instrument }] of markets)
            if (said.skipped.has(undefined) || said.skipped.has(symbol)) wanted.missed(instrument.symbol)
        for (const halt of said.halts ?? []) halts?.heard(halt)
        for (const { at, symbol } of said.ticks) halts?.traded(symbol, at)
        if (said.ticks.length > 0) Queue.offerAllUnsafe(queue, said.ticks)
        const end = said.error && endBy(said.error.code, said.error.message)
        if (end !== undefined) fail(end)
      }
      for (const [symbol, market] of marketsIn(wanted.now())) markets.set(symbol, market)
      yield* openSocket({
        url,
        allowedHosts,
        silence: SILENCE,
        pingEvery: PING_EVERY,
        opened: (own) => {
          socket = own
          own.say({ action: "auth", key: Redacted.value(key.id), secret: Redacted.value(key.secret) })
        },
        heard,
        lost: (why) => fail(lost(words[why]))
      })
      yield* Stream.runForEach(wanted.changes, (all) =>
        Effect.sync(() => {
          const now = marketsIn(all)
          const gone = [...markets.keys()].filter((symbol) => !now.has(symbol))
          const come = [...now.keys()].filter((symbol) => !markets.has(symbol))
          for (const symbol of gone) markets.delete(symbol)
          for (const [symbol, market] of now) markets.set(symbol, market)
          ask("unsubscribe", gone)
          for (const symbol of come) ask("subscribe", [symbol])
        })
      )
      return yield* Effect.never
    })
  )
