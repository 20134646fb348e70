/** A product as Coinbase tells it, as far as anyone here reads it. */
export type Product = Readonly<Record<string, unknown>>

const product = (base: string, over: Product = {}): readonly [string, Product] => [
  `${base}-USD`,
  {
    product_id: `${base}-USD`,
    price: "90000",
    base_currency_id: base,
    quote_currency_id: "USD",
    quote_increment: "0.01",
    price_increment: "0.01",
    base_increment: "0.00000001",
    base_min_size: "0.00000001",
    base_max_size: "3400",
    quote_min_size: "1",
    product_type: "SPOT",
    status: "online",
    alias_to: [`${base}-USDC`],
    is_disabled: false,
    trading_disabled: false,
    cancel_only: false,
    limit_only: false,
    post_only: false,
    auction_mode: false,
    view_only: false,
    ...over
  }
]

/** A future of Coinbase's US exchange, as recorded, shortened: `details` are its own, beside what all have. */
export const future = (id: string, details: Product = {}, over: Product = {}): readonly [string, Product] => [
  id,
  {
    ...product("BTC")[1],
    product_id: id,
    price: "90000",
    base_currency_id: "",
    price_increment: "5",
    base_increment: "1",
    base_min_size: "1",
    base_max_size: "5000",
    quote_min_size: "0",
    product_type: "FUTURE",
    product_venue: "FCM",
    status: "",
    alias_to: [],
    fcm_trading_session_details: { is_session_open: true, session_state: "FCM_TRADING_SESSION_STATE_OPEN" },
    future_product_details: {
      venue: "cde",
      contract_code: "BIP",
      contract_expiry: "2030-12-20T16:00:00Z",
      contract_size: "0.01",
      contract_root_unit: "BTC",
      contract_expiry_type: "EXPIRING",
      non_crypto: false,
      funding_interval: "3600s",
      funding_rate: "0.000013",
      funding_time: "2026-04-07T00:00:00Z",
      overnight_margin_rate: { long_margin_rate: "0.245625", short_margin_rate: "0.306375" },
      ...details
    },
    ...over
  }
]

/** As recorded, shortened. */
export const products: ReadonlyArray<readonly [string, Product]> = [
  product("BTC"),
  product("ETH", { price: "3100" }),
  product("SOL", { price: "140", base_increment: "0.0000001", base_min_size: "0.0000001" })
]

/** Candles of a minute or an hour as Coinbase lists them: newest first, seconds, text, none of a minute without a trade. */
const candles = (url: URL, traded: (second: number) => boolean): ReadonlyArray<unknown> => {
  const start = Number(url.searchParams.get("start"))
  const end = Number(url.searchParams.get("end"))
  const rows: Array<unknown> = []
  const step = url.searchParams.get("granularity") === "ONE_HOUR" ? 3600 : 60
  for (let at = end; at >= start; at -= step) {
    if (!traded(at)) continue
    const price = 90_000 + (at % 1000)
    rows.push({
      start: String(at),
      low: `${price - 1}.5`,
      high: `${price + 1}.25`,
      open: String(price),
      close: `${price}.01`,
      volume: "1.5"
    })
  }
  return rows
}

/** Those of a type; of all where none is named. */
const listOf = (all: ReadonlyMap<string, Product>, type: string | null): object => {
  const products = [...all.values()].filter((one) => type === null || (one["product_type"] ?? "SPOT") === type)
  return { products, num_products: products.length }
}

const MOST = 350

/** What a request is answered with; names in the query that it doesn't know it ignores. */
export const answerOf = (
  url: URL,
  world: { readonly products: ReadonlyMap<string, Product>; readonly traded: (second: number) => boolean }
): { readonly status: number; readonly body: unknown } => {
  if (url.pathname.endsWith("/market/products"))
    return { status: 200, body: listOf(world.products, url.searchParams.get("product_type")) }
  const [, id = "", rest] = /\/market\/products\/([^/]+)(\/candles)?$/.exec(url.pathname) ?? []
  const found = world.products.get(id)
  if (found === undefined)
    return {
      status: 404,
      body: {
        error: "NOT_FOUND",
        error_details: "valid product_id is required",
        message: "valid product_id is required"
      }
    }
  if (rest === undefined) return { status: 200, body: found }
  const rows = candles(url, world.traded)
  return rows.length > MOST
    ? {
        status: 400,
        body: { error: "INVALID_ARGUMENT", message: "number of candles requested should be less than 350" }
      }
    : { status: 200, body: { candles: rows } }
}
