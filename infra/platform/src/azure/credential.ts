import { Context, Effect, Layer, Option, Redacted } from "effect"
import type { TokenCredential } from "@azure/identity"
import { onFirstUse } from "./on-first-use.ts"
import type { AzureSettings, ServiceSettings } from "./settings.ts"

const HOUR_MS = 3_600_000

/** The managed identity, signed in as once for all services. */
export class Identity extends Context.Service<Identity, Effect.Effect<TokenCredential>>()(
  "@tradetower/platform/azure/Identity"
) {
  static readonly layer = ({ clientId }: Pick<AzureSettings, "clientId">): Layer.Layer<Identity> =>
    Layer.effect(
      Identity,
      onFirstUse(
        Effect.promise(async () => {
          const { ManagedIdentityCredential } = await import("@azure/identity")
          return Option.match(clientId, {
            onNone: () => new ManagedIdentityCredential(),
            onSome: (id) => new ManagedIdentityCredential({ clientId: id })
          })
        })
      )
    )
}

/** What gives tokens for a service that takes nothing else: the managed identity, or a stand-in's key as its one token. */
export const tokensFor = ({ key }: ServiceSettings): Effect.Effect<TokenCredential, never, Identity> =>
  Option.match(key, {
    onNone: () => Effect.flatten(Identity),
    onSome: (text) =>
      Effect.succeed({
        getToken: () => Promise.resolve({ token: Redacted.value(text), expiresOnTimestamp: Date.now() + HOUR_MS })
      })
  })
