import { Effect, Layer } from "effect"
import { PubSub, PubSubUnavailable } from "../../ports/pubsub.ts"
import type { DataFolderError } from "../folder/data-folder.ts"
import { EmbeddedHub, Hub } from "./hub.ts"
import { keyFile, keyFor } from "../folder/key-file.ts"

/** The hub, and PubSub on it. Contract: `infra/platform/contracts/pubsub.md`. */
export const embeddedPubSub = (configFolder: string, now: () => number): Layer.Layer<PubSub | Hub, DataFolderError> => {
  const hub = Layer.effect(
    Hub,
    Effect.flatMap(keyFile(configFolder), (key) =>
      Effect.acquireRelease(
        Effect.sync(() => new EmbeddedHub(keyFor(key, "hub").toString("base64"), now)),
        (made) => Effect.sync(() => made.close())
      )
    )
  )
  const pubSub = Layer.effect(
    PubSub,
    Effect.map(Hub, (each): PubSub["Service"] => ({
      publish: (group, message) =>
        Effect.suspend(() => {
          const text: string | undefined = JSON.stringify(message)
          if (text === undefined) {
            return Effect.fail(new PubSubUnavailable({ message: `to ${group}: not JSON`, retryable: false }))
          }
          each.publish(group, "json", text)
          return Effect.void
        }),
      listeners: (group) => Effect.sync(() => each.members(group).length),
      negotiate: (userId, groups, lifetimeMinutes, caller) =>
        Effect.sync(() => each.negotiate(userId, groups, lifetimeMinutes * 60, caller))
    }))
  )
  return Layer.provideMerge(pubSub, hub)
}
