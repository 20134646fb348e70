import { Effect, Layer } from "effect"
import { HttpRouter, HttpServer, HttpServerRequest, HttpServerRespondable, HttpServerResponse } from "effect/http"
import { HttpApiBuilder, OpenApi } from "effect/http-api"
import { echo } from "@tradetower/domain/echo"
import { Api, DocumentedApi, NotFound } from "../../../contract/index.ts"
import type { Simulations } from "../../backtest/simulations.ts"
import type { Ports } from "../../ports.ts"
import type { AlertRates } from "../signals/alert-rates.ts"
import type { WebhookTokens } from "../signals/webhook-tokens.ts"
import { ActivityLive } from "../activity.ts"
import { LedgerLive } from "../ledger/ledger.ts"
import { AlertsLive, LinksLive } from "../alerts/alerts.ts"
import { LinkKeys } from "../alerts/link-keys.ts"
import { BacktestsLive } from "../backtests/backtests.ts"
import { BotsLive } from "../bots/bots.ts"
import { docsPage } from "./docs-page.ts"
import { ConnectionsLive } from "../connections/connections.ts"
import { ExchangesLive } from "../exchanges/exchanges.ts"
import { HealthLive } from "../health.ts"
import { KillSwitchLive } from "../kill-switch/kill-switch.ts"
import { KnownTenants } from "../me/known-tenants.ts"
import { MeLive } from "../me/me.ts"
import { MetricsLive } from "../metrics/metrics.ts"
import { Presets } from "../exchanges/presets.ts"
import type { Front } from "./front.ts"
import { ProblemsLive } from "./problems.ts"
import { rolesRoute } from "./roles.ts"
import { RealtimeLive } from "../realtime.ts"
import { RiskLimitsLive } from "../risk-limits/risk-limits.ts"
import { SignalsLive } from "../signals/signals.ts"
import { SignedInLive } from "./signed-in.ts"
import { CandlesLive } from "../candles/candles.ts"
import { StrategiesLive } from "../strategies.ts"
import { SweepsLive } from "../backtests/sweeps.ts"
import { VenuesLive } from "../venues/venues.ts"

const handlers = Layer.mergeAll(
  BotsLive,
  ConnectionsLive,
  ExchangesLive,
  VenuesLive,
  StrategiesLive,
  BacktestsLive,
  SweepsLive,
  CandlesLive,
  KillSwitchLive,
  RiskLimitsLive,
  SignalsLive,
  MetricsLive,
  ActivityLive,
  LedgerLive,
  AlertsLive,
  LinksLive,
  MeLive,
  RealtimeLive,
  HealthLive
)
const groups = (front: Front) =>
  handlers.pipe(
    Layer.provide([SignedInLive(front), ProblemsLive, Presets.layer, LinkKeys.layer]),
    Layer.provide(KnownTenants.layer)
  )

const spec = OpenApi.fromApi(DocumentedApi)
const page = docsPage(spec)

const beside = HttpRouter.addAll([
  rolesRoute,
  HttpRouter.route("GET", "/api/v1/openapi.json", Effect.succeed(HttpServerResponse.jsonUnsafe(spec))),
  HttpRouter.route("GET", "/api/v1/docs", Effect.succeed(HttpServerResponse.html(page)))
])

/** Whatever is not in the contract. */
const elsewhere = HttpRouter.add(
  "*",
  "/*",
  Effect.flatMap(HttpServerRequest.HttpServerRequest, ({ method, url }) =>
    HttpServerRespondable.toResponse(
      new NotFound({ detail: `There is no ${method} ${echo(url.split("?")[0] ?? "")}. See /api/v1/docs.` })
    )
  )
)

/** The HTTP API as one function from request to response, behind `front`. */
export const webApi = (
  services: Layer.Layer<Ports | WebhookTokens | AlertRates | Simulations, unknown>,
  front: Front
) =>
  HttpRouter.toWebHandler(
    Layer.mergeAll(HttpApiBuilder.layer(Api).pipe(Layer.provide(groups(front))), beside, elsewhere).pipe(
      Layer.provide([services, HttpServer.layerServices])
    ),
    { disableLogger: true }
  )
