import { PAPER } from "@tradetower/domain/connection"
import type { BotState, RunSummary, Transition } from "@tradetower/domain/bot"
import { BotId, RunId, TenantId } from "@tradetower/domain/ids"
import { VenueId, Symbol } from "@tradetower/domain/market"
import { Decimal } from "@tradetower/domain/number"
import { stepId, type StepRecord } from "@tradetower/platform"

export const tenantId = TenantId.make("ada")
export const botId = BotId.make("bot")
export const venue = VenueId.make("simulated")
export const symbol = Symbol.make("BTC-USD")

export const summaryOf = (state: BotState, more: Partial<RunSummary> = {}): RunSummary => ({
  state,
  since: 1_000,
  reason: "because",
  invested: Decimal.make("1000"),
  tradingProfit: Decimal.make("0"),
  fees: Decimal.make("0"),
  position: Decimal.make("0"),
  positionCost: Decimal.make("0"),
  fills: 0,
  roundTrips: 0,
  openOrders: 0,
  unknownOrders: 0,
  ...more
})

export const stepOf = (
  run: string,
  seq: number,
  summary: RunSummary,
  transitions: ReadonlyArray<Transition> = [],
  event: StepRecord["event"] = { _tag: "TimerDue", at: seq }
): StepRecord => ({
  id: stepId(seq),
  tenantId,
  botRunId: RunId.make(run),
  botDefinitionId: botId,
  kind: "STEP",
  seq,
  at: seq * 10,
  connection: PAPER,
  environment: "PAPER" as const,
  venue,
  symbol,
  messageId: `${run}:${seq}`,
  event,
  orders: [],
  wake: {},
  transitions,
  summary
})

export const transition = (from: BotState, to: BotState): Transition => ({
  from,
  to,
  trigger: "TimerDue",
  reason: `${from} to ${to}`,
  actor: "SYSTEM",
  at: 5
})
