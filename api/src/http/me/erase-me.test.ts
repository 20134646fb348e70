import { Deferred, Effect, Layer, Option } from "effect"
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest"
import { PAPER } from "@tradetower/domain/connection"
import { BotId, ClientOrderId, RunId } from "@tradetower/domain/ids"
import type { Decimal } from "@tradetower/domain/number"
import {
  Accounts,
  Backtests,
  BotEvents,
  BotRuns,
  Brokers,
  eraseTenant,
  forgetTenant,
  type OrderRecord,
  Orders,
  SignalEvents,
  Store,
  Users
} from "@tradetower/platform"
import { embeddedPlatformForTests } from "@tradetower/platform/embedded"
import { btc, gridSettings, offerMarket, startApp, tenant, type TestApp } from "../../testing.ts"
import { AlertRates } from "../signals/alert-rates.ts"
import { receiveAlert } from "../signals/receive-alert.ts"
import { WebhookTokens } from "../signals/webhook-tokens.ts"
import { liveAccount, offerStandIn, STAND_IN, standInBroker } from "../connections/broker.fixture.ts"

const { broker, state } = standInBroker()
let app: TestApp
beforeAll(async () => {
  app = await startApp(Layer.merge(embeddedPlatformForTests(), Layer.succeed(Brokers, new Map([[STAND_IN, broker]]))))
  await app.run(offerMarket("60000"))
  await app.run(offerStandIn)
})
afterAll(() => app.stop())
afterEach(() => {
  state.meanwhile = Effect.void
})

const erase = (as: string, name = as) => app.ask("DELETE", `/me?name=${encodeURIComponent(name)}`, { as })
const foreseen = async (as: string) => (await app.ask("GET", "/me/erasure", { as })).json
/** What execution does of an erasure, once nothing goes on. */
const carriedOut = (as: string) => app.run(Effect.andThen(eraseTenant(tenant(as)), forgetTenant(tenant(as))))
const userOf = (as: string) =>
  app.run(Effect.flatMap(Store, (store) => store.read(Users, { tenantId: tenant(as) }, "user")))
const makeBot = async (as: string, name: string) => {
  const body = { name, connection: "paper", symbol: "BTC-USD", settings: gridSettings }
  return String((await app.ask("POST", "/bots", { as, body })).json["id"])
}
const newToken = async (as: string) =>
  String((await app.ask("POST", "/signals/token", { as })).json["path"])
    .split("/")
    .at(-1) ?? ""
const alert = (change: object = {}) =>
  JSON.stringify({ bot: "b1", action: "BUY", pair: "BTC-USD", time: new Date().toISOString(), ...change })
const signalsOf = (as: string) =>
  app.run(
    Effect.flatMap(Store, (store) => Effect.map(store.query(SignalEvents, { tenantId: tenant(as) }), (p) => p.items))
  )

/** An order of a bot, as execution keeps one that rests. */
const resting = (as: string, botId: string): OrderRecord => ({
  id: ClientOrderId.make("tt-a-GRID-1"),
  tenantId: tenant(as),
  botRunId: RunId.make("ended"),
  botDefinitionId: BotId.make(botId),
  connection: PAPER,
  environment: "PAPER",
  venue: btc.venue,
  symbol: btc.symbol,
  side: "BUY",
  type: "LIMIT",
  purpose: "GRID",
  price: "50000" as Decimal,
  quantity: "1" as Decimal,
  filledQuantity: "0" as Decimal,
  fees: [],
  status: "OPEN",
  open: true,
  rule: "TEST",
  why: "a test",
  tradeIds: [],
  createdAt: 0,
  updatedAt: 0
})

describe("an erasure", () => {
  it("needs the name of who asks, and is nothing without", async () => {
    expect((await app.ask("DELETE", "/me", { as: "careful" })).status).toBe(400)
    const wrong = await erase("careful", "somebody else")
    expect([wrong.status, wrong.json["detail"]]).toEqual([
      422,
      "Nothing is erased: say careful, the name that you are signed in under."
    ])
    expect(Option.getOrThrow(await userOf("careful")).value.erasure).toBeUndefined()
  })

  it("is refused while anything goes on, naming it", async () => {
    const as = "busy"
    const running = await makeBot(as, "Runner")
    await app.ask("POST", `/bots/${running}/start`, { as })
    const ended = await makeBot(as, "Leftover")
    await app.run(Effect.flatMap(Store, (store) => store.create(Orders, resting(as, ended))))
    await app.run(
      Effect.flatMap(Store, (store) =>
        store.create(Backtests, {
          id: "download",
          tenantId: tenant(as),
          kind: "DOWNLOAD",
          createdAt: 0,
          state: "QUEUED",
          progress: 0,
          cancelRequested: false,
          symbol: btc.symbol,
          from: 0,
          to: 60_000,
          reached: 0,
          candles: 0
        })
      )
    )
    const inTheWay = [
      { kind: "BOT", text: "Runner is running: stop it first.", botId: running },
      {
        kind: "ORDERS",
        text: "An order of Leftover still rests at Paper account: close what it left first.",
        botId: ended
      },
      { kind: "JOB", text: "A download of candles goes on: cancel it or wait for the end." }
    ]
    expect(await foreseen(as)).toEqual({ hindrances: inTheWay, stays: [] })
    const refused = await erase(as)
    expect([refused.status, refused.json["detail"]]).toEqual([
      409,
      `Nothing is erased yet. ${inTheWay.map(({ text }) => text).join(" ")}`
    ])
    expect((await app.ask("GET", "/me", { as })).status).toBe(200)
  })

  it("leaves what a bot of real money kept at its broker where it is, and says so", async () => {
    const as = "keeping"
    const botId = await makeBot(as, "Keeper")
    const kept = (id: string, environment: "LIVE" | "PAPER", position: string) => ({
      id: RunId.make(id),
      tenantId: tenant(as),
      botDefinitionId: BotId.make(botId),
      connection: PAPER,
      environment,
      venue: btc.venue,
      symbol: btc.symbol,
      startedAt: 0,
      state: "STOPPED" as const,
      live: false,
      kept: true as const,
      seq: 9,
      summary: {
        state: "STOPPED" as const,
        since: 0,
        reason: "",
        invested: "0" as Decimal,
        tradingProfit: "0" as Decimal,
        fees: "0" as Decimal,
        position: position as Decimal,
        positionCost: "0" as Decimal,
        fills: 1,
        roundTrips: 0,
        openOrders: 0,
        unknownOrders: 0
      }
    })
    for (const run of [kept("real", "LIVE", "0.5"), kept("paper", "PAPER", "0.7"), kept("flat", "LIVE", "0")])
      await app.run(Effect.flatMap(Store, (store) => store.create(BotRuns, run)))
    expect(await foreseen(as)).toEqual({
      hindrances: [],
      stays: ["What Keeper left at Paper account, a position of 0.5 in BTC-USD, stays there and is yours."]
    })
    expect((await erase(as)).status).toBe(202)
  })

  it("is not kept waiting by an order at an account whose key was revoked, and says that it may stay there", async () => {
    const as = "revoked"
    const left = await makeBot(as, "Leftover")
    const standing = (trouble: "REVOKED" | "SIGNED_OUT") =>
      app.run(
        Effect.flatMap(Store, (store) =>
          store.upsert(Accounts, {
            id: PAPER,
            tenantId: tenant(as),
            connected: false,
            trouble,
            reason: "",
            updatedAt: 0
          })
        )
      )
    await app.run(Effect.flatMap(Store, (store) => store.create(Orders, resting(as, left))))
    await standing("SIGNED_OUT")
    expect(await foreseen(as)).toMatchObject({ hindrances: [{ kind: "ORDERS" }], stays: [] })
    await standing("REVOKED")
    expect(await foreseen(as)).toEqual({
      hindrances: [],
      stays: [
        "An order of Leftover may still rest at Paper account, whose key was revoked: only you can cancel it there."
      ]
    })
    expect((await erase(as)).status).toBe(202)
  })

  it("lets nobody in from its first moment on, by whichever door, and whoever comes later is new", async () => {
    const as = "leaving"
    const token = await newToken(as)
    expect((await app.hook(token, alert())).status).toBe(202)
    const before = await signalsOf(as)
    expect(await foreseen(as)).toEqual({ hindrances: [], stays: [] })
    expect((await erase(as)).status).toBe(202)

    const asked = await app.ask("GET", "/bots", { as })
    expect([asked.status, asked.json["detail"]]).toEqual([
      401,
      "Everything that was kept under this name is being erased. In a moment you can sign in as someone new."
    ])
    const unknown = await app.hook(`${token.split(".")[0]}.${"A".repeat(43)}`, alert())
    const hooked = await app.hook(token, alert())
    expect([hooked.status, hooked.text]).toEqual([401, unknown.text])
    // What waited in the bus finds nobody to write of.
    for (const message of await app.drain("signal-events", "engine")) await app.deliver("signal-events", message)
    expect(await signalsOf(as)).toEqual(before)

    await carriedOut(as)
    expect((await app.hook(token, alert())).status).toBe(401)
    const me = await app.ask("GET", "/me", { as })
    expect(me.json).toMatchObject({ id: as, tradingHalted: false })
    expect((await app.hook(token, alert())).status).toBe(401)
    expect((await app.ask("GET", "/me/export", { as })).text).not.toContain("signals.token")
    // All sixty a minute are theirs.
    const next = await newToken(as)
    const taken = await Promise.all(Array.from({ length: 60 }, (_, n) => app.hook(next, alert({ id: String(n) }))))
    expect(taken.map(({ status }) => status)).toEqual(taken.map(() => 202))
  })

  it("takes no alert whose text came when its sender was erased already", async () => {
    const as = "slow"
    const token = await newToken(as)
    const { value, version } = Option.getOrThrow(await userOf(as))
    const slowly = Effect.gen(function* () {
      const store = yield* Store
      const tokens = yield* WebhookTokens
      const text = Effect.gen(function* () {
        yield* store.replace(Users, { ...value, erasure: { askedAt: 0 } }, version)
        yield* tokens.forget(tenant(as))
        return alert()
      })
      return yield* Effect.flip(receiveAlert(token, Effect.orDie(text)))
    })
    const services = Layer.mergeAll(WebhookTokens.layer, AlertRates.layer)
    const refused = await app.run(Effect.provide(slowly, services))
    expect(refused).toMatchObject({ _tag: "NotSignedIn" })
    expect(await signalsOf(as)).toEqual([])
    expect(
      (await app.drain("signal-events", "engine")).filter(({ properties }) => properties["tenantId"] === as)
    ).toEqual([])
  })

  it("begins no bot whose start was on its way", async () => {
    const as = "racing"
    const botId = await makeBot(as, "Late")
    await app.ask("POST", `/bots/${botId}/start`, { as })
    const [start] = (await app.drain("bot-commands", "engine")).filter(
      ({ properties }) => properties["tenantId"] === as
    )
    if (start === undefined) return expect.unreachable("its start was sent")
    const { value, version } = Option.getOrThrow(await userOf(as))
    await app.run(
      Effect.flatMap(Store, (store) => store.replace(Users, { ...value, erasure: { askedAt: 0 } }, version))
    )
    await app.deliver("bot-commands", start)
    const steps = await app.run(Effect.flatMap(Store, (store) => store.query(BotEvents, { tenantId: tenant(as) })))
    expect(steps.items).toEqual([])
  })

  it("ends what is still being done for who is erased, so that nothing is written of them again", async () => {
    const as = "adding"
    await app.ask("GET", "/me", { as })
    const tried = Deferred.makeUnsafe<void>()
    const answered = Deferred.makeUnsafe<void>()
    state.meanwhile = Effect.andThen(Deferred.succeed(tried, undefined), Deferred.await(answered))
    const adding = app.ask("POST", "/connections", { as, body: liveAccount({ key: "k", secret: "s" }) })
    await Effect.runPromise(Deferred.await(tried))
    expect((await erase(as)).status).toBe(202)
    expect((await adding).status).toBe(401)
    await Effect.runPromise(Deferred.succeed(answered, undefined))
    await carriedOut(as)
    expect(Option.isNone(await userOf(as))).toBe(true)
    expect((await app.ask("GET", "/connections", { as })).json).toHaveLength(1)
    expect((await app.ask("GET", "/me/export", { as })).text).not.toContain("connection.add")
  })
})
