import { Effect, Option } from "effect"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { ConnectionId, PAPER_BROKER } from "@tradetower/domain/connection"
import { BotId, RunId } from "@tradetower/domain/ids"
import { VenueId } from "@tradetower/domain/market"
import type { Decimal } from "@tradetower/domain/number"
import {
  Accounts,
  BotDefinitions,
  BotEvents,
  BotRuns,
  Connections,
  everyTenant,
  Offers,
  Store
} from "@tradetower/platform"
import { projectRun } from "../../engine/projected-run.fixture.ts"
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

  it("tell what their broker charges them", async () => {
    const rates = { makerRate: "0.0025" as Decimal, takerRate: "0.004" as Decimal }
    const fees = [{ of: "CRYPTO" as const, ...rates, name: "Advanced 2" }]
    const record = { id: ConnectionId.make("paper"), tenantId: tenant("fay"), updatedAt: 0, connected: true }
    await app.run(Effect.flatMap(Store, (store) => store.upsert(Accounts, { ...record, fees })))
    expect((await app.ask("GET", "/connections", { as: "fay" })).json).toMatchObject([{ fees }])
    expect((await app.ask("GET", "/connections", { as: "gus" })).json[0]).not.toHaveProperty("fees")
  })

  it("tell what is left of the margin that their futures share", async () => {
    const margin = [{ asset: "USD", available: "900" as Decimal, buffer: "950.5" as Decimal }]
    const record = { id: ConnectionId.make("paper"), tenantId: tenant("lou"), updatedAt: 0, connected: true }
    await app.run(Effect.flatMap(Store, (store) => store.upsert(Accounts, { ...record, margin })))
    expect((await app.ask("GET", "/connections", { as: "lou" })).json).toMatchObject([{ margin }])
    expect((await app.ask("GET", "/connections", { as: "gus" })).json[0]).not.toHaveProperty("margin")
  })

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
      expect(
        (await app.ask("POST", "/connections", { as: "cleo", body: { ...strict, label: `At ${i}` } })).status
      ).toBe(201)
    const refused = await app.ask("POST", "/connections", { as: "cleo", body: strict })
    expect([refused.status, refused.json["detail"]]).toEqual([
      409,
      "You have 20 accounts already: remove one that no bot trades through."
    ])
  })

  it("are as many as the bound says when many are added at once", async () => {
    const as = "hugo"
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, i) =>
        app.ask("POST", "/connections", { as, body: { ...strict, label: `At ${i}` } })
      )
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

  it("are not removed while a bot that ended left something on them", async () => {
    const as = "ada"
    const label = "Left behind"
    const { json } = await app.ask("POST", "/connections", { as, body: { ...strict, label } })
    const path = `/connections/${String(json["id"])}`
    const body = { name: "Ended", connection: json["id"], symbol: "BTC-USD", settings: gridSettings, start: true }
    const botId = BotId.make(String((await app.ask("POST", "/bots", { as, body })).json["id"]))
    for (const { body: command, messageId, properties = {} } of await app.drain("bot-commands", "engine"))
      await app.deliver("bot-commands", { messageId, body: command, properties })
    const { value: bot } = await app.run(
      Effect.flatMap(Store, (store) =>
        Effect.map(store.read(BotDefinitions, { tenantId: tenant(as) }, botId), Option.getOrThrow)
      )
    )
    const runId = RunId.make(String(bot.currentRunId))
    await projectRun(app, botId, runId)
    const ended = (left: { readonly kept?: true }) =>
      app.run(
        Effect.gen(function* () {
          const store = yield* Store
          const run = yield* store.read(BotRuns, { tenantId: tenant(as), botDefinitionId: botId }, runId)
          const { kept: _, ...value } = Option.getOrThrow(run).value
          yield* store.upsert(BotRuns, { ...value, state: "STOPPED", live: false, ...left })
        })
      )
    await ended({ kept: true })
    expect((await app.ask("POST", `/bots/${botId}/archive`, { as })).status).toBeLessThan(300)
    const refused = await app.ask("DELETE", path, { as })
    expect([refused.status, refused.json["detail"]]).toEqual([
      409,
      `A bot that ended left orders or a position in BTC-USD on ${label}: close them first.`
    ])
    await ended({})
    expect((await app.ask("DELETE", path, { as })).status).toBe(204)
    await app.ask("POST", `/bots/${botId}/unarchive`, { as })
    const start = await app.ask("POST", `/bots/${botId}/start`, { as })
    expect([start.status, start.json["detail"]]).toEqual([
      409,
      "The account that Ended trades through was removed. Duplicate the bot, and choose another account."
    ])
  })

  it("have names of their own, whichever way they get them and however many at once", async () => {
    const as = "jane"
    const add = (label: string) => app.ask("POST", "/connections", { as, body: { ...strict, label } })
    const answers = await Promise.all(["Strict", "strict ", "Strict", "Strict 2"].map(add))
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(2)
    const there = new Set((await labels(as)).map((label) => label.toLowerCase()))
    expect(there).toEqual(new Set(["paper account", "strict", "strict 2"]))
    const refused = await add("STRICT")
    expect([refused.status, refused.json["errors"]]).toEqual([
      422,
      [
        {
          field: "label",
          message: "you have an account of this name already: call this one “STRICT 3”, say"
        }
      ]
    ])
    const { json } = await app.ask("GET", "/connections", { as })
    const [, one] = json as unknown as ReadonlyArray<{ readonly id: string; readonly label: string }>
    const rename = (label: string) => app.ask("PATCH", `/connections/${String(one?.id)}`, { as, body: { label } })
    expect((await rename("Paper account")).status).toBe(422)
    expect((await rename(`${String(one?.label)} `)).status).toBe(200)
  })

  it("are removed, or get a bot made at that moment, never both", async () => {
    const as = "ivy"
    for (let round = 0; round < 30; round++) {
      const { json } = await app.ask("POST", "/connections", { as, body: strict })
      const path = `/connections/${String(json["id"])}`
      const body = { name: `Ladder ${round}`, connection: json["id"], symbol: "BTC-USD", settings: gridSettings }
      const late = round % 12
      const [made, removed] = await Promise.all([
        app.ask("POST", "/bots", { as, body }),
        new Promise((resume) => setTimeout(resume, late)).then(() => app.ask("DELETE", path, { as }))
      ])
      expect([made.status, removed.status], `${late} ms apart`).not.toEqual([201, 204])
      if (removed.status === 204) expect([404, 409, 422]).toContain(made.status)
      else expect(removed.status).toBe(409)
      if (made.status === 201) await app.ask("DELETE", `/bots/${String(made.json["id"])}`, { as })
      if (removed.status !== 204) expect((await app.ask("DELETE", path, { as })).status).toBe(204)
    }
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
