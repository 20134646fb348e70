import type { WebPubSubServiceClient } from "@azure/web-pubsub"
import { Clock, Effect, Layer, Option, Redacted } from "effect"
import { PubSub, PubSubUnavailable } from "../ports/pubsub.ts"
import { type Identity, tokensFor } from "./credential.ts"
import { ask, clientOptions, type Failure } from "./failures.ts"
import { onFirstUse } from "./on-first-use.ts"
import type { AzureSettings } from "./settings.ts"

const SERVICE = "Web PubSub"
const MINUTE_MS = 60_000

type Settings = Pick<AzureSettings, "webPubSub">

const openHub = ({ webPubSub }: Settings): Effect.Effect<WebPubSubServiceClient, never, Identity> =>
  Effect.gen(function* () {
    const { AzureKeyCredential, WebPubSubServiceClient } = yield* Effect.promise(() => import("@azure/web-pubsub"))
    const credential = Option.isSome(webPubSub.key)
      ? new AzureKeyCredential(Redacted.value(webPubSub.key.value))
      : yield* tokensFor(webPubSub)
    return new WebPubSubServiceClient(webPubSub.endpoint, credential, webPubSub.hub, clientOptions(webPubSub))
  })

const unavailable = ({ message, retryable }: Failure) => new PubSubUnavailable({ message, retryable })

/** PubSub on the Web PubSub service. Contract: `infra/platform/contracts/pubsub.md`. */
export const azurePubSub = (settings: Settings): Layer.Layer<PubSub, never, Identity> =>
  Layer.effect(
    PubSub,
    Effect.map(onFirstUse(openHub(settings)), (opened): PubSub["Service"] => ({
      publish: Effect.fnUntraced(function* (group, message) {
        const text: string | undefined = JSON.stringify(message)
        if (text === undefined)
          return yield* new PubSubUnavailable({ message: `to ${group}: not JSON`, retryable: false })
        const hub = yield* opened
        yield* ask(SERVICE, (abortSignal) =>
          // Written as JSON by the client; of a type that asks for it, it would be written twice.
          hub.group(group).sendToAll(message as string, { abortSignal })
        ).pipe(Effect.mapError(unavailable))
      }),
      listeners: Effect.fnUntraced(function* (group) {
        const hub = yield* opened
        return yield* ask(SERVICE, async (abortSignal) => {
          let count = 0
          for await (const page of (await hub.group(group).listConnections({ abortSignal })).byPage())
            count += page.length
          return count
        }).pipe(Effect.mapError(unavailable))
      }),
      negotiate: Effect.fnUntraced(function* (userId, groups, lifetimeMinutes) {
        const hub = yield* opened
        const asked = yield* Clock.currentTimeMillis
        const { url } = yield* ask(SERVICE, (abortSignal) =>
          hub.getClientAccessToken({
            userId,
            groups: [...groups],
            expirationTimeInMinutes: lifetimeMinutes,
            abortSignal
          })
        ).pipe(Effect.mapError(unavailable))
        return { url, expiresAt: asked + lifetimeMinutes * MINUTE_MS }
      })
    }))
  )
