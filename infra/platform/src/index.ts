// Every schema of a server is compiled when first used: half the work of reading and writing documents and messages.
import "effect/schema/SchemaJITCompiler/enable"
export * from "./alerts/one-time-link.ts"
export * from "./alerts/private-address.ts"
export * from "./alerts/push-hosts.ts"
export * from "./alerts/push-keys.ts"
export * from "./candles/archive-name.ts"
export * from "./candles/candle-archive.ts"
export * from "./candles/candle-catalogue.ts"
export * from "./candles/candle-columns.ts"
export { candlePath } from "./candles/candle-months.ts"
export { type CandlePart, joinParts } from "./candles/candle-parts.ts"
export { consume } from "./consume/consume.ts"
export { keepFailed, tenantOfMessage } from "./consume/keep-failed.ts"
export { receiveAll } from "./consume/receive-all.ts"
export { heldBlobs, heldBus, heldHub, heldStore, onlyHeld } from "./lease/held.ts"
export { storeLeases } from "./lease/store-leases.ts"
export { forever } from "./lifecycle/forever.ts"
export * from "./ports/blobs.ts"
export * from "./ports/brokers.ts"
export * from "./ports/bus.ts"
export * from "./ports/container.ts"
export * from "./ports/disk-trouble.ts"
export { type Lease, LeaseLost, Leases, whileHeld } from "./ports/leases.ts"
export * from "./ports/every-document.ts"
export * from "./ports/latest-prices.ts"
export * from "./ports/listings.ts"
export * from "./ports/pubsub.ts"
export * from "./ports/rate-counters.ts"
export * from "./ports/refused.ts"
export * from "./ports/secrets.ts"
export * from "./ports/sign-ins.ts"
export * from "./ports/stop-reserve.ts"
export * from "./ports/store.ts"
export * from "./ports/telemetry.ts"
export { processRates } from "./rates/process-rates.ts"
export * from "./records/alert-channels.ts"
export * from "./records/alert-queues.ts"
export * from "./records/audit-events.ts"
export * from "./records/backtests.ts"
export * from "./records/bot-definitions.ts"
export * from "./records/bot-events.ts"
export * from "./records/bot-runs.ts"
export * from "./records/bot-state-transitions.ts"
export * from "./records/candle-sets.ts"
export * from "./records/accounts.ts"
export * from "./records/channel-secret.ts"
export * from "./records/connections.ts"
export * from "./records/connection-secret.ts"
export * from "./records/offers.ts"
export { earlierRuns, newestRun, tellLaterRuns, upTo } from "./records/earlier-runs.ts"
export * from "./records/failed-messages.ts"
export * from "./records/follows.ts"
export * from "./records/funds-claims.ts"
export * from "./records/goes-on.ts"
export * from "./records/is-gone.ts"
export * from "./records/ledger.ts"
export { withLatestPrices } from "./records/latest-markets.ts"
export * from "./records/markets.ts"
export { intervalOf, type Tier, tierLength } from "./records/metric-tier.ts"
export * from "./records/metrics-snapshots.ts"
export * from "./records/notifications.ts"
export * from "./records/order-trades.ts"
export * from "./records/order-view.ts"
export * from "./records/orders.ts"
export * from "./records/positions.ts"
export * from "./records/risk-marks.ts"
export * from "./records/signal-events.ts"
export * from "./records/tenants-own.ts"
export * from "./records/used-links.ts"
export * from "./records/users.ts"
export * from "./records/webhook-guards.ts"
export { ownTenants } from "./rules/own-tenants.ts"
export { type PartShares, partShares } from "./rules/part-shares.ts"
export {
  effectiveKeyOf,
  effectiveKeysOf,
  ownsSlot,
  type Share,
  shareName,
  shareOf,
  sharesOf,
  slotOf,
  slotsOf,
  wholeShare
} from "./rules/slots.ts"
export {
  correlationOf,
  everySubscription,
  type OwnTenant,
  type ShareCounts,
  sqlOf,
  subscriptionsOf
} from "./rules/subscriptions.ts"
export * from "./time/market-time.ts"
export * from "./time/outside-time.ts"
export * from "./turns/one-by-one.ts"
export * from "./turns/shared-places.ts"
