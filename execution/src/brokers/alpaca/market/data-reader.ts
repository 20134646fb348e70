import { Option, Schema } from "effect"
import type { Market } from "@tradetower/domain/market"
import { exactJson } from "../../../wire/exact-json.ts"
import type { Tick } from "../../../venues/venue.ts"
import type { Halt } from "./halts.ts"
import {
  ErrorMessage,
  StatusMessage,
  SubscriptionMessage,
  SuccessMessage,
  TradeMessage,
  Typed
} from "./market-answers.ts"

/** What a message of the data stream says. */
export interface Said {
  readonly ticks: ReadonlyArray<Tick>
  /** What stopped trading, or goes on. */
  readonly halts?: ReadonlyArray<Halt>
  /** `connected`, `authenticated`. */
  readonly step?: string
  /** All whose trades come from now on. */
  readonly subscribed?: ReadonlySet<string>
  readonly error?: { readonly code: string; readonly message: string }
  /** Whose trades could not be read: undefined, anybody's. */
  readonly skipped?: ReadonlySet<string | undefined>
}

/**
 * Conditions under which a trade says nothing of where the price is: odd lots, average and derivative prices, what comes out
 * of sequence or refers to an earlier price, and what was traded outside regular hours.
 */
const NO_PRICE = new Set(["I", "W", "4", "B", "7", "Z", "U", "P", "T"])

/** Trading stops: of New York's tapes by a digit, of Nasdaq's by a letter (`P`: the price moved too far at once). */
const STOPS = new Set(["2", "H", "P"])
/** It goes on. What else is told (imbalances, quotes that resume) changes nothing. */
const GOES_ON = new Set(["3", "T"])

/** Reasons of both tapes: its price came to its limits (LULD), or the whole market did. */
const PRICE_BANDS = new Set(["M", "LUDP", "LUDS", "T5", "T7"])
const WHOLE_MARKET = new Set(["1", "2", "3", "MWC0", "MWC1", "MWC2", "MWC3"])

const readAll = Schema.decodeUnknownOption(Schema.Array(Schema.Unknown))
const readType = Schema.decodeUnknownOption(Typed)
const readTrade = Schema.decodeUnknownOption(TradeMessage)
const readStatus = Schema.decodeUnknownOption(StatusMessage)
const readSuccess = Schema.decodeUnknownOption(SuccessMessage)
const readError = Schema.decodeUnknownOption(ErrorMessage)
const readSubscription = Schema.decodeUnknownOption(SubscriptionMessage)
const readSymbol = Schema.decodeUnknownOption(Schema.Struct({ S: Schema.String }))

/** Reads a frame: a list of messages; undefined where it is none. */
export const readFrame = (text: string, marketOf: (theirs: string) => Market | undefined): Said | undefined => {
  const messages = Option.getOrUndefined(Option.flatMap(exactJson(text), readAll))
  if (messages === undefined) return undefined
  const ticks: Array<Tick> = []
  const halts: Array<Halt> = []
  const skipped = new Set<string | undefined>()
  let said: Omit<Said, "ticks"> = {}
  for (const message of messages) {
    const T = Option.getOrUndefined(readType(message))?.T
    if (T === undefined) skipped.add(undefined)
    else if (T === "t") {
      const trade = Option.getOrUndefined(readTrade(message))
      if (trade === undefined) skipped.add(Option.getOrUndefined(readSymbol(message))?.S)
      else ticks.push(...ticksOf(trade, marketOf(trade.S)))
    } else if (T === "s") {
      const status = Option.getOrUndefined(readStatus(message))
      // One that can't be read is as good as none: what is refused says why.
      if (status !== undefined) halts.push(...haltsOf(status, marketOf(status.S)))
    } else if (T === "success")
      said = {
        ...said,
        ...Option.match(readSuccess(message), { onNone: () => ({}), onSome: ({ msg }) => ({ step: msg }) })
      }
    else if (T === "error") {
      const error = Option.getOrUndefined(readError(message))
      said = { ...said, error: { code: error?.code ?? "", message: error?.msg ?? "an error it does not name" } }
    } else if (T === "subscription") {
      const trades = Option.getOrUndefined(readSubscription(message))?.trades
      said = { ...said, subscribed: new Set(trades ?? []) }
    }
  }
  return { ticks, ...(halts.length > 0 && { halts }), ...said, ...(skipped.size > 0 && { skipped }) }
}

const haltWords = ({ rc, rm, sc, sm }: StatusMessage, symbol: string): string => {
  const why = rc ?? ""
  if (PRICE_BANDS.has(why) || sc === "P")
    return `trading in ${symbol} is paused by its exchange, for five minutes or more: its price ran to the limit up or down of what it may move at once`
  if (WHOLE_MARKET.has(why))
    return `trading in ${symbol}, as in all stocks, is stopped by the exchanges: the whole market fell too far (circuit breaker)`
  const said = [sm, rm].filter((words) => typeof words === "string" && words !== "").join(", ")
  return `trading in ${symbol} is stopped by its exchange${said === "" ? "" : ` (${said.slice(0, 100)})`}`
}

const haltsOf = (status: StatusMessage, market: Market | undefined): ReadonlyArray<Halt> => {
  const { sc, t } = status
  if (market === undefined || !(STOPS.has(sc) || GOES_ON.has(sc))) return []
  const { symbol } = market.instrument
  const why = haltWords(status, symbol)
  return [{ symbol, at: Date.parse(t), why: STOPS.has(sc) ? why : undefined }]
}

const ticksOf = ({ c, p, s, t }: TradeMessage, market: Market | undefined): ReadonlyArray<Tick> => {
  if (market === undefined || c?.some((condition) => NO_PRICE.has(condition)) === true) return []
  return [
    {
      symbol: market.instrument.symbol,
      price: market.roundPrice(p, "DOWN"),
      at: Date.parse(t),
      quantity: market.lotsIn(market.base(s))
    }
  ]
}
