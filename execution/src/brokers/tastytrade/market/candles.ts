import { Deferred, Effect } from "effect"
import { type Candle, type Instrument, type Market, marketOf, timeframeMillis } from "@tradetower/domain/market"
import { fineText, fine, plainNumber, times } from "@tradetower/domain/number"
import { ExchangeUnavailable } from "../../../unavailable.ts"
import { withQuietMinutes } from "../../../venues/quiet-minutes.ts"
import { amountIn, type FeedEvent } from "./feed-reader.ts"
import type { DxLink } from "./dxlink.ts"

/** What flags of an event say: it is taken back; the snapshot is complete, or was cut off. */
const REMOVE = 2
const END = 8
const SNIP = 16

/** The row that ends a snapshot takes back what there is at its very beginning: that is a minute earlier. */
const MINUTE = timeframeMillis["1m"]
/** A snapshot is told whole within this. */
const WITHIN = "20 seconds"

const late = new ExchangeUnavailable({
  message: "tastytrade's candles take too long to come",
  retryable: true,
  cause: "NETWORK"
})

/** As candles are asked for: of a minute, of shares in regular hours alone. */
export const candleSymbol = (streamer: string, { kind }: Instrument): string =>
  kind === "FUTURES" ? `${streamer}{=1m}` : `${streamer}{=1m,tho=true}`

/** The server may write one minute shorter. */
const shortest = (symbol: string): string => symbol.replace("{=1m", "{=m")

/** What was traded, in base: of a future contracts are told, and sums may be finer than anything is counted. */
const volumeIn = (market: Market, volume: string | undefined) => {
  const { contractMultiplier = "1" } = market.instrument
  return market.lotsIn(market.base(times(fineText(fine(plainNumber(volume ?? "0"))), contractMultiplier)))
}

const candleOf = (market: Market, event: FeedEvent): Candle | undefined => {
  const [open, high, low, close, time] = ["open", "high", "low", "close", "time"].map((name) => amountIn(event, name))
  if (open === undefined || high === undefined || low === undefined || close === undefined) return undefined
  if (time === undefined) return undefined
  return {
    at: Number(time),
    open: market.roundPrice(open, "DOWN"),
    high: market.roundPrice(high, "UP"),
    low: market.roundPrice(low, "DOWN"),
    close: market.roundPrice(close, "DOWN"),
    volume: volumeIn(market, amountIn(event, "volume"))
  }
}

/**
 * 1-minute candles that opened in `[from, to)`, oldest first: a snapshot comes newest first and in any number of messages,
 * until it says that it is whole.
 */
export const candlesFrom = Effect.fn("Tastytrade.candles")(function* (
  link: DxLink,
  streamer: string,
  instrument: Instrument,
  from: number,
  to: number
): Effect.fn.Return<ReadonlyArray<Candle>, ExchangeUnavailable> {
  const market = marketOf(instrument)
  const symbol = candleSymbol(streamer, instrument)
  const found = new Map<number, Candle>()
  const whole = yield* Deferred.make<void>()
  const hear = (event: FeedEvent) => {
    if (event.kind !== "Candle" || shortest(event.fields["eventSymbol"] ?? "") !== shortest(symbol)) return
    const flags = Number(event.fields["eventFlags"] ?? "0")
    const candle = candleOf(market, event)
    const at = Number(event.fields["time"] ?? "0")
    if ((flags & REMOVE) !== 0) found.delete(at)
    else if (candle !== undefined && candle.at >= from && candle.at < to) found.set(candle.at, candle)
    if ((flags & (END | SNIP)) !== 0) Deferred.doneUnsafe(whole, Effect.void)
  }
  const subscription = { type: "Candle", symbol } as const
  yield* Effect.scoped(
    Effect.gen(function* () {
      yield* link.hear(hear)
      yield* Effect.acquireRelease(
        Effect.sync(() => link.add([{ ...subscription, fromTime: from - MINUTE }])),
        () => Effect.sync(() => link.remove([subscription]))
      )
      yield* Effect.raceFirst(Deferred.await(whole), link.lost).pipe(
        Effect.timeoutOrElse({ duration: WITHIN, orElse: () => Effect.fail(late) })
      )
    })
  )
  const candles = [...found.values()].toSorted((a, b) => a.at - b.at)
  return instrument.kind === "FUTURES" ? candles : withQuietMinutes(instrument, candles, to)
})
