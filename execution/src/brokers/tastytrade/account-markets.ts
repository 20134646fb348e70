import { Effect, Option } from "effect"
import type { Instrument, Market, Symbol } from "@tradetower/domain/market"
import { marketOf } from "@tradetower/domain/market"
import { marketBy } from "@tradetower/domain/terms"
import { ExchangeUnavailable } from "../../exchange.ts"
import type { Contract, Contracts } from "./contracts.ts"
import { productIn, shareMarket, shareName } from "./instruments.ts"
import type { Rest } from "./rest.ts"

/** What an order for something is sent as. */
export interface Traded {
  readonly market: Market
  /** As tastytrade writes it. */
  readonly theirs: string
  /** Of a future. */
  readonly contract?: Contract
}

export type AccountMarkets = ReturnType<typeof accountMarkets>

/** What an account's orders and positions are counted in. `followed`: as this data folder counts what is traded here. */
export const accountMarkets = (rest: Rest, contracts: Contracts, followed: () => ReadonlyMap<Symbol, Instrument>) => {
  const asFollowed = (market: Market): Market => {
    const instrument = followed().get(market.instrument.symbol)
    return instrument === undefined ? market : marketBy("tastytrade", marketOf(instrument))
  }
  return {
    followed,
    /** What one of our symbols is there. */
    of: Effect.fnUntraced(function* (symbol: Symbol): Effect.fn.Return<Traded, ExchangeUnavailable> {
      if (productIn(symbol) === undefined) {
        const theirs = shareName(symbol)
        const market = shareMarket(theirs)
        if (market !== undefined) return { market: asFollowed(market), theirs }
      }
      const found = yield* contracts.of(rest, symbol)
      if (Option.isNone(found))
        return yield* new ExchangeUnavailable({ message: `tastytrade does not trade ${symbol}`, retryable: false })
      const { answer, market } = found.value
      return { market: asFollowed(market), theirs: answer.symbol, contract: found.value }
    }),
    /** What something of theirs is counted in; undefined of what is not traded here. */
    named: Effect.fnUntraced(function* (
      kind: string,
      theirs: string
    ): Effect.fn.Return<Market | undefined, ExchangeUnavailable> {
      if (kind === "Equity") {
        const market = shareMarket(theirs)
        return market && asFollowed(market)
      }
      if (kind !== "Future") return undefined
      const found = yield* contracts.named(rest, theirs)
      return Option.isNone(found) ? undefined : asFollowed(found.value.market)
    })
  }
}

/** How much of base so much of theirs is: shares are counted as such, of a future contracts. */
export const isContract = ({ instrument: { kind } }: Market): boolean => kind === "FUTURES"
