import { cpSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Effect, Redacted, Schema } from "effect"
import { expect, it } from "@effect/vitest"
import { afterAll } from "vitest"
import { TenantId } from "@tradetower/domain/ids"
import { container, Secrets, Store } from "../../index.ts"
import { AtStart, embeddedPlatform, leastReserve } from "../index.ts"

const root = mkdtempSync(join(tmpdir(), "tradetower-start-"))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const Notes = container("Notifications", Schema.Struct({ id: Schema.String, tenantId: TenantId }))
const open = (folder: string, config: string) =>
  embeddedPlatform({
    folder: join(root, folder),
    configFolder: join(root, config),
    telemetry: { logs: "off" },
    reserve: leastReserve(join(root, folder))
  })
const found = (folder: string, config: string) =>
  Effect.provide(
    Effect.map(AtStart, (it) => it),
    open(folder, config)
  )
const storing = (folder: string, config: string) =>
  Effect.gen(function* () {
    const secrets = yield* Secrets
    yield* secrets.put("SYSTEM", "tunnel", Redacted.make("a"))
    yield* secrets.put({ tenantId: TenantId.make("ada") }, "exchange-key", Redacted.make("b"))
  }).pipe(Effect.provide(open(folder, config)))

it.live("a start knows when the run before was cut off, and of none that ended in order", () =>
  Effect.gen(function* () {
    const before = Date.now()
    yield* Effect.gen(function* () {
      expect((yield* AtStart).cutOffAt).toBeUndefined()
      yield* (yield* Store).create(Notes, { id: "n", tenantId: TenantId.make("ada") })
      // As a crash leaves it.
      cpSync(join(root, "run"), join(root, "crashed"), { recursive: true, preserveTimestamps: true })
    }).pipe(Effect.provide(open("run", "config")))
    const { cutOffAt } = yield* found("crashed", "config")
    expect(cutOffAt).toBeGreaterThanOrEqual(before - 2_000)
    expect(cutOffAt).toBeLessThanOrEqual(Date.now() + 2_000)
    expect((yield* found("crashed", "config")).cutOffAt).toBeUndefined()
    expect((yield* found("run", "config")).cutOffAt).toBeUndefined()
  })
)

it.live.each([
  ["gone", true, (config: string) => rmSync(join(root, config, "tradetower.key"))],
  [
    "another computer's",
    false,
    (config: string) => cpSync(join(root, "config", "tradetower.key"), join(root, config, "tradetower.key"))
  ]
] as const)(
  "a start names the secrets that a key which is %s leaves shut, until that is accepted",
  ([which, madeAnew, change]) =>
    Effect.gen(function* () {
      const folder = `key-${madeAnew}`
      const config = `config-${madeAnew}`
      yield* found("of-another", "config")
      yield* storing(folder, config)
      expect((yield* found(folder, config)).otherKey, which).toBeUndefined()
      change(config)
      const { otherKey } = yield* found(folder, config)
      expect(otherKey).toMatchObject({ madeAnew, names: ["exchange-key", "tunnel"] })
      expect(otherKey?.file).toBe(join(root, config, "tradetower.key"))
      const again = (yield* found(folder, config)).otherKey
      expect(again?.names).toHaveLength(2)
      yield* again?.accepted ?? Effect.void
      expect((yield* found(folder, config)).otherKey).toBeUndefined()
    })
)

it.live("a folder from before that doesn't know its key takes the one that is there, and misses one that isn't", () =>
  Effect.gen(function* () {
    yield* storing("older", "config-older")
    rmSync(join(root, "older", "secrets", "key"))
    expect((yield* found("older", "config-older")).otherKey).toBeUndefined()
    rmSync(join(root, "older", "secrets", "key"))
    rmSync(join(root, "config-older", "tradetower.key"))
    expect((yield* found("older", "config-older")).otherKey).toMatchObject({ madeAnew: true })
  })
)
