import hubs from "../../resources/hubs.json" with { type: "json" }
import topics from "../../resources/topics.json" with { type: "json" }
import { of, type Resource } from "../snapshot.ts"
import { having } from "./having.ts"
import { added, changed, removed } from "./mutants.ts"
import { every, last, only, type Rules, same } from "./rule.ts"

const TOPIC = "Microsoft.ServiceBus/namespaces/topics"
const SUBSCRIPTION = "Microsoft.ServiceBus/namespaces/topics/subscriptions"
const FILTER = "Microsoft.ServiceBus/namespaces/topics/subscriptions/rules"
const HUB = "Microsoft.SignalRService/webPubSub/hubs"
const GROUP = "Microsoft.EventHub/namespaces/eventhubs/consumergroups"

/** Where realtime reads prices: a hub and its consumer group, as infra/platform/src/azure/event-hubs asks for them. */
export const PRICES_GROUP = "market-data/realtime"

/** What the catalogue says of the topic of a subscription, filter or topic. */
const entryOf = ({ name }: Resource) => {
  const entry = Object.entries(topics).find(([topic]) => topic === name.split("/")[1])
  if (entry === undefined) return undefined
  const [topic, listed] = entry
  return { topic, ttl: "ttlSeconds" in listed ? listed.ttlSeconds : undefined, ...listed }
}

/** How messages go from part to part. */
export const messages: Rules = {
  "topics are those of topics.json": same(
    "topic",
    (snapshot) => of(snapshot, TOPIC).map(({ name }) => last(name)),
    () => Object.keys(topics),
    { "one is missing": removed(TOPIC, "/sweep-jobs"), "one is nobody's": added(TOPIC, (each) => (each.name += "2")) }
  ),
  "who listens is as topics.json lists it": same(
    "subscription",
    (snapshot) =>
      of(snapshot, SUBSCRIPTION)
        .map(({ name }) =>
          name
            .split("/")
            .slice(1)
            .join("/")
            .replace(/\.\d+of\d+$/, "")
        )
        // A tenant's own.
        .filter((name) => !last(name).includes("-")),
    () =>
      Object.entries(topics).flatMap(([topic, { subscriptions }]) => subscriptions.map((name) => `${topic}/${name}`)),
    {
      "nobody does": removed(SUBSCRIPTION, "/sweep-jobs/"),
      "somebody else does, too": added(SUBSCRIPTION, (each) => (each.name += "2"))
    }
  ),
  "a topic forgets as topics.json says": every(
    TOPIC,
    (each) => {
      const entry = entryOf(each)
      const { properties } = each
      return (
        entry !== undefined &&
        properties.requiresDuplicateDetection &&
        properties.duplicateDetectionHistoryTimeWindow === `PT${entry.duplicateMinutes}M` &&
        properties.defaultMessageTimeToLive === (entry.ttl === undefined ? "P14D" : `PT${entry.ttl}S`) &&
        properties.supportOrdering === entry.sessions
      )
    },
    {
      "the same order twice": changed(
        TOPIC,
        ({ properties }) => (properties.requiresDuplicateDetection = false),
        "/order-commands"
      ),
      "the same order after a minute": changed(
        TOPIC,
        ({ properties }) => (properties.duplicateDetectionHistoryTimeWindow = "PT1M"),
        "/order-commands"
      ),
      "orders are dropped after a minute": changed(
        TOPIC,
        ({ properties }) => (properties.defaultMessageTimeToLive = "PT1M"),
        "/order-commands"
      ),
      "prices wait for two weeks": changed(
        TOPIC,
        ({ properties }) => (properties.defaultMessageTimeToLive = "P14D"),
        "/market-data"
      ),
      "orders of a bot in any order": changed(
        TOPIC,
        ({ properties }) => (properties.supportOrdering = false),
        "/order-commands"
      )
    }
  ),
  "a subscription delivers as topics.json says": every(
    SUBSCRIPTION,
    (each) => {
      const entry = entryOf(each)
      const { properties } = each
      return (
        entry !== undefined &&
        properties.requiresSession === entry.sessions &&
        properties.lockDuration === `PT${entry.lockSeconds}S` &&
        properties.maxDeliveryCount === entry.maxDeliveries &&
        properties.deadLetteringOnMessageExpiration === (entry.ttl === undefined) &&
        properties.deadLetteringOnFilterEvaluationExceptions
      )
    },
    {
      "given up sooner": changed(
        SUBSCRIPTION,
        ({ properties }) => (properties.maxDeliveryCount = 3),
        "/order-commands/"
      ),
      "orders of a bot side by side": changed(
        SUBSCRIPTION,
        ({ properties }) => (properties.requiresSession = false),
        "/order-commands/"
      ),
      "another's after five seconds": changed(
        SUBSCRIPTION,
        ({ properties }) => (properties.lockDuration = "PT5S"),
        "/order-commands/"
      ),
      "an order that is too old is dropped": changed(
        SUBSCRIPTION,
        ({ properties }) => (properties.deadLetteringOnMessageExpiration = false),
        "/order-commands/"
      ),
      "old prices are kept": changed(
        SUBSCRIPTION,
        ({ properties }) => (properties.deadLetteringOnMessageExpiration = true),
        "/market-data/"
      ),
      "what no filter can judge is dropped": changed(
        SUBSCRIPTION,
        ({ properties }) => (properties.deadLetteringOnFilterEvaluationExceptions = false)
      ),
      "it is of no topic": changed(SUBSCRIPTION, (each) => (each.name = "x/others/engine"))
    }
  ),
  "each subscription has one filter, in place of Azure's own": same(
    "filter",
    (snapshot) => of(snapshot, FILTER).map(({ name }) => name),
    (snapshot) => of(snapshot, SUBSCRIPTION).map(({ name }) => `${name}/$Default`),
    {
      "Azure's own": removed(FILTER, "/signal-events/"),
      "another beside it": added(FILTER, (each) => (each.name = each.name.replace("$Default", "more")))
    }
  ),
  "a message is taken with its tenant alone": every(
    FILTER,
    (each) => {
      const [, , subscription = ""] = each.name.split("/")
      const { correlationFilter, filterType, sqlFilter } = each.properties
      const [, ...tenant] = subscription.split("-")
      return tenant.length > 0
        ? filterType === "CorrelationFilter" &&
            sqlFilter === undefined &&
            correlationFilter?.properties["tenantId"] === tenant.join("-")
        : filterType === "SqlFilter" &&
            correlationFilter === undefined &&
            /^tenantId IS NOT NULL( AND [^;]+)?$/.test(sqlFilter?.sqlExpression ?? "")
    },
    {
      "without one, too": changed(
        FILTER,
        ({ properties }) => (properties.sqlFilter = { sqlExpression: "1=1" }),
        "/bot-commands/"
      ),
      "no filter at all": changed(FILTER, ({ properties }) => delete properties.sqlFilter, "/bot-commands/"),
      "another tenant's": changed(
        FILTER,
        ({ properties }) => (properties.correlationFilter = { properties: { tenantId: "eve" } }),
        "/subscriptions/engine-ada/"
      )
    },
    ({ name }) => !name.includes("/market-data/")
  ),
  "prices are everybody's": every(
    FILTER,
    ({ properties }) => properties.filterType === "SqlFilter" && properties.sqlFilter?.sqlExpression === "1=1",
    {
      "a tenant's alone": changed(
        FILTER,
        ({ properties }) => (properties.sqlFilter = { sqlExpression: "tenantId IS NOT NULL" }),
        "/market-data/"
      )
    },
    ({ name }) => name.includes("/market-data/")
  ),
  "hubs are as hubs.json lists them": same(
    "hub",
    (snapshot) => of(snapshot, HUB).map(({ name }) => last(name)),
    () => Object.keys(hubs),
    { "another hub": changed(HUB, (hub) => (hub.name = "x/other")), "no hub": removed(HUB) }
  ),
  "realtime has a consumer group of its own on the hub of prices": only(
    having.everyFlag,
    same(
      "consumer group",
      (snapshot) => of(snapshot, GROUP).map(({ name }) => name.split("/").slice(1).join("/")),
      (snapshot) => of(snapshot, "Microsoft.EventHub/namespaces").map(() => PRICES_GROUP),
      {
        "it shares another's": changed(GROUP, (group) => (group.name = group.name.replace("realtime", "other"))),
        "it has none": removed(GROUP)
      }
    )
  )
}
