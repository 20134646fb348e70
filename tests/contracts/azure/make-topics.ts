import { Effect, Option, Redacted } from "effect"
import type { ServiceBusAdministrationClient } from "@azure/service-bus"
import { Identity, type ServiceSettings } from "@tradetower/platform/azure"
import { sqlOf, subscriptionsOf } from "@tradetower/platform"
import topics from "../../../infra/resources/topics.json" with { type: "json" }

/** Makes the catalogue's topics in a namespace, by the names of one place, as a deployment makes those of the product. */
export const makeTopics = ({ endpoint, key }: ServiceSettings, prefix: string): Effect.Effect<void, never, Identity> =>
  Effect.gen(function* () {
    const { ServiceBusAdministrationClient: Client } = yield* Effect.promise(() => import("@azure/service-bus"))
    const admin = Option.isSome(key)
      ? new Client(
          `Endpoint=sb://${endpoint};SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=${Redacted.value(key.value)}`
        )
      : new Client(endpoint, yield* Effect.flatten(Identity))
    yield* Effect.promise(async () => {
      for (const name of topicNames) await makeTopic(admin, prefix, name)
    })
  })

// The keys of the file.
const topicNames = Object.keys(topics) as ReadonlyArray<keyof typeof topics>

const makeTopic = async (admin: ServiceBusAdministrationClient, prefix: string, name: keyof typeof topics) => {
  const topic = topics[name]
  const path = `${prefix}${name}`
  if (await admin.topicExists(path)) return
  await admin.createTopic(path, {
    requiresDuplicateDetection: true,
    duplicateDetectionHistoryTimeWindow: `PT${topic.duplicateMinutes}M`,
    ...("ttlSeconds" in topic && { defaultMessageTimeToLive: `PT${topic.ttlSeconds}S` })
  })
  for (const { filter, subscription } of subscriptionsOf(name))
    await admin.createSubscription(path, subscription, {
      requiresSession: topic.sessions,
      lockDuration: `PT${topic.lockSeconds}S`,
      maxDeliveryCount: topic.maxDeliveries,
      defaultRuleOptions: { name: "$Default", filter: { sqlExpression: sqlOf(filter) } }
    })
}
