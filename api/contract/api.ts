import { HttpApi, OpenApi } from "effect/http-api"
import { strictly } from "@tradetower/domain/field-problems"
import { ActivityGroup } from "./activity.ts"
import { AlertsGroup } from "./alerts.ts"
import { BacktestsGroup } from "./backtests.ts"
import { BotsGroup } from "./bots.ts"
import { CandlesGroup } from "./candles.ts"
import { ConnectionsGroup } from "./connections.ts"
import { ExchangesGroup } from "./exchanges.ts"
import { HealthGroup } from "./health.ts"
import { KillSwitchGroup } from "./kill-switch.ts"
import { LedgerEndpoints } from "./ledger.ts"
import { LinksGroup } from "./links.ts"
import { MeGroup } from "./me.ts"
import { MetricsGroup } from "./metrics.ts"
import { Problems } from "./middleware.ts"
import { RealtimeGroup } from "./realtime.ts"
import { RiskLimitsGroup } from "./risk-limits.ts"
import { SignalsGroup } from "./signals.ts"
import { StrategiesGroup } from "./strategies.ts"
import { SweepsGroup } from "./sweeps.ts"
import { VenuesGroup } from "./venues.ts"
import { WebhooksGroup } from "./webhooks.ts"

/** Everything a signed-in trader can ask for: server, client and documentation are made from this. */
export class Api extends HttpApi.make("tradetower")
  .add(BotsGroup)
  .add(ConnectionsGroup)
  .add(ExchangesGroup)
  .add(VenuesGroup)
  .add(StrategiesGroup)
  .add(BacktestsGroup)
  .add(SweepsGroup)
  .add(CandlesGroup)
  .add(KillSwitchGroup)
  .add(RiskLimitsGroup)
  .add(SignalsGroup)
  .add(MetricsGroup)
  .add(LedgerEndpoints)
  .add(ActivityGroup)
  .add(AlertsGroup)
  .add(LinksGroup)
  .add(MeGroup)
  .add(RealtimeGroup)
  .add(HealthGroup)
  .middleware(Problems)
  .prefix("/api/v1")
  .annotate(HttpApi.ParseOptions, { errors: "all" })
  // What was asked for and is not known would be passed over in silence: a stop misspelt is no stop.
  .annotate(HttpApi.PayloadParseOptions, strictly)
  .annotate(HttpApi.QueryParseOptions, strictly)
  .annotateMerge(
    OpenApi.annotations({
      title: "TradingTower",
      version: "1",
      description:
        "Bots that trade for you. Amounts, prices and quantities are decimals as text; times are milliseconds since the epoch, UTC. Refusals are problem details (RFC 9457) that name the field and say what would work."
    })
  ) {}

/** What is documented: {@link Api} and the webhook, which has its own door. */
export class DocumentedApi extends HttpApi.make("tradetower")
  .addHttpApi(Api)
  .add(WebhooksGroup.prefix("/api/v1"))
  .annotateMerge(Api.annotations) {}
