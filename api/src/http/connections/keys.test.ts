import { Deferred, Effect, Layer, Option, Redacted } from "effect"
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { Brokers, Secrets } from "@tradetower/platform"
import { embeddedPlatformForTests } from "@tradetower/platform/embedded"
import { gridSettings, offerMarket, startApp, tenant, type TestApp } from "../../testing.ts"
import { liveAccount, offerStandIn, STAND_IN, standInBroker } from "./broker.fixture.ts"

const { broker, state } = standInBroker()
/** A trader of its own for each test, whose account is called as all are. */
let as = "ada"
let traders = 0
const key = { key: "k-1", secret: "s-1" }
let app: TestApp
beforeAll(async () => {
  app = await startApp(Layer.merge(embeddedPlatformForTests(), Layer.succeed(Brokers, new Map([[STAND_IN, broker]]))))
  await app.run(offerMarket("60000"))
  await app.run(offerStandIn)
})
afterAll(() => app.stop())
beforeEach(() => {
  as = `trader-${++traders}`
  state.mood = "GOOD"
  state.asked = 0
  state.meanwhile = Effect.void
})

const detail = async (method: string, path: string, body?: unknown) => {
  const { json, status } = await app.ask(method, path, { as, ...(body !== undefined && { body }) })
  return [status, json["detail"]]
}
const added = async (): Promise<string> => {
  const { json, status } = await app.ask("POST", "/connections", { as, body: liveAccount(key) })
  expect([status, json]).toMatchObject([201, { account: "A-1", permissions: ["trade"], armed: false }])
  return `/connections/${String(json["id"])}`
}

describe("an account that asks for a key", () => {
  it("says what it asks for, and is added once that was tried", async () => {
    const offer = await app.ask("GET", "/connections/offer", { as })
    expect(offer.json.map(({ secret }) => secret)).toMatchObject([[], [{ name: "key" }, { name: "secret" }]])
    expect(await detail("POST", "/connections", liveAccount(undefined))).toEqual([
      422,
      "Stand-in asks for key, secret."
    ])
    expect(await detail("POST", "/connections", liveAccount({ key: "k" }))).toEqual([
      422,
      "Stand-in also asks for secret."
    ])
    expect(await detail("POST", "/connections", liveAccount({ ...key, more: "m" }))).toEqual([
      422,
      "Stand-in asks for key, secret only."
    ])
    expect(state.asked).toBe(0)
    await added()
    expect(state.asked).toBe(1)
  })

  it.each([
    ["WITHDRAWS", 422, /^This key may take money out\. Make one at Stand-in that may trade and not withdraw/],
    ["PAPER", 422, /^This key is of paper money, and the account is to be of real money/],
    ["REFUSES", 422, /^Stand-in turned the key away/],
    ["AWAY", 409, /^Stand-in can't be asked just now: .* Try again in a minute\.$/],
    ["LIMITED", 409, /asks for fewer requests\. Try again in 5 minutes\.$/]
  ] as const)("is not added when its broker %s", async (mood, status, words) => {
    state.mood = mood
    const before = await app.ask("GET", "/connections", { as })
    const [answered, said] = await detail("POST", "/connections", liveAccount(key))
    expect([answered, said]).toEqual([status, expect.stringMatching(words)])
    expect((await app.ask("GET", "/connections", { as })).text).toBe(before.text)
  })

  it("is not added twice, one after the other or at once", async () => {
    await added()
    const twice = [
      422,
      "This key is of account A-1, which is connected as “Real” already: give it there, under “New key”."
    ]
    expect(await detail("POST", "/connections", liveAccount(key, "Again"))).toEqual(twice)
    state.mood = "OTHER"
    // Both are tried before either is added.
    const both = Deferred.makeUnsafe<void>()
    const before = state.asked
    state.meanwhile = Effect.suspend(() =>
      state.asked < before + 2 ? Deferred.await(both) : Deferred.succeed(both, undefined)
    )
    const answers = await Promise.all(
      ["One", "Two"].map((label) => app.ask("POST", "/connections", { as, body: liveAccount(key, label) }))
    )
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201, 422]))
  })

  it("is tried at any time, which says what its key is of, and changes nothing", async () => {
    const path = await added()
    const good = await app.ask("POST", `${path}/test`, { as })
    expect(good.json).toEqual({
      works: true,
      detail: "Stand-in takes the key of Real.",
      account: "A-1",
      permissions: ["trade"]
    })
    state.mood = "ECHOES"
    expect((await app.ask("POST", `${path}/test`, { as })).json["detail"]).toContain(
      "Stand-in doesn't say whether this key may take money out: make sure that it may not."
    )
    state.mood = "OTHER"
    expect((await app.ask("POST", `${path}/test`, { as })).json).toEqual({
      works: false,
      detail: "Its key is of account A-2 now, and Real is account A-1: give it a key of that."
    })
    state.mood = "REFUSES"
    expect((await app.ask("POST", `${path}/test`, { as })).json["works"]).toBe(false)
    const paper = await app.ask("POST", "/connections/paper/test", { as })
    expect(paper.json).toEqual({
      works: true,
      detail: "Paper account is kept here: this account needs no key."
    })
  })

  it("takes a new key of the same account that works, and keeps the old one otherwise", async () => {
    const path = await added()
    const body = { secret: { key: "k-2", secret: "s-2" } }
    state.mood = "OTHER"
    expect((await detail("PUT", `${path}/secret`, body))[1]).toBe(
      "This key is of account A-2, and Real is account A-1: add it as an account of its own."
    )
    state.mood = "REFUSES"
    expect((await detail("PUT", `${path}/secret`, body))[0]).toBe(422)
    const { secretVersion: before } = await kept(path)
    state.mood = "GOOD"
    expect((await detail("PUT", `${path}/secret`, body))[0]).toBe(200)
    const { secretVersion: after } = await kept(path)
    expect([before, after]).toEqual([expect.any(String), expect.any(String)])
    expect(after).not.toBe(before)
    expect(await detail("PUT", "/connections/paper/secret", body)).toEqual([
      422,
      "This account needs no key: leave it out."
    ])
  })
})

it("a key that is given while its account is removed goes with it", async () => {
  const path = await added()
  state.meanwhile = Effect.promise(() => app.ask("DELETE", path, { as }))
  expect((await detail("PUT", `${path}/secret`, { secret: key }))[0]).toBe(404)
  const versions = Effect.flatMap(Secrets, (secrets) =>
    secrets.versions({ tenantId: tenant(as) }, `connection-${path.split("/").at(-1)}`)
  )
  expect(await app.run(versions)).toEqual([])
})

describe("what is done to an account at once", () => {
  it("gives it one of two new keys, whose version is there, and refuses the other", async () => {
    const path = await added()
    // The other is given and has proven itself while this one is being tried.
    state.meanwhile = Effect.suspend(() => {
      state.meanwhile = Effect.void
      return Effect.promise(() => app.ask("PUT", `${path}/secret`, { as, body: { secret: { ...key, key: "k-3" } } }))
    })
    expect(await detail("PUT", `${path}/secret`, { secret: { ...key, key: "k-2" } })).toEqual([
      409,
      "Real was given another new key meanwhile, which it has now: give this one again."
    ])
    const { secretVersion } = await kept(path)
    const owner = { tenantId: tenant(as) }
    const held = Effect.flatMap(Secrets, (secrets) =>
      secrets.get(owner, `connection-${path.split("/").at(-1)}`, String(secretVersion))
    )
    expect(Redacted.value(Option.getOrThrow(await app.run(held)))).toContain("k-3")
    expect((await detail("PUT", `${path}/secret`, { secret: { ...key, key: "k-2" } }))[0]).toBe(200)
  })

  it("keeps each of them: a name, a new key, and that it is armed", async () => {
    const path = await added()
    const before = await kept(path)
    state.meanwhile = Effect.promise(() =>
      Promise.all([
        app.ask("PATCH", path, { as, body: { label: "Another name" } }),
        app.ask("POST", `${path}/arm`, { as })
      ])
    )
    expect((await detail("PUT", `${path}/secret`, { secret: key }))[0]).toBe(200)
    const after = await kept(path)
    expect(after).toMatchObject({ label: "Another name", armedAt: expect.any(Number) as number })
    expect(after["secretVersion"]).not.toBe(before["secretVersion"])
  })
})

/** What the store keeps of it. */
const kept = async (path: string): Promise<Record<string, unknown>> => {
  const { json } = await app.ask("GET", "/me/export", { as })
  const connections = json["Connections"] as unknown as ReadonlyArray<Record<string, unknown>>
  return connections.find(({ id }) => path.endsWith(String(id))) ?? {}
}

describe("real money", () => {
  it("is traded once it was armed, until it is disarmed", async () => {
    const path = await added()
    const connection = path.split("/").at(-1)
    const bot = { name: "Ladder", connection, symbol: "BTC-USD", settings: gridSettings }
    const unarmed = "Real is real money and is not armed: arm it on the page Connections before you start a bot on it."
    expect(await detail("POST", "/bots", { ...bot, start: true })).toEqual([409, unarmed])
    const made = await app.ask("POST", "/bots", { as, body: bot })
    const one = `/bots/${String(made.json["id"])}`
    const start = `${one}/start`
    expect(await detail("POST", start)).toEqual([409, unarmed])
    const armed = await app.ask("POST", `${path}/arm`, { as })
    expect(armed.json["armed"]).toBe(true)
    await app.ask("POST", `${one}/rehearsal`, { as })
    expect((await app.ask("POST", start, { as })).status).toBeLessThan(300)
    expect((await app.ask("POST", `${path}/disarm`, { as })).json["armed"]).toBe(false)
    expect(await detail("POST", "/connections/paper/arm")).toEqual([
      409,
      "Paper account trades paper money: there is nothing to arm."
    ])
    expect((await app.ask("POST", `${path}/arm`, { as: "ben" })).status).toBe(404)
  })
})
