import { PAPER } from "@tradetower/domain/connection"
import type { BotState, RunSummary, Transition } from "@tradetower/domain/bot"
import { BotId, RunId, TenantId } from "@tradetower/domain/ids"
import { VenueId, Symbol } from "@tradetower/domain/market"
import { Decimal } from "@tradetower/domain/number"
import { type BotEventRecord, stepId, type StepRecord } from "@tradetower/platform"

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

/** The beginning of a run that averages into bitcoin. */
export const genesisOf = (run: string): BotEventRecord => ({
  id: stepId(0),
  tenantId,
  botRunId: RunId.make(run),
  botDefinitionId: botId,
  kind: "GENESIS",
  seq: 0,
  at: 1,
  connection: PAPER,
  environment: "PAPER",
  instrument: {
    venue,
    symbol,
    base: "BTC",
    quote: "USD",
    kind: "SPOT",
    assetClass: "CRYPTO",
    tickSize: Decimal.make("0.01"),
    lotSize: Decimal.make("0.001"),
    minQuantity: Decimal.make("0.001"),
    minNotional: Decimal.make("1"),
    makerFeeRate: Decimal.make("0.001"),
    takerFeeRate: Decimal.make("0.002"),
    feeAsset: "QUOTE",
    maxOpenOrders: 50
  },
  settings: {
    _tag: "DCA",
    start: { _tag: "IMMEDIATELY" },
    direction: "LONG",
    investment: Decimal.make("1000"),
    baseOrderAmount: Decimal.make("400"),
    baseOrderType: "MARKET",
    averagingOrdersAmount: Decimal.make("0"),
    averagingOrdersQuantity: 0,
    averagingOrdersStep: Decimal.make("1"),
    amountMultiplier: Decimal.make("1"),
    stepMultiplier: Decimal.make("1"),
    reserveFunds: false,
    takeProfitPercent: Decimal.make("1")
  }
})

export const transition = (from: BotState, to: BotState): Transition => ({
  from,
  to,
  trigger: "TimerDue",
  reason: `${from} to ${to}`,
  actor: "SYSTEM",
  at: 5
})
