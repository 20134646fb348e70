import { afterEach, beforeEach, describe, expect, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { PAPER } from "@tradetower/domain/connection"
import type { RunSummary } from "@tradetower/domain/bot"
import { BotId, RunId } from "@tradetower/domain/ids"
import { VenueId, Symbol } from "@tradetower/domain/market"
import type { Decimal } from "@tradetower/domain/number"
import { BotRuns, Bus, BusUnavailable, Accounts, Store } from "@tradetower/platform"
import { embeddedPlatformForTests } from "@tradetower/platform/embedded"
import { projectRun } from "../../engine/projected-run.fixture.ts"
import { connectApp, gridSettings, offerMarket, startApp, tenant, type TestApp } from "../../testing.ts"

let app: TestApp
beforeEach(async () => {
  app = await startApp()
  await app.run(offerMarket("60000"))
  await holds("10000")
})
afterEach(() => app.stop())

const venue = VenueId.make("simulated")
const account = (usd: string, btc = "0") =>
  Effect.flatMap(Store, (store) =>
    store.upsert(Accounts, {
      id: PAPER,
      tenantId: tenant("ada"),
      balances: [
        { asset: "USD", total: usd as Decimal, available: usd as Decimal },
        { asset: "BTC", total: btc as Decimal, available: btc as Decimal }
      ],
      connected: true,
      updatedAt: 1
    })
  )
const holds = (usd: string, btc?: string) => app.run(account(usd, btc))

/** The one account at an exchange. */
const accountOf = (exchange: Record<string, unknown> | undefined) =>
  (exchange?.["accounts"] as ReadonlyArray<Record<string, unknown>> | undefined)?.[0] ?? {}

const grid = (investment: string) => ({ ...gridSettings, investment })
const twap = {
  _tag: "TWAP",
  start: { _tag: "IMMEDIATELY" },
  side: "BUY",
  totalAmount: "1000000",
  duration: 60,
  frequency: 60
}
const make = (settings: object) =>
  app.ask("POST", "/bots", { as: "ada", body: { name: "One", connection: "paper", symbol: "BTC-USD", settings } })
const start = (id: string) => app.ask("POST", `/bots/${id}/start`, { as: "ada" })
const statusOf = async (answer: Promise<{ readonly status: number }>) => (await answer).status
const startOn = (on: Pick<TestApp, "ask">, id: string) => on.ask("POST", `/bots/${id}/start`, { as: "ada" })
/** What the screen says can still be committed of quote. */
const free = async () => {
  const [first] = (await app.ask("GET", "/exchanges", { as: "ada" })).json
  const balances = accountOf(first)["balances"] as ReadonlyArray<{
    readonly asset: string
    readonly uncommitted: string
  }>
  return balances.find(({ asset }) => asset === "USD")?.uncommitted
}
const carryOut = async () => {
  for (const message of await app.drain("bot-commands", "engine")) await app.deliver("bot-commands", message)
}
/** A run as its projection would be after a step. */
const project = (botId: string, runId: unknown, { live = true, entitled }: Projected) =>
  Effect.flatMap(Store, (store) =>
    store.upsert(BotRuns, {
      id: RunId.make(String(runId)),
      tenantId: tenant("ada"),
      botDefinitionId: BotId.make(botId),
      connection: PAPER,
      environment: "PAPER",
      venue,
      symbol: Symbol.make("BTC-USD"),
      startedAt: 1,
      state: "ACTIVE",
      live,
      seq: 1,
      summary: { ...summary, ...(entitled !== undefined && { entitled }) }
    })
  )
interface Projected {
  readonly live?: boolean
  readonly entitled?: RunSummary["entitled"]
}
const nothing = "0" as Decimal
const summary: RunSummary = {
  state: "ACTIVE",
  since: 1,
  reason: "",
  invested: nothing,
  tradingProfit: nothing,
  fees: nothing,
  position: nothing,
  positionCost: nothing,
  fills: 0,
  roundTrips: 0,
  openOrders: 0,
  unknownOrders: 0
}
const refusal = (field: string, sums: RegExp) => ({
  status: 422,
  json: { detail: expect.stringMatching(sums) as string, errors: [expect.objectContaining({ field }) as object] }
})

describe("committing funds", () => {
  it("FUNDS-4 refuses to make a bot of more than is free: a TWAP's buys and any investment", async () => {
    expect(await make(twap)).toMatchObject(refusal("settings.totalAmount", /is needed, and 10,000\.00 USD is free/))
    expect(await make(grid("10001"))).toMatchObject(refusal("settings.investment", /^10,001\.00 USD is needed/))
    expect((await make(grid("10000"))).status).toBe(201)
  })

  it("FUNDS-4 counts what running bots may still use as taken, at start, for added funds and changes", async () => {
    const [one, other] = [await make(grid("6000")), await make(grid("6000"))].map(({ json }) => String(json["id"]))
    expect((await start(one ?? "")).status).toBe(202)
    // Only just starting, and begun but short of its first price: both times it has its claim.
    expect(await start(other ?? "")).toMatchObject(refusal("settings.investment", /4,000\.00 USD is free/))
    await carryOut()
    expect(await start(other ?? "")).toMatchObject(refusal("settings.investment", /4,000\.00 USD is free/))
    const add = (amount: string) => app.ask("POST", `/bots/${one}/funds`, { as: "ada", body: { amount } })
    expect(await add("200000")).toMatchObject(
      refusal("amount", /^200,000\.00 USD is needed, and 4,000\.00 USD is free/)
    )
    expect((await add("4000")).status).toBe(202)
    const change = (id: string, investment: string) =>
      app.ask("PATCH", `/bots/${id}`, { as: "ada", body: { settings: grid(investment) } })
    expect(await change(other ?? "", "4001")).toMatchObject(refusal("settings.investment", /free/))
  })

  it("FUNDS-4 lets exactly one of two starts pass that come at once, from any instance", async () => {
    const bots = [await make(grid("6000")), await make(grid("6000"))].map(({ json }) => String(json["id"]))
    const other = connectApp(app.runtime)
    const statuses = await Promise.all(bots.map((id, index) => statusOf(startOn(index === 0 ? app : other, id))))
    expect(statuses.toSorted((a, b) => a - b)).toEqual([202, 422])
    await other.stop()
  })

  it("FUNDS-4 lets exactly one of a start and added funds pass, and of several bots made running at once", async () => {
    const [one, two] = [await make(grid("3000")), await make(grid("6000"))].map(({ json }) => String(json["id"]))
    expect((await start(one ?? "")).status).toBe(202)
    await carryOut()
    const added = app.ask("POST", `/bots/${one}/funds`, { as: "ada", body: { amount: "4000" } })
    expect((await Promise.all([statusOf(added), statusOf(start(two ?? ""))])).toSorted((a, b) => a - b)).toEqual([
      202, 422
    ])
    await carryOut()
    await holds("40000")
    const before = Number(await free())
    const made = await Promise.all(
      Array.from({ length: 6 }, () =>
        statusOf(
          app.ask("POST", "/bots", {
            as: "ada",
            body: { name: "One", connection: "paper", symbol: "BTC-USD", settings: grid("11000"), start: true }
          })
        )
      )
    )
    expect(made.filter((status) => status === 201).length).toBe(Math.floor(before / 11_000))
    expect(Number(await free())).toBe(before % 11_000)
  })

  it("FUNDS-4 counts added funds once: as a claim until the run has taken them, then as the run's", async () => {
    const id = String((await make(grid("3000"))).json["id"])
    const runId = String((await start(id)).json["runId"])
    await carryOut()
    await projectRun(app, id, runId)
    expect((await app.ask("POST", `/bots/${id}/funds`, { as: "ada", body: { amount: "2000" } })).status).toBe(202)
    expect(await free()).toBe("5000")
    await carryOut()
    expect(await free()).toBe("5000")
    await projectRun(app, id, runId)
    expect(await free()).toBe("5000")
    // What is taken out is free again.
    expect((await app.ask("POST", `/bots/${id}/funds/take`, { as: "ada", body: { amount: "1500" } })).status).toBe(202)
    expect(await free()).toBe("5000")
    await carryOut()
    await projectRun(app, id, runId)
    expect(await free()).toBe("6500")
  })

  it("FUNDS-4 gives a claim back when its start fails", async () => {
    const id = String((await make(grid("6000"))).json["id"])
    const both = await Promise.all([statusOf(start(id)), statusOf(start(id))])
    expect(both).toContain(202)
    expect(await free()).toBe("4000")
  })

  it("FUNDS-4 gives the claim of a bot back that could not be made running", async () => {
    const bus = { down: true }
    const other = await startApp(
      Layer.effect(
        Bus,
        Effect.map(Bus, (real): Bus["Service"] => ({
          ...real,
          send: (topic, messages) =>
            bus.down
              ? Effect.fail(new BusUnavailable({ topic, message: "away", retryable: true }))
              : real.send(topic, messages)
        }))
      ).pipe(Layer.provideMerge(embeddedPlatformForTests()))
    )
    await other.run(Effect.andThen(offerMarket("60000"), account("10000")))
    const body = { name: "One", connection: "paper", symbol: "BTC-USD", settings: grid("6000"), start: true }
    expect((await other.ask("POST", "/bots", { as: "ada", body })).status).toBe(503)
    bus.down = false
    expect((await other.ask("POST", "/bots", { as: "ada", body })).status).toBe(201)
    await other.stop()
  })

  it("FUNDS-4 shows what can still be committed beside each balance", async () => {
    const { json } = await make(grid("6000"))
    const started = await start(String(json["id"]))
    const exchanges = (await app.ask("GET", "/exchanges", { as: "ada" })).json
    expect(accountOf(exchanges[0])["balances"]).toContainEqual({
      asset: "USD",
      free: "10000",
      reserved: "0",
      total: "10000",
      uncommitted: "4000"
    })
    const uncommitted = async (change: Projected) => {
      await app.run(project(String(json["id"]), started.json["runId"], change))
      const [first] = (await app.ask("GET", "/exchanges", { as: "ada" })).json
      const balances = accountOf(first)["balances"] as ReadonlyArray<{ readonly uncommitted: string }>
      return balances[0]?.uncommitted
    }
    expect(await uncommitted({ entitled: { quote: "2500.5" as Decimal, base: nothing } })).toBe("7499.5")
    expect(await uncommitted({ live: false })).toBe("10000")
  })
})

describe("a dip buyer whose trader holds only money", () => {
  const dips = (change: object = {}) => ({
    _tag: "BTD",
    start: { _tag: "IMMEDIATELY" },
    investment: "0.05",
    gridLevels: 10,
    gridStep: "2",
    ...change
  })
  const settingsOf = async (id: string) =>
    (await app.ask("GET", `/bots/${id}`, { as: "ada" })).json["settings"] as Record<string, unknown>

  it("BTD-10 is refused base it lacks, and made when it buys that first, for money that is free", async () => {
    const refused = await make(dips())
    expect(refused.status).toBe(422)
    expect(refused.json["detail"]).toContain("0.05 BTC is needed, and 0 BTC is free")
    expect((await make(dips({ buyFirst: "0.05" }))).status).toBe(201)
    const tooDear = await make(dips({ investment: "1", buyFirst: "1" }))
    expect(tooDear.status).toBe(422)
    expect(tooDear.json["detail"]).toContain("USD is needed, and 10,000.00 USD is free")
  })

  it("BTD-10 buys at each start no more than is lacking then", async () => {
    const { json } = await make(dips({ buyFirst: "0.05" }))
    const id = String(json["id"])
    await holds("10000", "0.03")
    expect((await start(id)).status).toBe(202)
    expect(await settingsOf(id)).toMatchObject({ investment: "0.05", buyFirst: "0.02" })
  })

  it("BTD-10 buys nothing once all of it is held", async () => {
    const { json } = await make(dips({ buyFirst: "0.05" }))
    const id = String(json["id"])
    await holds("10", "0.05")
    expect((await start(id)).status).toBe(202)
    expect(await settingsOf(id)).not.toHaveProperty("buyFirst")
  })
})
