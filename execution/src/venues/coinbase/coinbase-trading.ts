import { Effect, Option, Stream } from "effect"
import { type Instrument, type Symbol, takesAll, type TradingStatus } from "@tradetower/domain/market"
import { coarser } from "../steps.ts"
import { listedProduct } from "./coinbase-products.ts"
import type { Product } from "./messages.ts"

const WITHIN = 10_000
/** How often products are looked at, ms; more often while one does not take every order. */
const EACH = 3_600_000
const SOON = 60_000

const none = (why: string): TradingStatus => ({ takes: "NONE", why })

/** Whether anything of a product can be traded, or will be again before long. */
export const tradesNow = ({ is_disabled, status, trading_disabled }: Product): boolean =>
  is_disabled !== true && trading_disabled !== true && status !== "delisted" && status !== "offline"

/** Which orders a product takes, in the steps of price and quantity that we count it in; the narrowest that holds. */
export const statusOf = (product: Product, instrument: Instrument): TradingStatus => {
  const { symbol } = instrument
  const { base_increment, price_increment } = product
  if (!tradesNow(product)) return none(`Coinbase has stopped trading of ${symbol}`)
  if (product.view_only === true) return none(`Coinbase only shows ${symbol} at present and takes no orders for it`)
  if (product.cancel_only === true) return none(`Coinbase takes only cancels for ${symbol} at present`)
  if (product.auction_mode === true) return none(`${symbol} is in an auction at Coinbase: nothing trades until its end`)
  const steps = coarser("Coinbase", instrument, { tickSize: price_increment, lotSize: base_increment })
  if (steps !== undefined) return steps
  if (product.post_only === true)
    return {
      takes: "RESTING",
      why: `Coinbase takes only limit orders for ${symbol} at present that don't trade at once`
    }
  if (product.limit_only === true)
    return { takes: "LIMIT", why: `Coinbase takes only limit orders for ${symbol} at present` }
  return takesAll
}

type Statuses = ReadonlyMap<Symbol, TradingStatus>

/**
 * Which orders these take at Coinbase: told at once, then each hour; each minute while one does not take all, or can't
 * be asked: of that one the last word stands.
 */
export const coinbaseTrading = (rest: string, instruments: ReadonlyArray<Instrument>): Stream.Stream<Statuses> => {
  const ask = Effect.fnUntraced(function* (instrument: Instrument) {
    const { symbol } = instrument
    const product = yield* listedProduct(rest, symbol, WITHIN)
    return Option.match(product, {
      onNone: () => none(`Coinbase does not list ${symbol} any more`),
      onSome: (found) => statusOf(found, instrument)
    })
  })
  return Stream.unfold(
    { pause: 0, last: new Map() as Statuses },
    Effect.fnUntraced(function* ({ last, pause }) {
      yield* Effect.sleep(pause)
      const statuses = new Map(last)
      let soon = false
      for (const instrument of instruments) {
        const { symbol } = instrument
        const answer = yield* Effect.result(ask(instrument))
        if (answer._tag === "Success") statuses.set(symbol, answer.success)
        else yield* Effect.logDebug(`what ${symbol} takes can't be asked: ${answer.failure.message}`)
        soon ||= answer._tag === "Failure" || answer.success.takes !== "ALL"
      }
      return [statuses, { pause: soon ? SOON : EACH, last: statuses }] as const
    })
  )
}
