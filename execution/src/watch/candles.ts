import { Effect, Option } from "effect"
import type { BotEvent } from "@tradetower/domain/bot"
import type { Time } from "@tradetower/domain/ids"
import { type Candle, joinCandles, type Market, type Timeframe, timeframeMillis } from "@tradetower/domain/market"
import { OldestOut } from "@tradetower/domain/oldest-out"
import { Blobs, type BlobsUnavailable, marketArchive, readCandles } from "@tradetower/platform"
import { untilItWorks } from "../patience.ts"
import { Bars } from "./bars.ts"

/** Candles remembered for the next run that waits for the same one. */
const REMEMBERED = 32

/** One market's closed candles of every length: from the stream, else from the archive. */
export class MarketCandles {
  readonly #market: Market
  readonly #blobs: Blobs["Service"]
  readonly #bars = new Bars()
  readonly #known = new OldestOut<string, Option.Option<Candle>>(REMEMBERED)

  constructor(market: Market, blobs: Blobs["Service"]) {
    this.#market = market
    this.#blobs = blobs
  }

  add(minute: Candle): void {
    this.#bars.add(minute)
  }
  lost(): void {
    this.#bars.lost()
  }

  /** The candle that closed at a moment; undefined when nothing was traded in it. */
  readonly closed = (timeframe: Timeframe, closesAt: number): Effect.Effect<Candle | undefined, BlobsUnavailable> => {
    const key = `${timeframe}:${closesAt}`
    const known = this.#known.get(key)
    if (known !== undefined) return Effect.succeed(Option.getOrUndefined(known))
    const streamed = this.#bars.closed(timeframe, closesAt)
    const found =
      streamed === undefined
        ? Effect.map(this.#archived(timeframe, closesAt - timeframeMillis[timeframe], closesAt), ([only]) => only)
        : Effect.succeed(streamed ?? undefined)
    return Effect.tap(found, (candle) => Effect.sync(() => this.#known.set(key, Option.fromUndefinedOr(candle))))
  }

  /** The newest closed candles up to a moment: what a run that waits for the next ones begins with. */
  readonly history = Effect.fnUntraced(function* (
    this: MarketCandles,
    wanted: ReadonlyArray<{ readonly timeframe: Timeframe; readonly count: number }>,
    closedUntil: number,
    at: Time
  ): Effect.fn.Return<Extract<BotEvent, { _tag: "HistoryRead" }>, BlobsUnavailable> {
    const series = yield* Effect.forEach(wanted, ({ count, timeframe }) => {
      const length = timeframeMillis[timeframe]
      const until = closedUntil - (closedUntil % length)
      return Effect.map(this.#archived(timeframe, until - count * length, until), (candles) => ({
        timeframe,
        until: until as Time,
        candles: candles.map(({ high, low, close }) => [high, low, close] as const)
      }))
    })
    return { _tag: "HistoryRead", at, series }
  })

  #archived(timeframe: Timeframe, from: number, to: number): Effect.Effect<ReadonlyArray<Candle>, BlobsUnavailable> {
    const { venue, symbol } = this.#market.instrument
    const minutes = Effect.provideService(readCandles(marketArchive(venue), symbol, from, to), Blobs, this.#blobs)
    return Effect.map(untilItWorks("reading closed candles", minutes), (parts) => joinCandles(parts, timeframe))
  }
}
