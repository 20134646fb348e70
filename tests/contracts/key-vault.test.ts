import { Effect, Layer, Option, Redacted } from "effect"
import { expect, it } from "@effect/vitest"
import { TenantId } from "@tradetower/domain/ids"
import { Secrets } from "@tradetower/platform"
import { azureSecrets, Identity } from "@tradetower/platform/azure"
import { keyVault } from "../standins/key-vault/server.ts"
import { Refusal, Vault } from "../standins/key-vault/vault.ts"

const ada = { tenantId: TenantId.make("ada") }

/** Secrets in a vault that the test sees into. */
const secretsIn = (vault: Vault, purgeProtected: boolean) =>
  Layer.unwrap(
    Effect.map(keyVault(vault), (settings) => azureSecrets({ prefix: "", keyVault: { ...settings, purgeProtected } }))
  ).pipe(Layer.provide(Identity.layer({ clientId: Option.none() })))

it.live("SECRETS-5 what was removed is not read again, also when its name is recovered and nothing put", () => {
  const vault = new Vault({ purgeProtected: true })
  return Effect.gen(function* () {
    const secrets = yield* Secrets
    const { version } = yield* secrets.put(ada, "key", Redacted.make("one"))
    const [name = ""] = vault.names()
    yield* secrets.remove(ada, "key")
    expect(vault.removedNames()).toEqual([name])
    vault.recover(name)
    expect(yield* secrets.get(ada, "key")).toEqual(Option.none())
    expect(yield* secrets.get(ada, "key", version)).toEqual(Option.none())
    expect(yield* secrets.versions(ada, "key")).toEqual([])
  }).pipe(Effect.provide(secretsIn(vault, true)))
})

it.live(
  "SECRETS-5 SECRETS-10 where it may be purged nothing is left, nor of what a removal that was cut off left",
  () => {
    const vault = new Vault({ purgeProtected: false })
    return Effect.gen(function* () {
      const secrets = yield* Secrets
      for (const name of ["key", "other", "cut-off"]) yield* secrets.put(ada, name, Redacted.make("one"))
      yield* secrets.remove(ada, "key")
      expect(vault.removedNames()).toEqual([])
      vault.remove(vault.names().find((name) => name.endsWith("cut-off")) ?? "")
      expect(vault.removedNames()).toHaveLength(1)
      yield* secrets.removeAll(ada)
      expect([...vault.names(), ...vault.removedNames()]).toEqual([])
    }).pipe(Effect.provide(secretsIn(vault, false)))
  }
)

it.live("SECRETS-8 a vault that does not let us yet says what to do, may be asked again, and shows nothing", () => {
  const vault = new Vault({ purgeProtected: true })
  vault.set = () => {
    throw new Refusal(403, "Forbidden")
  }
  return Effect.gen(function* () {
    const error = yield* Effect.flip((yield* Secrets).put(ada, "key", Redacted.make("hunter2")))
    expect(error).toMatchObject({ _tag: "SecretsUnavailable", retryable: true })
    expect(error.message).toContain("role")
    expect(JSON.stringify(error) + String(error)).not.toMatch(/hunter2|127\.0\.0\.1/)
  }).pipe(Effect.provide(secretsIn(vault, true)))
})
