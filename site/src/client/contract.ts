import type { Api } from "@tradetower/api/contract"
import type { LiveMessage as LiveMessageSchema } from "@tradetower/domain/live"
import type { Schema } from "effect"
import type { HttpApiGroup } from "effect/http-api"

type Groups = (typeof Api)["groups"][keyof (typeof Api)["groups"]]
type Endpoint = HttpApiGroup.Endpoints<Groups>
type RouteOf<E> = E extends { readonly method: infer M extends string; readonly path: infer P extends string }
  ? P extends `/api/v1${infer Rest}`
    ? `${M} ${Rest extends `${infer Plain}/` ? Plain : Rest}`
    : never
  : never

/** Every route of the contract, as `"GET /bots/:botId"`: one that isn't there doesn't type-check. */
export type Route = RouteOf<Endpoint>

type Named<R extends Route> = R extends `${infer M} ${infer P}`
  ? Extract<Endpoint, { readonly method: M; readonly path: `/api/v1${P}` | `/api/v1${P}/` }>
  : never
type Wire<S> =
  S extends Schema.toCodecJson<infer A>
    ? A["Encoded"]
    : S extends Schema.toCodecStringTree<infer A>
      ? A["Encoded"]
      : never

/** What a route answers, as it is on the wire: the site reads decimals as text and decodes nothing. */
export type Answer<R extends Route> = Wire<Named<R>["~Success"]>
/** The JSON body a route takes; `never` when none. */
export type Payload<R extends Route> = Wire<Named<R>["~Payload"]>
/** What a route takes behind the question mark. */
export type Query<R extends Route> = Wire<Named<R>["~Query"]>

type One<A> = A extends ReadonlyArray<infer E> ? E : never

export type Me = Answer<"GET /me">
export type Hindrance = One<Answer<"GET /me/erasure">["hindrances"]>
export type Bot = Answer<"GET /bots/:botId">
export type Settings = Bot["settings"]
export type ChangeForeseen = Answer<"POST /bots/:botId/foresee-change">
export type Rehearsal = Answer<"GET /bots/:botId/rehearsal">
export type RehearsalRow = One<Rehearsal["rows"]>
/** What a refusal of the API tells of a rehearsal: what of it was never waived, and all its rows. */
export interface NotPassed extends Pick<Rehearsal, "rows"> {
  readonly faults: Payload<"POST /bots/:botId/rehearsal/waive">["faults"]
}
export type Run = NonNullable<Bot["run"]>
export type Summary = Run["summary"]
export type BotState = Summary["state"]
export type Order = One<Answer<"GET /bots/:botId/orders">>
export type BotEvent = One<Answer<"GET /bots/:botId/events">>
export type Exchange = One<Answer<"GET /exchanges">>
export type Connection = One<Answer<"GET /connections">>
export type Connectable = One<Answer<"GET /connections/offer">>
export type Market = One<Exchange["markets"]>
export type Preset = One<Answer<"GET /exchanges/:venue/markets/:symbol/presets">>
export type CandleRow = One<Answer<"GET /exchanges/:venue/markets/:symbol/candles">>
export type RiskLimits = Answer<"GET /risk-limits">
export type KillSwitch = Answer<"GET /kill-switch">
export type Channel = Answer<"PATCH /alerts/channels/:channelId">
export type Preferences = Answer<"GET /preferences">
export type Notification = One<Answer<"GET /notifications">>
export type Signals = Answer<"GET /signals">
export type Signal = One<Signals["signals"]>
export type MetricPoint = One<Answer<"GET /metrics">>
export type Activity = One<Answer<"GET /activity">>
export type Closure = Payload<"POST /bots/:botId/stop">["closure"]
export type StrategyView = One<Answer<"GET /strategies">>
/** One setting of a strategy as a form shows it. */
export type Field = One<StrategyView["fields"]>
export type Backtest = Answer<"GET /backtests/:backtestId">
export type NewBacktest = Payload<"POST /backtests">
export type BacktestResult = Answer<"GET /backtests/:backtestId/result">
export type BacktestMetrics = BacktestResult["metrics"]
export type Comparison = Answer<"GET /backtests/:backtestId/against/:otherId">
export type Sweep = Answer<"GET /sweeps/:sweepId">
export type SweepResult = Answer<"GET /sweeps/:sweepId/result">
export type SweepSet = One<SweepResult["sets"]>
export type HeatMap = Answer<"GET /sweeps/:sweepId/map">
export type Series = One<Answer<"GET /candles">>
export type Download = One<Answer<"GET /candles/downloads">>
/** What comes over the live connection. */
export type LiveMessage = (typeof LiveMessageSchema)["Encoded"]
