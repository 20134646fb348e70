import type { KeyObject } from "node:crypto"
import { Effect, Redacted } from "effect"
import { http, type HttpHandler, HttpResponse, type JsonBodyType } from "msw"
import { answeredHere } from "../../../../infra/platform/src/wire/answered-here.fixture.ts"
import { coinbaseAccounts } from "./addresses.ts"
import { openCoinbaseAccount } from "./coinbase-account.ts"
import type { Limit } from "../../wire/request-pace.ts"
import { bitcoin, nano } from "./markets.fixture.ts"
import { AccountLimits } from "./pace.ts"
import { readSigningKey } from "./signing-key.ts"

/*
 * Answers as Coinbase's reference has them, with what is not read here left in where it might be mistaken for what is.
 * https://docs.cdp.coinbase.com/api-reference/advanced-trade-api
 */

/** Where an account is asked. */
export const BASE = "https://api.coinbase.com/api/v3/brokerage"
/** The key's name. */
export const NAME = "organizations/0f0f/apiKeys/1a1a"
/** What time it is there. */
export const NOW = 1_795_964_400_123
const usd = (value: string) => ({ value, currency: "USD" })

const answers: Readonly<Record<string, JsonBodyType>> = {
  "/time": { iso: "2026-11-29T15:00:00Z", epochSeconds: "1795964400", epochMillis: String(NOW) },
  "/key_permissions": {
    can_view: true,
    can_trade: true,
    can_transfer: false,
    portfolio_uuid: "p-1",
    portfolio_type: "DEFAULT"
  },
  "/transaction_summary": {
    total_volume: 1000,
    total_fees: 25,
    fee_tier: {
      pricing_tier: "<$10k",
      usd_from: "0",
      usd_to: "10,000",
      taker_fee_rate: "0.0060",
      maker_fee_rate: "0.0040"
    },
    margin_rate: null,
    goods_and_services_tax: null
  },
  "/cfm/balance_summary": {
    balance_summary: {
      futures_buying_power: usd("5000.00"),
      total_usd_balance: usd("10000.00"),
      cbi_usd_balance: usd("7500.00"),
      cfm_usd_balance: usd("2500.00"),
      liquidation_buffer_amount: usd("7200"),
      liquidation_buffer_percentage: "1000"
    }
  },
  "/cfm/positions": {
    positions: [
      {
        product_id: "BIP-20DEC30-CDE",
        expiration_time: "2030-12-20T16:00:00Z",
        side: "LONG",
        number_of_contracts: "3",
        current_price: "90005",
        avg_entry_price: "90000",
        unrealized_pnl: "0.15",
        daily_realized_pnl: "0"
      }
    ]
  },
  "/accounts": {
    accounts: [
      {
        uuid: "w-1",
        name: "BTC Wallet",
        currency: "BTC",
        available_balance: { value: "1.23", currency: "BTC" },
        default: true,
        active: true,
        type: "ACCOUNT_TYPE_CRYPTO",
        ready: true,
        hold: { value: "0.02", currency: "BTC" },
        retail_portfolio_id: "p-1",
        platform: "ACCOUNT_PLATFORM_CONSUMER"
      }
    ],
    has_next: false,
    cursor: "",
    size: 1
  },
  "/orders/historical/batch": { orders: [], sequence: "0", has_next: false, cursor: "" },
  "/orders/historical/fills": { fills: [], cursor: "c-1" },
  "/cfm/intraday/margin_setting": { setting: "INTRADAY_MARGIN_SETTING_STANDARD" }
}
/** An order that was taken. */
export const created = (order_id: string) => ({
  success: true,
  success_response: { order_id, product_id: "BTC-USD", side: "BUY", client_order_id: "tt-0a1b2c3d4e-GRID-7" },
  order_configuration: {}
})

const gets = (path: string): HttpHandler => http.get(`${BASE}${path}`, () => HttpResponse.json(answers[path] ?? null))
/** What is sent to such a path is answered so. */
export const posts = (path: string, body: JsonBodyType): HttpHandler =>
  http.post(`${BASE}${path}`, () => HttpResponse.json(body))

/** An account that is open at Coinbase's own host, which answers so here; and what was sent since it was opened. */
export const openedWith = Effect.fnUntraced(function* (
  limits: ReadonlyArray<Limit>,
  key: KeyObject,
  ...handlers: ReadonlyArray<HttpHandler>
) {
  const sent = yield* answeredHere(...handlers, ...Object.keys(answers).map(gets))
  const secret = Redacted.make(key.export({ format: "pem", type: "pkcs8" }).toString())
  const all = [bitcoin, nano]
  const account = yield* openCoinbaseAccount(coinbaseAccounts, yield* readSigningKey(NAME, secret), {
    of: (symbol) => Effect.succeed(all.find(({ instrument }) => instrument.symbol === symbol)),
    all: Effect.succeed(all)
  }).pipe(Effect.provideService(AccountLimits, limits))
  const atFirst = sent.length
  return { account, all: sent, since: () => sent.slice(atFirst) }
})
/** The same, as fast as it is asked. */
export const opened = (key: KeyObject, ...handlers: ReadonlyArray<HttpHandler>) => openedWith([], key, ...handlers)
