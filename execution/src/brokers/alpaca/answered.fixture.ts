import { Effect, Redacted } from "effect"
import { http, type HttpHandler, HttpResponse, type JsonBodyType } from "msw"
import type { Environment } from "@tradetower/domain/connection"
import { ExchangeUnavailable } from "../../exchange.ts"
import { answeredHere, type Sent } from "../../../../infra/platform/src/wire/answered-here.fixture.ts"
import { RequestWindow } from "../../wire/request-window.ts"
import { alpacaAddresses } from "./addresses.ts"
import { alpacaAccount } from "./alpaca-account.ts"
import { marketIn } from "./instruments.ts"

/*
 * Answers as Alpaca's published description has them, with what is not read here left in where it might be mistaken for
 * what is.
 */

export const PAPER = alpacaAddresses.trading.PAPER.rest
export const LIVE = alpacaAddresses.trading.LIVE.rest
export const DATA = alpacaAddresses.data.rest

export const key = { id: Redacted.make("PK1"), secret: Redacted.make("s1") }
/** What is set with every question that has no body. */
export const signed = { accept: "application/json", "apca-api-key-id": "PK1", "apca-api-secret-key": "s1" }
/** The same of one that has. */
export const signedWithBody = { ...signed, "content-type": "application/json" }

export const accountAnswer = {
  id: "1d9eed04-be39-4e01-9b84-a48ac5bbafcf",
  account_number: "PALPACA_123",
  status: "ACTIVE",
  crypto_status: "ACTIVE",
  currency: "USD",
  cash: "122086.5",
  equity: "123346.11",
  buying_power: "245432.61",
  effective_buying_power: "245432.61",
  non_marginable_buying_power: "122086.5",
  multiplier: "2",
  crypto_tier: 1,
  accrued_fees: "0",
  pending_reg_taf_fees: "0",
  pattern_day_trader: true,
  daytrade_count: 0,
  shorting_enabled: true,
  trading_blocked: false,
  transfers_blocked: false,
  account_blocked: false,
  trade_suspended_by_user: false,
  created_at: "2023-01-01T18:20:20.272275Z"
}

export const configurationAnswer = {
  dtbp_check: "entry",
  fractional_trading: true,
  max_margin_multiplier: "4",
  no_shorting: true,
  pdt_check: "entry",
  suspend_trade: false,
  trade_confirm_email: "all"
}

/** An order as it is answered: placed, and open. */
export const orderAnswer = {
  id: "61e69015-8549-4bfd-b9c3-01e75843f47d",
  client_order_id: "tt-a1-GRID-7",
  created_at: "2026-11-27T15:00:00.668464435Z",
  submitted_at: "2026-11-27T15:00:00.577215743Z",
  updated_at: "2026-11-27T15:00:00.668464435Z",
  filled_at: null,
  expired_at: null,
  canceled_at: null,
  failed_at: null,
  replaced_at: null,
  replaced_by: null,
  replaces: null,
  asset_id: "b0b6dd9d-8b9b-48a9-ba46-b9d54906e415",
  symbol: "KO",
  asset_class: "us_equity",
  notional: null,
  qty: "10",
  filled_qty: "0",
  filled_avg_price: null,
  order_class: "",
  order_type: "limit",
  type: "limit",
  side: "buy",
  time_in_force: "gtc",
  limit_price: "61.25",
  stop_price: null,
  status: "pending_new",
  extended_hours: false,
  legs: null
}

/** At one of Alpaca's hosts, such a path is answered so. */
export const gets = (url: string, body: JsonBodyType, status = 200): HttpHandler =>
  http.get(url, () => HttpResponse.json(body, { status }))

/** The requests that such a one is of: all that were sent since. */
export const since = (sent: ReadonlyArray<Sent>) => {
  const before = sent.length
  return () => sent.slice(before)
}

/** An account that is open at Alpaca's own hosts, which answer so here; and what was sent. */
export const openedAt = (environment: Environment, ...handlers: ReadonlyArray<HttpHandler>) =>
  openedWith(new RequestWindow({ requests: 200, within: 60_000, kept: 60 }), environment, ...handlers)

/** The same, at a pace. */
export const openedWith = Effect.fnUntraced(function* (
  pace: RequestWindow,
  environment: Environment,
  ...handlers: ReadonlyArray<HttpHandler>
) {
  const { rest } = alpacaAddresses.trading[environment]
  const sent = yield* answeredHere(
    ...handlers,
    gets(`${rest}/v2/account`, accountAnswer),
    gets(`${rest}/v2/account/configurations`, configurationAnswer),
    gets(`${rest}/v2/positions`, [])
  )
  const account = yield* alpacaAccount({
    at: alpacaAddresses,
    environment,
    key,
    pace,
    followed: () => new Map(),
    marketOf: (symbol) => {
      const market = marketIn(symbol.replace("-", "/"))
      return market === undefined
        ? Effect.fail(new ExchangeUnavailable({ message: "not traded", retryable: false }))
        : Effect.succeed(market)
    }
  })
  return { account, sent }
})
