import { Effect, Option } from "effect"
import { type Instrument, type Symbol, takesAll, type TradingStatus } from "@tradetower/domain/market"
import type { ExchangeUnavailable } from "../../../../unavailable.ts"
import { searchInstruments } from "../../../../venues/search-instruments.ts"
import { coarser } from "../../../../venues/steps.ts"
import type { Look } from "../../../../venues/venue.ts"
import { ourSymbol, theirSymbol } from "../../instruments.ts"
import type { OpenMarket, OpenMarkets } from "../../open-markets.ts"
import type { ContractDetails } from "../contract-details.ts"
import type { Link } from "../link.ts"
import { contractBody } from "../order-body.ts"
import { gatewayPrices } from "./gateway-prices.ts"
import { barsOf } from "./history.ts"

const none = (why: string): TradingStatus => ({ takes: "NONE", why: `Interactive Brokers ${why}` })

/** What a gateway tells of markets, within the login it has. `told`: how prices come. */
export const gatewayMarket = (link: Link, details: ContractDetails, told: OpenMarkets["told"]): OpenMarket => {
  /** The one stock of the US that a ticker means now: companies that share it elsewhere are others. */
  const byTicker = Effect.fnUntraced(function* (
    symbol: string
  ): Effect.fn.Return<Instrument | undefined, ExchangeUnavailable> {
    const ticker = theirSymbol(symbol)
    if (ourSymbol(ticker) === undefined) return undefined
    const tws = yield* link.ready
    const found = yield* details.asked(tws, { symbol: ticker, secType: "STK", exchange: "SMART", currency: "USD" })
    // One contract may be told several times.
    const [first, ...others] = new Map(found.map((one) => [one.contract.conId, one])).values()
    const instrument = first === undefined || others.length > 0 ? undefined : yield* details.instrumentOf(tws, first)
    return instrument?.symbol === symbol ? instrument : undefined
  })

  /** How a contract stands, by its number: what its ticker means by now is another matter. */
  const look = Effect.fnUntraced(function* (
    instrument: Look["instrument"]
  ): Effect.fn.Return<Look, ExchangeUnavailable> {
    const { contract, symbol } = instrument
    const tws = yield* link.ready
    const [found] = contract === undefined ? [] : yield* details.asked(tws, contractBody(contract))
    const now = found && (yield* details.instrumentOf(tws, found))
    if (now === undefined || now.symbol !== symbol)
      return {
        instrument,
        takes: none(`does not list what ${symbol} was under that name any more: look what became of it there`)
      }
    const { orderTicks } = now
    return {
      takes: coarser("Interactive Brokers", instrument, now) ?? takesAll,
      instrument: { ...instrument, ...(orderTicks !== undefined && { orderTicks }) }
    }
  })

  const listed = (symbol: Symbol | string) =>
    Effect.map(byTicker(symbol), (instrument) =>
      instrument === undefined ? [] : [{ instrument, venueSymbol: instrument.contract ?? "" }]
    )

  return {
    name: `${link.gateway.host} ${link.gateway.port} ${link.gateway.clientId}`,
    find: (text, page) =>
      Effect.map(listed(text.trim().toUpperCase()), (all) =>
        searchInstruments(
          all.map((one) => ({
            ...one,
            symbol: one.instrument.symbol,
            base: one.instrument.base,
            quote: one.instrument.quote
          })),
          text,
          page
        )
      ),
    get: (symbol) => Effect.map(listed(symbol), ([first]) => Option.fromUndefinedOr(first)),
    look,
    prices: gatewayPrices(link, told),
    candles: (instrument, from, to) => barsOf(link, instrument, from, to)
  }
}
