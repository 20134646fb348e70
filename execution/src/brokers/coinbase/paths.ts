/** Orders and fills a page may have: of orders the most is not published. */
const ORDERS = 250
const FILLS = 100
const ACCOUNTS = 250
const CANDLES = 300

/** Names are repeated, one for each value; a name in the singular would be ignored, and everything answered. */
const query = (pairs: ReadonlyArray<readonly [name: string, value: string | undefined]>): string =>
  pairs.flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`])).join("&")

const all = (name: string, values: ReadonlyArray<string> | undefined) =>
  (values ?? []).map((value) => [name, value] as const)

/** What is asked of an account over REST, path and query. */
export const paths = {
  create: "/orders",
  preview: "/orders/preview",
  cancel: "/orders/batch_cancel",
  permissions: "/key_permissions",
  time: "/time",
  /** Of futures those of the US exchange: the international one has a tier of its own. */
  fees: (product: "SPOT" | "FUTURE") =>
    `/transaction_summary?${query([
      ["product_type", product],
      ["contract_expiry_type", product === "FUTURE" ? "EXPIRING" : undefined],
      ["product_venue", product === "FUTURE" ? "FCM" : undefined]
    ])}`,
  summary: "/cfm/balance_summary",
  product: (symbol: string) => `/market/products/${encodeURIComponent(symbol)}`,
  /** Candles of an hour that opened in `[from, to]`, ms. */
  hours: (symbol: string, from: number, to: number) =>
    `/market/products/${encodeURIComponent(symbol)}/candles?${query([
      ["start", String(from / 1000)],
      ["end", String(to / 1000)],
      ["granularity", "ONE_HOUR"],
      ["limit", String(CANDLES)]
    ])}`,
  order: (id: string) => `/orders/historical/${encodeURIComponent(id)}`,
  accounts: (cursor?: string) =>
    `/accounts?${query([
      ["limit", String(ACCOUNTS)],
      ["cursor", cursor]
    ])}`,
  /** `open` can't be had with anything but products, and leaves out what is not on the book yet. */
  orders: (
    of: {
      readonly open?: true
      readonly ids?: ReadonlyArray<string>
      readonly products?: ReadonlyArray<string>
      /** RFC 3339. */
      readonly since?: string
    },
    cursor?: string
  ) =>
    `/orders/historical/batch?${query([
      ...all("order_ids", of.ids),
      ...all("product_ids", of.products),
      ["order_status", of.open === true ? "OPEN" : undefined],
      ["start_date", of.since],
      ["limit", String(ORDERS)],
      ["cursor", cursor]
    ])}`,
  fills: (of: { readonly ids?: ReadonlyArray<string>; readonly since?: string }, cursor?: string) =>
    `/orders/historical/fills?${query([
      ...all("order_ids", of.ids),
      ["start_sequence_timestamp", of.since],
      ["limit", String(FILLS)],
      ["cursor", cursor]
    ])}`
}
