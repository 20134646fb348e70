import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Effect, Layer, Option, Redacted } from "effect"
import { afterAll, beforeAll, expect, it } from "vitest"
import { ConnectionId } from "@tradetower/domain/connection"
import {
  Brokers,
  containerNames,
  Connections,
  credentialsOf,
  Secrets,
  SecretsUnavailable,
  Store,
  tenantsOwn
} from "@tradetower/platform"
import { embeddedPlatformForTests, RecentTelemetry } from "@tradetower/platform/embedded"
import { connectApp, offerMarket, tenant, type TestApp } from "../../testing.ts"
import { ManagedRuntime } from "effect"
import { liveAccount, type Mood, offerStandIn, STAND_IN, standInBroker } from "./broker.fixture.ts"

/** In every value that is sent as a secret, so that it is found wherever any of them went. */
const CANARY = "c4n4ry"
let sent = 0
/** A key that is the beginning of the secret, which has lines and quotes: a private key in PEM, say. */
const secret = () => {
  const key = `${CANARY}-${++sent}`
  return { key, secret: `${key}-"${CANARY}"\n${CANARY}-line\r\n${CANARY}\\n${CANARY}-end\n` }
}

const { broker, state } = standInBroker()
const root = mkdtempSync(join(tmpdir(), "tradetower-canary-"))
let failing = false
/** Secrets that can't be written while `failing`. */
const secrets = Layer.effect(
  Secrets,
  Effect.map(Secrets, (port) => ({
    ...port,
    put: (...of: Parameters<typeof port.put>) =>
      failing ? Effect.fail(new SecretsUnavailable({ message: "the disk is full", retryable: true })) : port.put(...of)
  }))
)
const runtime = ManagedRuntime.make(
  Layer.merge(secrets, Layer.succeed(Brokers, new Map([[STAND_IN, broker]]))).pipe(
    Layer.provideMerge(embeddedPlatformForTests({ folder: join(root, "world"), configFolder: join(root, "config") }))
  )
)
let app: Omit<TestApp, "stop"> & { readonly stop: () => Promise<void> }
beforeAll(async () => {
  app = connectApp(runtime)
  await app.run(offerMarket("60000"))
  await app.run(offerStandIn)
})
afterAll(async () => {
  await app.stop()
  await runtime.dispose()
  rmSync(root, { recursive: true, force: true })
})

const filesIn = (folder: string): ReadonlyArray<string> =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())

it("a secret is kept, and is in no answer, log, span, document, export or file, whatever goes wrong", async () => {
  const answers: Array<string> = []
  const ask = async (method: string, path: string, body?: unknown) => {
    const { headers, json, status, text } = await app.ask(method, path, {
      as: "ada",
      ...(body !== undefined && { body })
    })
    answers.push(text, JSON.stringify([...headers]))
    return { json, status }
  }
  const moods: ReadonlyArray<Mood> = ["GOOD", "REFUSES", "AWAY", "BREAKS", "WITHDRAWS", "ECHOES", "PAPER", "OTHER"]
  const made = await ask("POST", "/connections", liveAccount(secret()))
  const path = `/connections/${String(made.json["id"])}`
  for (const mood of moods) {
    state.mood = mood
    state.account = `A-${mood}`
    await ask("POST", "/connections", liveAccount(secret(), mood))
    state.account = "A-1"
    await ask("PUT", `${path}/secret`, { secret: secret() })
    await ask("POST", `${path}/test`)
  }
  state.mood = "GOOD"
  state.account = "A-9"
  failing = true
  expect((await ask("POST", "/connections", liveAccount(secret(), "Failing"))).status).toBe(503)
  state.account = "A-1"
  expect((await ask("PUT", `${path}/secret`, { secret: secret() })).status).toBe(503)
  failing = false

  // Bodies that are no such request: what was meant as a secret is still none of anybody's business.
  const one = `${CANARY}-elsewhere`
  const wrong: ReadonlyArray<unknown> = [
    one,
    [one],
    { key: [one], secret: one },
    { key: { inner: one }, secret: one },
    { key: one, secret: one, more: one },
    { key: one },
    { key: `${one}${"x".repeat(12_000)}`, secret: one },
    { key: `${one}${"x".repeat(9_999)}`, secret: `${one}${"x".repeat(9_999)}` },
    null,
    ""
  ]
  for (const each of wrong) {
    expect((await ask("PUT", `${path}/secret`, { secret: each })).status).toBeGreaterThanOrEqual(400)
    await ask("POST", "/connections", liveAccount(each, "Wrong"))
  }
  for (const text of [`{"secret":{"key":"${one}"`, `"${one}"`, `{"secret":${one}}`, `{"secrets":{"key":"${one}"}}`])
    expect((await ask("PUT", `${path}/secret`, text)).status).toBe(400)
  await ask("PUT", `/connections/${ConnectionId.make("nobodys")}/secret`, { secret: secret() })
  await ask("POST", "/connections", { ...liveAccount(secret(), "Paper"), broker: "paper", environment: "PAPER" })
  for (const read of ["/connections", "/connections/offer", "/me/export", "/activity", "/notifications"])
    await ask("GET", read)

  const ada = tenant("ada")
  const { kept, documents, telemetry } = await app.run(
    Effect.gen(function* () {
      const store = yield* Store
      const stored = yield* store.query(Connections, { tenantId: ada })
      const found = yield* Effect.forEach(stored.items, ({ value }) => credentialsOf(value))
      const every = yield* Effect.forEach(containerNames, (name) => {
        const own = tenantsOwn(name, ada)
        return own === undefined
          ? Effect.succeed([])
          : Effect.map(store.query(own.container, own.key), ({ items }) => items)
      })
      return {
        kept: found.map((one) => Option.getOrThrow(Option.map(one, Redacted.value))),
        documents: JSON.stringify(every),
        telemetry: JSON.stringify(yield* (yield* RecentTelemetry).recent)
      }
    }).pipe(Effect.provideContext(await runtime.context()))
  )
  // It is there for whoever signs in with it, so that what follows looks for something.
  expect(kept.length).toBeGreaterThan(1)
  for (const values of kept) expect(values["key"]).toContain(CANARY)
  expect(documents).toContain("connection.rotate")
  expect(answers.length).toBeGreaterThan(60)
  for (const text of [...answers, documents, telemetry]) expect(text).not.toContain(CANARY)
  for (const file of filesIn(root)) expect([file, readFileSync(file).includes(CANARY)]).toEqual([file, false])
})
