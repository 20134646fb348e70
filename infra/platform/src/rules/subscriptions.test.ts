import { ConfigProvider, Effect } from "effect"
import { expect, it } from "@effect/vitest"
import { TenantId } from "@tradetower/domain/ids"
import { topics } from "../ports/bus.ts"
import { ownTenants } from "./own-tenants.ts"
import { shareOf, slotOf } from "./slots.ts"
import {
  correlationOf,
  everySubscription,
  LONGEST_FILTER,
  type OwnTenant,
  sqlOf,
  subscriptionsOf,
  takes
} from "./subscriptions.ts"

const own = (tenant: string, leaving = false): OwnTenant => ({ tenantId: TenantId.make(tenant), leaving })
const readFrom = (text: string) => ownTenants.parse(ConfigProvider.fromEnv({ env: { OWN_SUBSCRIPTION_TENANTS: text } }))
const refused = (text: string) => Effect.map(Effect.flip(readFrom(text)), String)

/** Names and filters, as a deployment sets them up. */
const setUp = (tenants: ReadonlyArray<OwnTenant>) =>
  Object.fromEntries(
    topics.map((topic) => [
      topic,
      subscriptionsOf(topic, tenants).map(({ filter, subscription }) => [
        subscription,
        correlationOf(filter) ?? sqlOf(filter)
      ])
    ])
  )

it("without such tenants there is one subscription a part, which takes what carries a tenant", () => {
  expect(setUp([])).toEqual({
    "bot-commands": [["engine", "tenantId IS NOT NULL"]],
    "order-commands": [["execution", "tenantId IS NOT NULL"]],
    "signal-events": [["engine", "tenantId IS NOT NULL"]],
    "backtest-jobs": [["simulation", "tenantId IS NOT NULL"]],
    "sweep-jobs": [["simulation", "tenantId IS NOT NULL"]],
    "candle-jobs": [["execution", "tenantId IS NOT NULL"]],
    "market-data": [["realtime", "1=1"]]
  })
})

it("a tenant on the list has one of its own to commands, orders and signals, and the shared one leaves it out", () => {
  const { "bot-commands": commands, "candle-jobs": candles, "order-commands": orders } = setUp([own("ada"), own("ben")])
  expect(commands).toEqual([
    ["engine", "tenantId IS NOT NULL AND tenantId NOT IN ('ada','ben')"],
    ["engine-ada", { tenantId: "ada" }],
    ["engine-ben", { tenantId: "ben" }]
  ])
  expect(orders?.map(([name]) => name)).toEqual(["execution", "execution-ada", "execution-ben"])
  expect(candles).toEqual([["execution", "tenantId IS NOT NULL"]])
})

it("one who is leaving is taken by both, so that no message is by none, whichever is changed first", () => {
  expect(setUp([own("ada", true)])["signal-events"]).toEqual([
    ["engine", "tenantId IS NOT NULL"],
    ["engine-ada", { tenantId: "ada" }]
  ])
})

it.effect("the list is read from one setting, and what is wrong with it is said", () =>
  Effect.gen(function* () {
    expect(yield* readFrom("ada,ben:leaving")).toEqual([own("ada"), own("ben", true)])
    expect(yield* readFrom("")).toEqual([])
    expect(yield* ownTenants.parse(ConfigProvider.fromEnv({ env: {} }))).toEqual([])
    for (const text of ["Ada", "a-b", "a'b", "ada:gone", "x".repeat(37)])
      expect(yield* refused(text), text).toContain("name tenants as TENANT or TENANT:leaving, with commas between them")
    expect(yield* refused("ada,ada:leaving")).toContain("name each tenant once")
  })
)

it.effect("as many are listed as the filter of the shared ones may name, and every name fits", () =>
  Effect.gen(function* () {
    const tenants = Array.from({ length: 40 }, (_, nth) => `${String(nth).padStart(2, "0")}${"x".repeat(24)}`)
    expect(yield* refused(tenants.join(","))).toContain(`of ${LONGEST_FILTER}`)
    expect(yield* readFrom(tenants.slice(0, 33).join(","))).toHaveLength(33)
    for (const { subscription } of everySubscription([own("x".repeat(36))]))
      expect(subscription.length, subscription).toBeLessThanOrEqual(50)
  })
)

it("what is divided has a subscription a share: of orders those of its slots, of market data all, and a tenant's own is in one", () => {
  const counts = { execution: 3, realtime: 2 }
  const planned = (topic: (typeof topics)[number]) => subscriptionsOf(topic, [own("ada")], counts)
  const orders = planned("order-commands").filter(({ subscription }) => subscription !== "execution-ada")
  expect(orders.map(({ subscription }) => subscription)).toEqual(["execution.0of3", "execution.1of3", "execution.2of3"])
  expect(orders.map(({ filter }) => sqlOf(filter))).toEqual([
    "tenantId IS NOT NULL AND tenantId NOT IN ('ada') AND slot >= 0 AND slot < 5462",
    "tenantId IS NOT NULL AND tenantId NOT IN ('ada') AND slot >= 5462 AND slot < 10923",
    "tenantId IS NOT NULL AND tenantId NOT IN ('ada') AND slot >= 10923 AND slot < 16384"
  ])
  expect(planned("market-data").map(({ filter, subscription }) => [subscription, sqlOf(filter)])).toEqual([
    ["realtime.0of2", "1=1"],
    ["realtime.1of2", "1=1"]
  ])
  const adas = planned("order-commands").find(({ subscription }) => subscription === "execution-ada")
  expect(adas?.share).toEqual(shareOf(slotOf("ada"), 3))
  expect(planned("candle-jobs").map(({ subscription }) => subscription)).toEqual(["execution"])
  // Each message of a tenant is in one of them.
  for (let nth = 0; nth < 500; nth++) {
    const tenantId = `tenant-${nth}`
    const taken = orders.filter(({ filter }) => takes(filter, { tenantId, slot: slotOf(tenantId) }))
    expect(taken.map(({ share }) => share?.index)).toEqual([shareOf(slotOf(tenantId), 3).index])
  }
})
