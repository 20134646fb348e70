/** A month has so many hours in a bill, and so many days. */
export const HOURS = 730
export const DAYS = 30.42

/**
 * USD, in West Europe, before tax: Microsoft's Retail Prices API as read in October 2026 (a), its price pages of 2026 (b), or
 * its list prices of no known date (c). Other regions differ by up to a fifth.
 */
export const prices = {
  staticWebApp: 9, // a
  enterpriseEdge: 17.52, // b
  /** Once an Azure subscription, however many namespaces it has. */
  serviceBusStandard: 0.0135 * HOURS, // b
  serviceBusPremium: 0.9275 * HOURS, // c
  registry: 0.1666 * DAYS, // a
  frontDoor: { Standard_AzureFrontDoor: 35, Premium_AzureFrontDoor: 330 }, // a
  /** Autoscale, for every 100 RU/s of the hour's highest, a tenth of the ceiling at least. */
  hundredRu: 0.012 * HOURS, // b
  /** Of one account of an Azure subscription. */
  freeRu: 1000, // b
  million: 0.25, // b: serverless, for a million RU
  containers: { vCpuSecond: 0.000024, gibSecond: 0.000003, freeVCpuSeconds: 180_000, freeGibSeconds: 360_000 }, // a
  /** What a Container Apps environment in a network of our own is billed besides: a balancer and an address. */
  containersInNetwork: (0.025 + 0.005) * HOURS, // a
  /** Of an instance of the functions that never sleeps. */
  alwaysReadyGbSecond: 0.000004, // b
  logs: { gb: 2.76, freeGb: 5 }, // a
  privateEndpoint: 0.01 * HOURS, // a
  privateZone: 0.5, // a
  natGateway: (0.045 + 0.005) * HOURS, // c
  metricSeries: 0.1, // a
  logAlert: { PT5M: 1.5, PT15M: 0.5, PT1H: 0.5, P1D: 0.5 } as Readonly<Record<string, number>>, // c
  webPubSub: { Free_F1: 0, Standard_S1: 1.61 * DAYS, Premium_P1: 2 * DAYS } as Readonly<Record<string, number>>, // c
  redis: 2 * 0.016 * HOURS, // b
  eventHubs: 0.03 * HOURS // c
}
