/** A market as it leaves the thread: every number as text, as ccxt has it. */
export interface Listing {
  readonly symbol: string
  /** As the exchange itself writes it. */
  readonly venueSymbol: string
  /** As ccxt writes it. */
  readonly unified: string
  readonly base: string
  readonly quote: string
  readonly tickSize: string
  readonly lotSize: string
  readonly minQuantity: string
  readonly minNotional: string
  readonly makerFeeRate: string
  readonly takerFeeRate: string
  readonly feeAsset: "QUOTE" | "RECEIVED"
}

/** What is read of a market of ccxt's: numbers are text, or floats whose shortest text is what was meant. */
export interface CcxtMarket {
  readonly id: string
  readonly symbol: string
  readonly base: string
  readonly quote: string
  readonly spot?: boolean
  readonly active?: boolean
  readonly precision?: { readonly price?: unknown; readonly amount?: unknown }
  readonly limits?: { readonly amount?: { readonly min?: unknown }; readonly cost?: { readonly min?: unknown } }
  readonly maker?: unknown
  readonly taker?: unknown
  readonly feeSide?: string
}

/** ccxt's ways to say how fine a number is. */
const DECIMAL_PLACES = 2
const TICK_SIZE = 4

/** A number as the text that was meant. */
export const text = (value: unknown): string | undefined =>
  typeof value === "string" || typeof value === "number" ? String(value) : undefined

/** The step a precision stands for; none where it is one of significant digits, which no step is. */
const stepOf = (precision: unknown, mode: number): string | undefined => {
  const written = text(precision)
  if (mode === TICK_SIZE || written === undefined) return written
  return mode === DECIMAL_PLACES && /^-?\d{1,2}$/.test(written) ? `1e${-Number(written)}` : undefined
}

/** Safe in addresses, ids and paths, also where letters have no case. */
const NAME = /^[A-Z0-9.]{1,20}$/

/** A spot market that can be traded now; none of what can't be, or can't be counted in steps. */
export const listingOf = (market: CcxtMarket, mode: number): Listing | undefined => {
  const { base, feeSide, id, limits, precision, quote, symbol } = market
  // Undefined is an exchange that doesn't say.
  if (market.spot !== true || market.active === false || !NAME.test(base) || !NAME.test(quote)) return undefined
  // Kraken lists what is made up of other markets beside them, with their base and quote.
  if (symbol !== `${base}/${quote}`) return undefined
  const tickSize = stepOf(precision?.price, mode)
  const lotSize = stepOf(precision?.amount, mode)
  const [makerFeeRate, takerFeeRate] = [text(market.maker), text(market.taker)]
  if (tickSize === undefined || lotSize === undefined || makerFeeRate === undefined || takerFeeRate === undefined)
    return undefined
  return {
    symbol: `${base}-${quote}`,
    venueSymbol: id,
    unified: symbol,
    base,
    quote,
    tickSize,
    lotSize,
    minQuantity: text(limits?.amount?.min) ?? lotSize,
    minNotional: text(limits?.cost?.min) ?? "0",
    makerFeeRate,
    takerFeeRate,
    feeAsset: feeSide === "get" ? "RECEIVED" : "QUOTE"
  }
}

/** Those of a list, each symbol once: two markets that we would call the same are the first of them. */
export const listings = (markets: ReadonlyArray<CcxtMarket>, mode: number): ReadonlyMap<string, Listing> => {
  const listed = new Map<string, Listing>()
  for (const market of markets) {
    const listing = listingOf(market, mode)
    if (listing !== undefined && !listed.has(listing.symbol)) listed.set(listing.symbol, listing)
  }
  return listed
}
