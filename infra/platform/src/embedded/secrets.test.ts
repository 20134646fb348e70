import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Effect, Redacted } from "effect"
import { expect, it } from "@effect/vitest"
import { afterAll } from "vitest"
import { TenantId } from "@tradetower/domain/ids"
import { type SecretOwner, Secrets } from "../ports/secrets.ts"
import { embeddedSecrets } from "./secrets.ts"

const root = mkdtempSync(join(tmpdir(), "tradetower-secrets-"))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const folder = join(root, "secrets")
const secrets = embeddedSecrets(folder, join(root, "config"))
const ada: SecretOwner = { tenantId: TenantId.make("ada") }
const ben: SecretOwner = { tenantId: TenantId.make("ben") }

it.live("SECRETS-9 a sealed value shows nothing and opens only in its own place", () =>
  Effect.gen(function* () {
    const port = yield* Secrets
    yield* port.put(ada, "key", Redacted.make("hunter2"))
    const [adas = ""] = readdirSync(folder)
    const text = readFileSync(join(folder, adas), "utf8")
    expect(text).not.toContain("hunter2")
    if (process.platform !== "win32") expect(statSync(join(folder, adas)).mode & 0o777).toBe(0o600)

    yield* port.put(ben, "key", Redacted.make("ben's"))
    const bens = readdirSync(folder).find((name) => name !== adas) ?? ""
    copyFileSync(join(folder, adas), join(folder, bens))
    expect(yield* Effect.flip(port.get(ben, "key"))).toMatchObject({ _tag: "SecretsUnavailable", retryable: false })

    writeFileSync(join(folder, adas), text.replace('"key"', '"other"'))
    expect(yield* Effect.flip(port.get(ada, "other"))).toMatchObject({ _tag: "SecretsUnavailable" })
  }).pipe(Effect.provide(secrets))
)

it.live("SECRETS-9 the same value is never sealed the same way", () => {
  const own = join(root, "own")
  return Effect.gen(function* () {
    const port = yield* Secrets
    for (let i = 0; i < 3; i++) yield* port.put("SYSTEM", "a", Redacted.make("same"))
    const [file = ""] = readdirSync(own)
    const sealed = [...readFileSync(join(own, file), "utf8").matchAll(/"sealed":"([^"]+)"/g)].map((match) => match[1])
    expect(sealed).toHaveLength(3)
    expect(new Set(sealed).size).toBe(3)
  }).pipe(Effect.provide(embeddedSecrets(own, join(root, "config"))))
})
