import { readFileSync } from "node:fs"
import { snapshotFile } from "../../infra/bicep/compile.ts"
import { costOf, totalOf } from "../../infra/bicep/cost.ts"
import { HOURS, prices as known } from "../../infra/bicep/prices.ts"
import type { Snapshot } from "../../infra/bicep/snapshot.ts"

const SECONDS = HOURS * 3_600
const prod = JSON.parse(readFileSync(snapshotFile("prod"), "utf8")) as Snapshot
const alerts = totalOf(costOf(prod).filter(({ what }) => what.startsWith("Alerts")))

/**
 * What Azure takes in a month, USD: what the templates are reckoned with, and what depends on use (azure.microsoft.com/pricing,
 * October 2026).
 */
export const prices = {
  /** Static Web Apps, Front Door, a network of one's own for the containers, alerts. */
  always: known.staticWebApp + known.frontDoor.Standard_AzureFrontDoor + known.containersInNetwork + alerts,
  /** One RU/s of autoscale. */
  throughput: known.hundredRu / 100,
  storedGigabyte: 0.25,
  busStandard: known.serviceBusStandard,
  /** Service Bus Standard: a million operations, by how many there were before. */
  busOperations: [
    { upTo: 13e6, aMillion: 0 },
    { upTo: 100e6, aMillion: 0.8 },
    { upTo: 2_500e6, aMillion: 0.5 },
    { upTo: Infinity, aMillion: 0.2 }
  ],
  /** Service Bus Premium: a messaging unit. */
  busUnit: known.serviceBusPremium,
  /** Functions: a GB-second that something runs, and a million runs; so much of both is free. */
  functionsGigabyteSecond: 0.000_026,
  functionsMillion: 0.4,
  functionsFreeGigabyteSeconds: 100_000,
  functionsFreeRuns: 250_000,
  /** Container Apps: a process with a quarter of a core and half a GiB. */
  process: SECONDS * (0.25 * known.containers.vCpuSecond + 0.5 * known.containers.gibSecond),
  /** Web PubSub Standard: a unit. */
  hubUnit: known.webPubSub["Standard_S1"] ?? NaN,
  natGateway: known.natGateway
}

/** What so many operations in a month take on Service Bus Standard, beside its hours. */
export const busOperationsCost = (operations: number): number => {
  let from = 0
  let cost = 0
  for (const { aMillion, upTo } of prices.busOperations) {
    cost += (Math.max(0, Math.min(operations, upTo) - from) / 1e6) * aMillion
    from = upTo
  }
  return cost
}
