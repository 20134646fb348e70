import { Schema } from "effect"
import { ConnectionId, traded } from "@tradetower/domain/connection"
import { BotState, OwnFigure, RunSummary, Transition } from "@tradetower/domain/bot"
import { BotId, ClientOrderId, RunId } from "@tradetower/domain/ids"
import { EndedRuns } from "@tradetower/domain/ledger"
import { Symbol } from "@tradetower/domain/market"
import { Decimal } from "@tradetower/domain/number"
import { OrderType, Purpose, Side } from "@tradetower/domain/order"
import { BotRiskLimits } from "@tradetower/domain/risk"
import { BotSettings } from "@tradetower/domain/strategy"
import { ReadableName } from "./readable-name.ts"
import { NamedFaults } from "./rehearsal-view.ts"

/** One run of a bot. Times are ms, UTC. */
export const RunView = Schema.Struct({
  id: RunId,
  startedAt: Schema.Int,
  endedAt: Schema.optionalKey(Schema.Int),
  /** False once stopped or completed. */
  live: Schema.Boolean,
  /** Sequence of the step this shows. */
  seq: Schema.Int,
  summary: RunSummary
}).annotate({ identifier: "Run" })
export type RunView = typeof RunView.Type

/** A bot with its latest run, if it was ever started. */
export const BotView = Schema.Struct({
  id: BotId,
  name: Schema.String,
  /** What you count it among; absent of one in no group. */
  group: Schema.optionalKey(Schema.String),
  ...traded,
  /** Those the bot runs with, or will with its next start. */
  settings: BotSettings,
  /** Limits of its own; the stricter of these and the trader's hold. */
  risk: Schema.optionalKey(BotRiskLimits),
  createdAt: Schema.Int,
  /** When it was put away; absent in one that wasn't. What it made counts all the same. */
  archivedAt: Schema.optionalKey(Schema.Int),
  /** The run that goes on, else the latest. */
  run: Schema.optionalKey(RunView),
  /** What its runs before that one came to: its figures over all runs are those with the run's. */
  earlier: Schema.optionalKey(EndedRuns)
}).annotate({ identifier: "Bot" })
export type BotView = typeof BotView.Type

/** A new bot. Nothing trades until it is started; with `start` it is, and is not made when that is refused. */
export const NewBot = Schema.Struct({
  name: ReadableName,
  /** Through which account it trades. */
  connection: ConnectionId,
  symbol: Symbol,
  settings: BotSettings,
  /** Limits of its own, beside the trader's. */
  risk: Schema.optionalKey(BotRiskLimits),
  start: Schema.optionalKey(Schema.Boolean)
}).annotate({ identifier: "NewBot" })
export type NewBot = typeof NewBot.Type

/** Connection, pair and direction can't change; name and the other settings can, also while it runs. */
export const BotChange = Schema.Struct({
  name: Schema.optionalKey(ReadableName),
  /** Nothing (`""`) takes it out of its group. */
  group: Schema.optionalKey(Schema.Union([Schema.Literal(""), ReadableName])),
  settings: Schema.optionalKey(BotSettings),
  /** Replaces all of the bot's own limits; `{}` takes them away. */
  risk: Schema.optionalKey(BotRiskLimits),
  /** What the new settings of a bot that trades real money did not pass, and is accepted (`NotPassed`). */
  waive: Schema.optionalKey(NamedFaults)
}).annotate({ identifier: "BotChange" })
export type BotChange = typeof BotChange.Type

/** What new settings would make a running bot do at the last price. */
export const ChangeForeseen = Schema.Struct({
  /** The state it would be in, and why. */
  state: BotState,
  reason: Schema.String,
  /** False while it has not entered the market: it does what a new bot would, once it starts. */
  entered: Schema.Boolean,
  /** How many resting orders it takes back. */
  cancels: Schema.Int,
  /** What it trades at market at once. */
  trades: Schema.Array(Schema.Struct({ side: Side, quantity: Decimal })),
  /** What rests then; `isNew`: placed by the change. */
  resting: Schema.Array(
    Schema.Struct({ side: Side, purpose: Purpose, price: Decimal, quantity: Decimal, isNew: Schema.Boolean })
  )
}).annotate({ identifier: "ChangeForeseen" })
export type ChangeForeseen = typeof ChangeForeseen.Type

/** The result of all of a bot's runs together, in quote; what needs a price is absent while there is none. */
export const OverAllRuns = Schema.Struct({
  /** How many. */
  runs: Schema.Int,
  /** The most that one of them was given; `percent` is of that. */
  invested: Decimal,
  tradingProfit: Decimal,
  fees: Decimal,
  positionProfit: Schema.optionalKey(Decimal),
  /** tradingProfit + positionProfit - fees. */
  total: Schema.optionalKey(Decimal),
  percent: Schema.optionalKey(Decimal),
  fills: Schema.Int,
  roundTrips: Schema.Int
}).annotate({ identifier: "OverAllRuns" })
export type OverAllRuns = typeof OverAllRuns.Type

/**
 * A run's result at the last price, and once it has ended at the price of its end, in quote. `total` = tradingProfit + positionProfit - fees; percents are of what was
 * invested, to two decimals. What needs a price is absent while there is none.
 */
export const Performance = Schema.Struct({
  botId: BotId,
  runId: RunId,
  /** The bot's, over all its runs. */
  allRuns: OverAllRuns,
  live: Schema.Boolean,
  state: BotState,
  since: Schema.Int,
  reason: Schema.String,
  startedAt: Schema.Int,
  endedAt: Schema.optionalKey(Schema.Int),
  base: Schema.String,
  quote: Schema.String,
  invested: Decimal,
  /** Finished round trips, before fees. */
  tradingProfit: Decimal,
  fees: Decimal,
  /** Base held. */
  position: Decimal,
  averageEntry: Schema.optionalKey(Decimal),
  lastPrice: Schema.optionalKey(Decimal),
  lastPriceAt: Schema.optionalKey(Schema.Int),
  /** What the position would bring over what it cost. */
  positionProfit: Schema.optionalKey(Decimal),
  total: Schema.optionalKey(Decimal),
  percent: Schema.optionalKey(Decimal),
  /** What buying at the start and holding would have brought. */
  holding: Schema.optionalKey(Decimal),
  holdingPercent: Schema.optionalKey(Decimal),
  fills: Schema.Int,
  roundTrips: Schema.Int,
  openOrders: Schema.Int,
  unknownOrders: Schema.Int,
  /** BASE: profit counts in base; `percent` is of the base invested, and `ofBase` tells it in base. */
  profitIn: Schema.optionalKey(Schema.Literals(["QUOTE", "BASE"])),
  /** In base: what was put in, round trips' profit, what the run has in hand, and the result over having done nothing. */
  ofBase: Schema.optionalKey(
    Schema.Struct({ invested: Decimal, tradingProfit: Decimal, held: Decimal, total: Schema.optionalKey(Decimal) })
  ),
  /** Figures that only this strategy has. */
  figures: Schema.optionalKey(Schema.Array(OwnFigure))
}).annotate({ identifier: "Performance" })
export type Performance = typeof Performance.Type

/** What a step asked for, with the rule of SPEC.md behind it and the reason in words. */
export const ActionView = Schema.Struct({
  action: Schema.Literals(["PLACE", "CANCEL"]),
  clientOrderId: ClientOrderId,
  side: Schema.optionalKey(Side),
  type: Schema.optionalKey(OrderType),
  purpose: Schema.optionalKey(Purpose),
  price: Schema.optionalKey(Decimal),
  quantity: Schema.optionalKey(Decimal),
  rule: Schema.String,
  why: Schema.String
})
export type ActionView = typeof ActionView.Type

/** One step of a run: what happened, what it decided, and why. */
export const EventView = Schema.Struct({
  runId: RunId,
  seq: Schema.Int,
  at: Schema.Int,
  /** `PriceReached`, `OrderFilled`, ... */
  event: Schema.String,
  /** The whole event, decimals as text. */
  details: Schema.JsonObject,
  orders: Schema.Array(ActionView),
  transitions: Schema.Array(Transition),
  summary: RunSummary
}).annotate({ identifier: "BotEvent" })
export type EventView = typeof EventView.Type
