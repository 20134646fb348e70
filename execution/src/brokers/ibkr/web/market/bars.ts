import { Effect } from "effect"
import { nextChange, sessionAt } from "@tradetower/domain/calendar"
import { type Candle, type Instrument, marketOf, timeframeMillis } from "@tradetower/domain/market"
import type { ExchangeUnavailable } from "../../../../unavailable.ts"
import { withQuietMinutes } from "../../../../venues/quiet-minutes.ts"
import { baseOf } from "../../trades.ts"
import { HistoryAnswer } from "../answers.ts"
import type { Session } from "../session.ts"
import { there } from "../trouble.ts"

const MINUTE = timeframeMillis["1m"]
/** Hours of a page: of more than 1,000 bars the oldest would silently lack. */
const HOURS = 8
const PAGE = HOURS * 60 * MINUTE

/** `"20261127-14:30:00"`, in UTC. */
const momentOf = (at: number): string => {
  const [day = "", time = ""] = new Date(at).toISOString().split("T")
  return `${day.replaceAll("-", "")}-${time.slice(0, 8)}`
}

/** 1-minute candles that opened in `[from, to)`, oldest first; nothing is asked of hours in which nothing trades. */
export const barsOf = Effect.fn("Ibkr.bars")(function* (
  session: Session,
  instrument: Instrument,
  from: number,
  to: number
): Effect.fn.Return<ReadonlyArray<Candle>, ExchangeUnavailable> {
  const market = marketOf(instrument)
  const found: Array<Candle> = []
  for (let at = from; at < to;) {
    if (sessionAt(instrument, at) === "CLOSED") {
      at = nextChange(instrument, at)?.at ?? to
      continue
    }
    const { data } = yield* there(
      session.read(
        {
          path: "/iserver/marketdata/history",
          query: {
            conid: instrument.contract ?? "",
            period: `${HOURS}h`,
            bar: "1min",
            outsideRth: "true",
            startTime: momentOf(at),
            direction: "1"
          },
          slot: "history",
          patience: 60_000
        },
        HistoryAnswer
      )
    )
    for (const { c, h, l, o, t, v } of data) {
      const last = found.at(-1)?.at ?? -Infinity
      if (t < Math.max(from, last + 1) || t >= to) continue
      found.push({
        at: t,
        open: market.roundPrice(o, "DOWN"),
        high: market.roundPrice(h, "UP"),
        low: market.roundPrice(l, "DOWN"),
        close: market.roundPrice(c, "DOWN"),
        volume: market.lotsIn(market.base(baseOf(market, v)))
      })
    }
    at += PAGE
  }
  return withQuietMinutes(instrument, found, to)
})
