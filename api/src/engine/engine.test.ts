import { afterEach, beforeEach, describe, expect, it } from "@effect/vitest"
import { Effect, Layer, Option } from "effect"
import { RunId } from "@tradetower/domain/ids"
import {
  BotEvents,
  BotRuns,
  Bus,
  Notifications,
  SignalEvents,
  slotOf,
  Store,
  type StepRecord
} from "@tradetower/platform"
import { embeddedPlatformForTests } from "@tradetower/platform/embedded"
import { type Begun, beginRun, givenUp, happened, stepsOf } from "./begun-run.fixture.ts"
import { connectApp, gridSettings, offerMarket, startApp, tenant, type TestApp } from "../testing.ts"

/** Lets the next sends of orders be cut off, as if the process died between append and send. */
let broken = 0
const platform = Layer.effect(
  Bus,
  Effect.map(Bus, (bus) => ({
    ...bus,
    send: (topic, messages) =>
      topic === "order-commands" && broken-- > 0 ? Effect.interrupt : bus.send(topic, messages)
  }))
)

let app: TestApp
beforeEach(async () => {
  broken = 0
  app = await startApp(Layer.provideMerge(platform, embeddedPlatformForTests()))
  await app.run(offerMarket("60000"))
})
afterEach(() => app.stop())

const begin = (settings?: object) => beginRun(app, settings)
const price = (run: Begun, messageId: string, at: number, value: string) =>
  happened(run, messageId, { _tag: "PriceReached", at, price: value })

const failures = (as: string) => givenUp(app, as)
const steps = (run: Begun) => stepsOf(app, run)
const stepOf = async (run: Begun, seq: number): Promise<StepRecord> => {
  const found = (await steps(run)).find((step) => step.seq === seq)
  if (found === undefined) throw new Error(`run ${run.runId} has no step ${seq}`)
  return found
}
const notifications = () =>
  app.run(
    Effect.flatMap(Store, (store) => store.query(Notifications, { tenantId: tenant("ada") })).pipe(
      Effect.map((page) => page.items.map(({ value }) => value))
    )
  )
const orderIds = (record: StepRecord | undefined) =>
  (record?.orders ?? []).map((action) => (action["order"] as { clientOrderId: string }).clientOrderId)

describe("the engine", () => {
  it("begins a run with its genesis and Started, which asks for the present price", async () => {
    const run = await begin()
    const [started, ...none] = await steps(run)
    expect(none).toEqual([])
    expect(started).toMatchObject({ seq: 1, event: { _tag: "Started" }, wake: { above: "0.01" }, orders: [] })
  })

  it("records what a price leads to in one document, then sends its orders", async () => {
    const run = await begin()
    await app.deliver("bot-commands", price(run, "p1", Date.now(), "60000"))
    const record = (await steps(run))[1]
    expect(record).toMatchObject({ seq: 2, messageId: "p1" })
    expect(record?.orders.length).toBeGreaterThan(0)
    const sent = await app.drain("order-commands", "execution")
    expect(sent.map(({ messageId }) => messageId)).toEqual(orderIds(record).map((id) => `${id}:place`))
    expect(new Set(sent.map(({ sessionId }) => sessionId))).toEqual(new Set([run.botId]))
    for (const { properties } of sent) expect(properties).toMatchObject({ tenantId: "ada", slot: slotOf("ada") })
  })

  it("LIFE-2 no step is recorded to be before the one before it, also once the run was read again", async () => {
    const run = await begin()
    const [started] = await steps(run)
    const begunAt = started?.at ?? expect.fail("it did not begin")
    await app.deliver("bot-commands", price(run, "p1", begunAt - 2_000, "60000"))
    await app.deliver("bot-commands", price(run, "p2", begunAt + 5_000, "59000"))
    await connectApp(app.runtime).deliver("bot-commands", price(run, "p3", begunAt + 1_000, "58000"))
    const [, ...later] = await steps(run)
    expect(later.map(({ at }) => at - begunAt)).toEqual([0, 5_000, 5_000])
    // What was said of the price stays as it was.
    expect(later[0]?.event).toMatchObject({ at: begunAt - 2_000 })
  })

  it("steps a message that comes twice once, and places nothing twice", async () => {
    const run = await begin()
    const message = price(run, "p1", Date.now(), "60000")
    await app.deliver("bot-commands", message)
    const first = await app.drain("order-commands", "execution")
    await app.deliver("bot-commands", message)
    expect(await steps(run)).toHaveLength(2)
    expect(first.length).toBeGreaterThan(0)
    expect(await app.drain("order-commands", "execution")).toEqual([])
  })

  it("sends the orders of a recorded step when the crash came before sending", async () => {
    const run = await begin()
    const message = price(run, "p1", Date.now(), "60000")
    broken = 1
    await expect(app.deliver("bot-commands", message)).rejects.toThrow("interrupted")
    expect(await steps(run)).toHaveLength(2)
    expect(await app.drain("order-commands", "execution")).toEqual([])
    await app.deliver("bot-commands", message)
    const sent = await app.drain("order-commands", "execution")
    expect(sent.map(({ messageId }) => messageId)).toEqual(orderIds((await steps(run))[1]).map((id) => `${id}:place`))
  })

  it("sends them after a restart too, when the run is next loaded", async () => {
    const run = await begin()
    broken = 1
    await expect(app.deliver("bot-commands", price(run, "p1", Date.now(), "60000"))).rejects.toThrow("interrupted")
    const restarted = connectApp(app.runtime)
    await restarted.deliver("bot-commands", happened(run, "t1", { _tag: "TimerDue", at: Date.now() }))
    const sent = await app.drain("order-commands", "execution")
    expect(sent.map(({ messageId }) => messageId)).toEqual(orderIds((await steps(run))[1]).map((id) => `${id}:place`))
    await restarted.stop()
  })

  it("finds orders that did not go out with its sweep, though no message comes", async () => {
    const run = await begin()
    broken = 1
    await expect(app.deliver("bot-commands", price(run, "p1", Date.now(), "60000"))).rejects.toThrow("interrupted")
    const record = await stepOf(run, 2)
    await app.run(
      Effect.flatMap(Store, (store) =>
        store.create(BotRuns, {
          id: RunId.make(run.runId),
          tenantId: tenant("ada"),
          botDefinitionId: record.botDefinitionId,
          connection: record.connection,
          environment: record.environment,
          venue: record.venue,
          symbol: record.symbol,
          startedAt: 1,
          state: "ACTIVE",
          live: true,
          seq: 2,
          summary: record.summary
        })
      )
    )
    await app.tick("unsent-orders")
    expect(await app.drain("order-commands", "execution")).toHaveLength(record.orders.length)
  })

  it("lets two engines step the same run at once: no step is lost, none is made twice", async () => {
    const run = await begin()
    const other = connectApp(app.runtime)
    const now = Date.now()
    const messages = Array.from({ length: 12 }, (_, i) => price(run, `p${i}`, now + i, String(60_000 - i * 300)))
    await Promise.all(
      messages.flatMap((message, i) => [
        (i % 2 === 0 ? app : other).deliver("bot-commands", message),
        (i % 2 === 0 ? other : app).deliver("bot-commands", message)
      ])
    )
    const recorded = await steps(run)
    expect(recorded.map(({ seq }) => seq)).toEqual(Array.from({ length: 13 }, (_, i) => i + 1))
    expect(
      recorded
        .slice(1)
        .map(({ messageId }) => messageId)
        .toSorted()
    ).toEqual(messages.map(({ messageId }) => messageId).toSorted())
    await other.stop()
  })

  it("folds a run anew after a restart, with and without its snapshot, to the same next step", async () => {
    const run = await begin()
    const now = Date.now()
    for (let i = 0; i < 210; i++)
      await app.deliver("bot-commands", price(run, `p${i}`, now + i, String(60_000 + (i % 2) * 1_000)))
    const key = { tenantId: tenant("ada"), botRunId: RunId.make(run.runId) }
    const snapshot = await app.run(Effect.flatMap(Store, (store) => store.read(BotEvents, key, "snapshot")))
    expect(Option.map(snapshot, ({ value }) => value.kind === "SNAPSHOT" && value.seq)).toEqual(Option.some(200))

    const withIt = connectApp(app.runtime)
    await withIt.deliver("bot-commands", price(run, "after-1", now + 100, "58000"))
    await app.run(Effect.flatMap(Store, (store) => store.remove(BotEvents, key, "snapshot")))
    const without = connectApp(app.runtime)
    await without.deliver("bot-commands", price(run, "after-2", now + 101, "62000"))
    // The first engine still holds what it had: it must see that others went on.
    await app.deliver("bot-commands", price(run, "after-3", now + 102, "60000"))
    expect((await steps(run)).slice(-3).map(({ messageId }) => messageId)).toEqual(["after-1", "after-2", "after-3"])
    await withIt.stop()
    await without.stop()
  })

  it("holds a run whose records don't add up: it is not traded on, and the trader hears of it once", async () => {
    const run = await begin()
    await app.deliver("bot-commands", price(run, "p1", Date.now(), "60000"))
    const record = await stepOf(run, 2)
    await app.drain("order-commands", "execution")
    await app.run(Effect.flatMap(Store, (store) => store.upsert(BotEvents, { ...record, orders: [] })))
    const restarted = connectApp(app.runtime)
    for (const id of ["p2", "p3"]) await restarted.deliver("bot-commands", price(run, id, Date.now(), "55000"))
    expect(await failures("ada")).toEqual(["p2 RUN_BROKEN", "p3 RUN_BROKEN"])
    expect(await steps(run)).toHaveLength(2)
    expect(await app.drain("order-commands", "execution")).toEqual([])
    expect((await notifications()).filter(({ severity }) => severity === "CRITICAL")).toHaveLength(1)
    await restarted.stop()
  })

  it("refuses a message of one tenant for a run of another, and leaves the run alone", async () => {
    const run = await begin()
    const now = Date.now()
    const event = { _tag: "PriceReached", at: now, price: "60000" }
    await app.ask("GET", "/me", { as: "ben" })
    await app.deliver("bot-commands", { ...price(run, "x1", now, "60000"), properties: { tenantId: "ben" } })
    await app.deliver("bot-commands", happened(run, "x2", event, "ben"))
    expect(await failures("ben")).toEqual(["x1 WRONG_TENANT", "x2 NO_SUCH_RUN"])
    await app.deliver("bot-commands", happened({ ...run, botId: "another" }, "x3", event))
    await app.deliver("bot-commands", price(run, "x4", now, "60000.001"))
    expect(await failures("ada")).toEqual(["x3 WRONG_BOT", "x4 UNREADABLE_EVENT"])
    expect(await steps(run)).toHaveLength(1)
  })

  it("does not begin a run of a halted tenant", async () => {
    const body = { name: "Grid", connection: "paper", symbol: "BTC-USD", settings: gridSettings }
    const botId = String((await app.ask("POST", "/bots", { as: "ada", body })).json["id"])
    const runId = String((await app.ask("POST", `/bots/${botId}/start`, { as: "ada" })).json["runId"])
    const [start] = await app.drain("bot-commands", "engine")
    await app.ask("POST", "/kill-switch", { as: "ada" })
    expect(start).toBeDefined()
    if (start !== undefined) await app.deliver("bot-commands", start)
    expect(await steps({ botId, runId })).toEqual([])
    expect(await notifications()).toMatchObject([{ severity: "WARNING" }])
  })

  it("says of every signal what became of it", async () => {
    const waiting = await begin({ ...gridSettings, start: { _tag: "TRADINGVIEW", action: "BUY" } })
    const signal = (id: string, change: object = {}) => ({
      messageId: `signal-${id}`,
      body: {
        tenantId: "ada",
        botId: waiting.botId,
        signalId: id,
        action: "BUY",
        pair: "COINBASE:BTCUSD",
        receivedAt: Date.now(),
        ...change
      },
      properties: { tenantId: "ada" }
    })
    for (const message of [
      signal("pair", { pair: "ETH-USD" }),
      signal("bot", { botId: "none" }),
      signal("action", { action: "SELL" }),
      signal("good"),
      signal("good")
    ])
      await app.deliver("signal-events", message)
    const page = await app.run(Effect.flatMap(Store, (store) => store.query(SignalEvents, { tenantId: tenant("ada") })))
    const fates = Object.fromEntries(page.items.map(({ value }) => [value.id, value.fate]))
    expect(fates).toEqual({ pair: "IGNORED", bot: "IGNORED", action: "IGNORED", good: "MATCHED" })
    const recorded = await steps(waiting)
    expect(recorded.map(({ event }) => event["_tag"])).toEqual(["Started", "SignalReceived"])

    await app.deliver("bot-commands", price(waiting, "p1", Date.now(), "60000"))
    const signals = await app.ask("GET", "/signals", { as: "ada" })
    const good = (signals.json["signals"] as ReadonlyArray<Record<string, unknown>>).find(({ id }) => id === "good")
    expect(good).toMatchObject({ stage: "ORDERED" })
  })
})
