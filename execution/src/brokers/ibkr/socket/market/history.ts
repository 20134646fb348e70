import { Effect } from "effect"
import { nextChange, sessionAt } from "@tradetower/domain/calendar"
import { type Candle, type Instrument, marketOf, timeframeMillis } from "@tradetower/domain/market"
import type { ExchangeUnavailable } from "../../../../unavailable.ts"
import { RequestWindow } from "../../../../wire/request-window.ts"
import { inTurn } from "../../../../in-turn.ts"
import { withQuietMinutes } from "../../../../venues/quiet-minutes.ts"
import { collect, type RequestRefused } from "../collect.ts"
import type { Link } from "../link.ts"
import { orRefused } from "../listings.ts"
import { contractBody } from "../order-body.ts"
import { utcText } from "../wire-time.ts"
import { decimalOf, type Told } from "../words.ts"

const MINUTE = timeframeMillis["1m"]
/** A day of minutes a page. */
const PAGE = 24 * 60 * MINUTE
/** A page takes a gateway a while, ms. */
const WITHIN = 60_000
/** 60 pages in ten minutes are the most, for all accounts of a process: the least that is published. */
const pages = new RequestWindow({ requests: 55, within: 600_000, kept: 0 })
/** Whoever asks for candles waits so long for a turn, ms. */
const PATIENCE = 60_000

/** Nothing traded then: in words, for there is no code of its own. */
const isEmpty = ({ code, message }: RequestRefused): boolean => code === 162 && /no data/i.test(message)

type Bar = Extract<Told, { readonly _tag: "historicalData" }>

/** 1-minute candles that opened in `[from, to)`, oldest first; nothing is asked of hours in which nothing trades. */
export const barsOf = Effect.fn("Ibkr.bars")(function* (
  link: Link,
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
    const end = Math.min(at + PAGE, to)
    yield* inTurn({ name: "Interactive Brokers", pace: pages, patience: PATIENCE }, "USUAL")
    const tws = yield* link.ready
    const asked = collect<Bar>(tws, {
      within: WITHIN,
      say: (api, request) =>
        api.reqHistoricalData(
          request,
          contractBody(instrument.contract ?? "0"),
          utcText(end),
          `${Math.max(60, Math.ceil((end - at) / 1_000))} S`,
          "1 min",
          "TRADES",
          0,
          2,
          false
        ),
      take: (told, request) =>
        told._tag !== "historicalData" || told.request !== request
          ? undefined
          : told.date.startsWith("finished")
            ? "END"
            : { item: told }
    })
    const bars = yield* orRefused(
      Effect.catchTag(asked, "RequestRefused", (refused) =>
        isEmpty(refused) ? Effect.succeed<ReadonlyArray<Bar>>([]) : Effect.fail(refused)
      )
    )
    for (const { close, date, high, low, open, volume } of bars) {
      const opened = Number(date) * 1_000
      const last = found.at(-1)?.at ?? -Infinity
      if (!(opened >= Math.max(from, last + 1) && opened < to)) continue
      found.push({
        at: opened,
        open: market.roundPrice(decimalOf(open), "DOWN"),
        high: market.roundPrice(decimalOf(high), "UP"),
        low: market.roundPrice(decimalOf(low), "DOWN"),
        close: market.roundPrice(decimalOf(close), "DOWN"),
        volume: market.lotsIn(market.base(decimalOf(volume ?? 0)))
      })
    }
    at = end
  }
  return withQuietMinutes(instrument, found, to)
})
