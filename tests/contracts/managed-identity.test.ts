import { Effect, Layer, Option, Redacted } from "effect"
import { expect, it } from "@effect/vitest"
import { TenantId } from "@tradetower/domain/ids"
import { Secrets } from "@tradetower/platform"
import { azureSecrets, Identity } from "@tradetower/platform/azure"
import { keyVault } from "../standins/key-vault/server.ts"
import { Vault } from "../standins/key-vault/vault.ts"
import { managedIdentity } from "../standins/managed-identity.ts"

const ada = { tenantId: TenantId.make("ada") }

it.live("without a key it signs in as the managed identity named, once for all it asks", () =>
  Effect.gen(function* () {
    const vault = yield* keyVault(new Vault({ purgeProtected: true }))
    const asked = yield* managedIdentity(Redacted.value(Option.getOrThrow(vault.key)))
    const secrets = azureSecrets({ prefix: "", keyVault: { ...vault, key: Option.none(), purgeProtected: true } })
    yield* Effect.gen(function* () {
      const port = yield* Secrets
      yield* port.put(ada, "key", Redacted.make("one"))
      expect(Option.isSome(yield* port.get(ada, "key"))).toBe(true)
    }).pipe(Effect.provide(Layer.provide(secrets, Identity.layer({ clientId: Option.some("its-client-id") }))))
    expect(asked).toHaveLength(1)
    expect(asked[0]?.searchParams.get("resource")).toBe("https://vault.azure.net")
    expect(asked[0]?.searchParams.get("client_id")).toBe("its-client-id")
  })
)
