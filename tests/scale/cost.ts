import { assumed, INSTANCE_MB, type Load } from "./load.ts"
import { limits } from "./limits.ts"
import { HOURS } from "../../infra/bicep/prices.ts"
import { busOperationsCost, prices } from "./prices.ts"

const SECONDS = HOURS * 3_600

/** What a month takes, USD, by what it is for. */
export const costOf = (load: Load) => {
  // Autoscale charges each hour's busiest second, and at least a tenth of its maximum.
  const charged = Math.max(load.units / 10, load.averageUnits * assumed.busiestOfAnHour)
  const premium = load.credits > limits.busCredits.value
  const gigabyteSeconds = (INSTANCE_MB / 1_024) * SECONDS * load.averageInstances
  const paidHub = load.screens > limits.hubFreeConnections.value
  const nat = load.traders > limits.outboundSockets.value
  return {
    always: prices.always,
    store: charged * prices.throughput + load.stored * prices.storedGigabyte,
    bus: premium
      ? Math.ceil(load.busMegabytes / limits.busUnit.value) * prices.busUnit
      : prices.busStandard + busOperationsCost(load.operations),
    functions:
      Math.max(0, gigabyteSeconds - prices.functionsFreeGigabyteSeconds) * prices.functionsGigabyteSecond +
      (Math.max(0, load.runs - prices.functionsFreeRuns) / 1e6) * prices.functionsMillion,
    processes: (load.realtimeShares + load.executionShares) * prices.process + (nat ? prices.natGateway : 0),
    screens: paidHub ? Math.min(limits.hubUnits.value, load.hubUnits) * prices.hubUnit : 0
  }
}
