import { Effect, Option } from "effect"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { ConnectionId, PAPER_BROKER } from "@tradetower/domain/connection"
import { VenueId } from "@tradetower/domain/market"
import { Accounts, BotEvents, Connections, everyTenant, Offers, Store } from "@tradetower/platform"
import { gridSettings, offerMarket, startApp, tenant, type TestApp } from "../../testing.ts"

let app: TestApp
beforeAll(async () => {
  app = await startApp()
  await app.run(offerMarket("60000"))
})
afterAll(() => app.stop())

const strict = {
  label: "By Coinbase's rules",
  broker: "paper",
  environment: "PAPER",
  venue: "simulated",
  terms: "coinbase"
}
const labels = async (as: string) => {
  const { json } = await app.ask("GET", "/connections", { as })
  return (json as unknown as ReadonlyArray<{ readonly label: string }>).map(({ label }) => label)
}

describe("connections", () => {
  it("are the paper account that everybody has, and what was added, each trader's own", async () => {
    const added = await app.ask("POST", "/connections", { as: "ada", body: strict })
    expect([added.status, added.json]).toMatchObject([201, { ...strict, state: "CONNECTING", balances: [] }])
    expect(await labels("ada")).toEqual(["Paper account", strict.label])
    expect(await labels("ben")).toEqual(["Paper account"])
    const foreign = await app.ask("DELETE", `/connections/${String(added.json["id"])}`, { as: "ben" })
    expect(foreign.status).toBe(404)
    const audit = await app.ask("GET", "/me/export", { as: "ada" })
    expect(audit.text).toContain("connection.add")
  })

  it.each([
    ["CONNECTED", { connected: true }],
    ["DEGRADED", { connected: true, trouble: "DEGRADED", reason: "the link is slow" }],
    ["SIGNED_OUT", { connected: false, trouble: "SIGNED_OUT", reason: "the session ended in the night" }],
    ["REVOKED", { connected: false, trouble: "REVOKED", reason: "the key was deleted there" }],
    ["NEEDS_USER", { connected: false, trouble: "NEEDS_USER", reason: "a proxy answers in its place" }],
    ["DISCONNECTED", { connected: false, reason: "it has not answered yet" }]
  ] as const)(
    "say that they are %s, with the reason, also before they told what they hold",
    async (state, standing) => {
      const id = ConnectionId.make("paper")
      const record = { id, tenantId: tenant("eve"), updatedAt: 0, ...standing }
      await app.run(Effect.flatMap(Store, (store) => store.upsert(Accounts, record)))
      const { json } = await app.ask("GET", "/connections", { as: "eve" })
      const reason = "reason" in standing ? { reason: standing.reason } : {}
      expect(json).toMatchObject([{ state, ...reason, balances: [] }])
    }
  )

  it("can be of what is on offer only, naming what could be", async () => {
    const real = await app.ask("POST", "/connections", { as: "ada", body: { ...strict, environment: "LIVE" } })
    expect([real.status, real.json["detail"]]).toEqual([
      422,
      "paper at simulated (LIVE) can't be connected: choose paper at simulated (PAPER)"
    ])
    const offer = await app.ask("GET", "/connections/offer", { as: "ada" })
    expect(offer.json).toMatchObject([{ broker: "paper", venue: "simulated" }])
    expect(offer.text).toContain("Alpaca has no futures for its customers.")
  })

  it("keep rules by which something can be traded at their venue, naming these", async () => {
    await app.run(
      Effect.gen(function* () {
        const store = yield* Store
        const { value } = Option.getOrThrow(yield* store.read(Offers, { id: "offer" }, "offer"))
        const coins = { broker: PAPER_BROKER, environment: "PAPER", venue: VenueId.make("ccxt:kraken") } as const
        const connectable = [...value.connectable, { ...coins, terms: ["paper", "alpaca", "coinbase"] as const }]
        yield* store.upsert(Offers, { ...value, connectable })
      })
    )
    const body = { ...strict, venue: "ccxt:kraken", terms: "tastytrade" }
    const { json, status } = await app.ask("POST", "/connections", { as: "gus", body })
    expect([status, json]).toMatchObject([
      422,
      {
        detail:
          "By the rules of tastytrade nothing can be traded at ccxt:kraken: choose one of paper, alpaca, coinbase",
        errors: [{ field: "terms" }]
      }
    ])
  })

  it("are as many as the bound says, which is told", async () => {
    for (let i = 0; i < 19; i++)
      expect((await app.ask("POST", "/connections", { as: "cleo", body: strict })).status).toBe(201)
    const refused = await app.ask("POST", "/connections", { as: "cleo", body: strict })
    expect([refused.status, refused.json["detail"]]).toEqual([
      409,
      "You have 20 accounts already: remove one that no bot trades through."
    ])
  })

  it("are as many as the bound says when many are added at once", async () => {
    const as = "hugo"
    const answers = await Promise.all(
      Array.from({ length: 30 }, () => app.ask("POST", "/connections", { as, body: strict }))
    )
    const counted = Map.groupBy(answers, ({ status }) => status)
    expect([counted.get(201)?.length, counted.get(409)?.length]).toEqual([19, 11])
    expect(await labels(as)).toHaveLength(20)
    // Of what was claimed nothing is left: a place that is given up is there for another.
    const { json } = await app.ask("GET", "/connections", { as })
    const [, last] = json as unknown as ReadonlyArray<{ readonly id: string }>
    expect((await app.ask("DELETE", `/connections/${String(last?.id)}`, { as })).status).toBe(204)
    expect((await app.ask("POST", "/connections", { as, body: strict })).status).toBe(201)
  })

  it("are called something else, and removed once no bot trades through them", async () => {
    const { json } = await app.ask("POST", "/connections", { as: "dora", body: strict })
    const path = `/connections/${String(json["id"])}`
    expect((await app.ask("PATCH", path, { as: "dora", body: { label: "Strict" } })).json["label"]).toBe("Strict")
    const body = { name: "Ladder", connection: json["id"], symbol: "BTC-USD", settings: gridSettings }
    const bot = await app.ask("POST", "/bots", { as: "dora", body })
    expect([bot.status, bot.json]).toMatchObject([201, { connection: json["id"], venue: "simulated" }])
    const kept = await app.ask("DELETE", path, { as: "dora" })
    expect([kept.status, kept.json["detail"]]).toEqual([
      409,
      "“Ladder” trades through Strict: delete or archive it first."
    ])
    expect((await app.ask("DELETE", "/connections/paper", { as: "dora" })).status).toBe(409)
    expect((await app.ask("DELETE", `/bots/${String(bot.json["id"])}`, { as: "dora" })).status).toBe(204)
    expect((await app.ask("DELETE", path, { as: "dora" })).status).toBe(204)
    expect(await labels("dora")).toEqual(["Paper account"])
  })

  it("take no run that was asked for as they were removed: it would trade by no rules", async () => {
    const as = "finn"
    const { json } = await app.ask("POST", "/connections", { as, body: strict })
    const id = ConnectionId.make(String(json["id"]))
    const body = { name: "Late", connection: id, symbol: "BTC-USD", settings: gridSettings, start: true }
    expect((await app.ask("POST", "/bots", { as, body })).status).toBe(201)
    await app.run(
      Effect.gen(function* () {
        const store = yield* Store
        const { value } = Option.getOrThrow(yield* store.read(Connections, { tenantId: tenant(as) }, id))
        yield* store.upsert(Connections, { ...value, removedAt: 1 })
      })
    )
    for (const { body: command, messageId, properties = {} } of await app.drain("bot-commands", "engine"))
      await app.deliver("bot-commands", { messageId, body: command, properties })
    expect((await app.ask("GET", "/bots", { as })).json).toEqual([])
    expect((await app.ask("GET", "/notifications", { as })).text).toContain(
      "Late was not made: the account that it was to trade through was removed."
    )
  })

  it("give their bots' runs the rules they keep", async () => {
    const { json } = await app.ask("POST", "/connections", { as: "eve", body: strict })
    const body = { name: "Ladder", connection: json["id"], symbol: "BTC-USD", settings: gridSettings, start: true }
    const bot = await app.ask("POST", "/bots", { as: "eve", body })
    expect(bot.status).toBe(201)
    for (const { body: command, messageId, properties = {} } of await app.drain("bot-commands", "engine"))
      await app.deliver("bot-commands", { messageId, body: command, properties })
    const found = await app.run(
      Effect.flatMap(Store, (store) => store.query(BotEvents, everyTenant("a test"), { where: { kind: "GENESIS" } }))
    )
    const [genesis] = found.items.filter(({ value }) => value.tenantId === tenant("eve"))
    expect(genesis?.value).toMatchObject({ kind: "GENESIS", connection: json["id"], terms: "coinbase" })
  })
})
