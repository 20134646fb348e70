import { Effect, Layer } from "effect"
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { Brokers, Secrets } from "@tradetower/platform"
import { embeddedPlatformForTests } from "@tradetower/platform/embedded"
import { gridSettings, offerMarket, startApp, tenant, type TestApp } from "../../testing.ts"
import { liveAccount, offerStandIn, STAND_IN, standInBroker } from "./broker.fixture.ts"

const { broker, state } = standInBroker()
const as = "ada"
const key = { key: "k-1", secret: "s-1" }
let app: TestApp
beforeAll(async () => {
  app = await startApp(Layer.merge(embeddedPlatformForTests(), Layer.succeed(Brokers, new Map([[STAND_IN, broker]]))))
  await app.run(offerMarket("60000"))
  await app.run(offerStandIn)
})
afterAll(() => app.stop())
beforeEach(() => {
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
    ["AWAY", 409, /^Stand-in can't be asked just now: .* Try again in a minute\.$/]
  ] as const)("is not added when its broker %s", async (mood, status, words) => {
    state.mood = mood
    const before = await app.ask("GET", "/connections", { as })
    const [answered, said] = await detail("POST", "/connections", liveAccount(key))
    expect([answered, said]).toEqual([status, expect.stringMatching(words)])
    expect((await app.ask("GET", "/connections", { as })).text).toBe(before.text)
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
    const start = `/bots/${String(made.json["id"])}/start`
    expect(await detail("POST", start)).toEqual([409, unarmed])
    const armed = await app.ask("POST", `${path}/arm`, { as })
    expect(armed.json["armed"]).toBe(true)
    expect((await app.ask("POST", start, { as })).status).toBeLessThan(300)
    expect((await app.ask("POST", `${path}/disarm`, { as })).json["armed"]).toBe(false)
    expect(await detail("POST", "/connections/paper/arm")).toEqual([
      409,
      "Paper account trades paper money: there is nothing to arm."
    ])
    expect((await app.ask("POST", `${path}/arm`, { as: "ben" })).status).toBe(404)
  })
})
