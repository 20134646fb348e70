import { Clock, Effect, Option, Schema } from "effect"
import type { Symbol, TradingStatus } from "@tradetower/domain/market"
import { takesAll } from "@tradetower/domain/market"
import type { ExchangeUnavailable } from "../../../unavailable.ts"
import { searchInstruments } from "../../../venues/search-instruments.ts"
import { coarser } from "../../../venues/steps.ts"
import type { ListedInstrument, Look, Venue } from "../../../venues/venue.ts"
import { AssetAnswer } from "../answers.ts"
import { instrumentOf } from "../instruments.ts"
import { type Rest, there, unreadable } from "../rest.ts"

/** How old the list of coins may be, ms. */
const FRESH = 3_600_000
const Rows = Schema.Array(Schema.Unknown)
const readAsset = Schema.decodeUnknownOption(AssetAnswer)
/** What a stock may be called. */
const TICKER = /^[A-Z]{1,6}(\.[A-Z]{1,3})?$/

/** An asset as it is listed. */
interface Listed extends ListedInstrument {
  readonly symbol: string
  readonly base: string
  readonly quote: string
  readonly asset: AssetAnswer
}

const listed = (asset: AssetAnswer): ReadonlyArray<Listed> => {
  const instrument = instrumentOf(asset.symbol, asset.class, asset)
  if (instrument === undefined) return []
  const { base, quote, symbol } = instrument
  return [{ symbol, base, quote, instrument, venueSymbol: asset.symbol, asset }]
}

/** Which orders an asset takes now. */
const takes = ({ asset, instrument }: Listed): TradingStatus => {
  const { min_trade_increment, status, symbol, tradable } = asset
  if (status !== "active") return { takes: "NONE", why: `Alpaca does not list ${symbol} any more` }
  if (!tradable) return { takes: "NONE", why: `Alpaca takes no orders for ${symbol} now` }
  if (asset.attributes?.includes("ipo") === true)
    return { takes: "LIMIT", why: `${symbol} is new on the market: Alpaca takes limit orders alone before it trades` }
  const lotSize = min_trade_increment ?? instrument.lotSize
  return coarser("Alpaca", instrument, { tickSize: instrument.tickSize, lotSize }) ?? takesAll
}

/** What Alpaca lists: coins by their list, and of its ten thousand stocks each by its own name. */
export const assetsOf = () => {
  let coins: { readonly all: ReadonlyArray<Listed>; readonly readAt: number } | undefined

  const allCoins = Effect.fnUntraced(function* (
    rest: Rest
  ): Effect.fn.Return<ReadonlyArray<Listed>, ExchangeUnavailable> {
    const now = yield* Clock.currentTimeMillis
    if (coins !== undefined && now - coins.readAt < FRESH) return coins.all
    const rows = yield* there(rest.get("/v2/assets?status=active&asset_class=crypto", Rows, "URGENT"))
    // One that can't be read can't be traded; the others can.
    coins = { all: rows.flatMap((row) => Option.toArray(readAsset(row)).flatMap(listed)), readAt: now }
    return coins.all
  })

  const stock = (rest: Rest, ticker: string) =>
    Effect.map(rest.get(`/v2/assets/${encodeURIComponent(ticker)}`, AssetAnswer, "URGENT"), (found) =>
      Option.toArray(found)
        .flatMap(listed)
        .filter(({ asset }) => asset.class === "us_equity")
    )

  const one = Effect.fnUntraced(function* (rest: Rest, symbol: Symbol) {
    const coin = symbol.includes("-") ? (yield* allCoins(rest)).find((asset) => asset.symbol === symbol) : undefined
    if (coin !== undefined) return Option.some(coin)
    if (!TICKER.test(symbol)) return Option.none()
    return Option.fromUndefinedOr((yield* stock(rest, symbol))[0])
  })

  const find = Effect.fnUntraced(function* (rest: Rest, text: string, page: Parameters<Venue["find"]>[1]) {
    const ticker = text.trim().toUpperCase()
    const known = yield* allCoins(rest)
    const search = (all: ReadonlyArray<Listed>) =>
      searchInstruments(
        all.filter(({ asset }) => asset.tradable),
        text,
        page
      )
    if (!TICKER.test(ticker)) return search(known)
    const coinsFound = search(known)
    // A stock that can't be read hides no coin.
    const exact = yield* Effect.catchIf(
      stock(rest, ticker),
      (error) => error === unreadable && coinsFound.total > 0,
      () => Effect.succeed([])
    )
    return exact.length === 0 ? coinsFound : search([...exact, ...known])
  })

  const look = Effect.fnUntraced(function* (rest: Rest, instrument: Look["instrument"]) {
    // What is asked now is how it stands now.
    if (instrument.assetClass === "CRYPTO") coins = undefined
    const found = yield* one(rest, instrument.symbol)
    if (Option.isNone(found))
      return {
        instrument,
        takes: { takes: "NONE", why: `Alpaca does not list ${instrument.symbol} any more` }
      } satisfies Look
    const { extendedFractions, fractionable, minQuantity, orderTicks } = found.value.instrument
    return {
      takes: takes(found.value),
      instrument: {
        ...instrument,
        minQuantity,
        ...(orderTicks !== undefined && { orderTicks }),
        ...(fractionable !== undefined && { fractionable }),
        ...(extendedFractions !== undefined && { extendedFractions })
      }
    } satisfies Look
  })
  return { one, find, look }
}
