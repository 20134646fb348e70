import { afterEach, beforeEach, describe, expect, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { PAPER } from "@tradetower/domain/connection"
import { BotId, ClientOrderId, RunId, TenantId } from "@tradetower/domain/ids"
import { VenueId, Symbol } from "@tradetower/domain/market"
import { OrderCommand } from "@tradetower/domain/messages"
import type { Decimal } from "@tradetower/domain/number"
import {
  BotEvents,
  BotRuns,
  container,
  type OrderRecord,
  Orders,
  type StepRecord,
  stepId,
  Store
} from "@tradetower/platform"
import { startApp, tenant, type TestApp } from "../testing.ts"

let app: TestApp
beforeEach(async () => {
  app = await startApp()
})
afterEach(() => app.stop())

const zero = "0" as Decimal
const summary: StepRecord["summary"] = {
  state: "ACTIVE",
  since: 0,
  reason: "",
  invested: zero,
  tradingProfit: zero,
  fees: zero,
  position: zero,
  positionCost: zero,
  fills: 0,
  roundTrips: 0,
  openOrders: 0,
  unknownOrders: 0
}
const run = { tenantId: tenant("ada"), botRunId: RunId.make("r1"), botDefinitionId: BotId.make("b1") }
const at = {
  connection: PAPER,
  environment: "PAPER" as const,
  venue: VenueId.make("simulated"),
  symbol: Symbol.make("BTC-USD")
}

const place = (name: string) => ({ _tag: "Place", order: { clientOrderId: name }, rule: "TEST", why: "" })
const cancel = (name: string) => ({ _tag: "Cancel", clientOrderId: name, rule: "TEST", why: "" })

/** Records a step that wants this, as the engine does right before it sends it; nothing is sent here. */
const recorded = (seq: number, orders: ReadonlyArray<Schema.JsonObject>, live = true) =>
  app.run(
    Effect.gen(function* () {
      const store = yield* Store
      yield* store.create(BotEvents, {
        ...run,
        ...at,
        id: stepId(seq),
        kind: "STEP",
        seq,
        at: seq,
        messageId: `m${seq}`,
        event: {},
        orders,
        wake: {},
        transitions: [],
        summary
      })
      const { botDefinitionId, botRunId, tenantId } = run
      yield* store.upsert(BotRuns, {
        id: botRunId,
        tenantId,
        botDefinitionId,
        ...at,
        startedAt: 1,
        state: live ? "ACTIVE" : "STOPPED",
        live,
        seq,
        summary
      })
    })
  )
/** Records an order as execution does once it has it. */
const carried = (name: string, open: boolean) =>
  app.run(
    Effect.flatMap(Store, (store) => {
      const order: OrderRecord = {
        ...run,
        ...at,
        id: ClientOrderId.make(name),
        side: "BUY",
        type: "LIMIT",
        purpose: "GRID",
        quantity: "1" as Decimal,
        filledQuantity: zero,
        fees: [],
        status: open ? "OPEN" : "FILLED",
        open,
        rule: "TEST",
        why: "",
        tradeIds: [],
        createdAt: 1,
        updatedAt: 1
      }
      return store.create(Orders, order)
    })
  )
const readCommand = Schema.decodeUnknownSync(OrderCommand)
/** What the next sweep sends. */
const swept = async () => {
  await app.tick("unsent-orders")
  const sent = await app.drain("order-commands", "execution")
  return sent.map(({ body, messageId, sessionId }) => {
    expect([readCommand(body).runId, sessionId]).toEqual(["r1", "b1"])
    return messageId
  })
}

const somebodyElses = { tenantId: tenant("aaa"), botRunId: RunId.make("r0"), botDefinitionId: BotId.make("b0") }
/** A run whose newest step nobody can read. */
const unreadable = Effect.fnUntraced(function* (key: typeof run) {
  const store = yield* Store
  const shape = Schema.Struct({ id: Schema.String, tenantId: TenantId, botRunId: RunId, kind: Schema.String })
  yield* store.create(container("BotEvents", shape), { ...key, id: stepId(1), kind: "STEP" })
  const { botRunId: id, ...owner } = key
  const ran = { id, tenantId: owner.tenantId, botDefinitionId: owner.botDefinitionId, startedAt: 1, seq: 1, summary }
  yield* store.create(BotRuns, { ...ran, ...at, state: "ACTIVE", live: true })
})

describe("the minute sweep for orders that did not go out", () => {
  it("sends what did not go out whatever is wrong with somebody else's run", async () => {
    await app.run(unreadable(somebodyElses))
    await recorded(1, [place("a")])
    expect(await swept()).toEqual(["a:place"])
  })

  it("sends what a run that could not be looked at after the start had left, once it can be", async () => {
    await app.run(unreadable(run))
    expect(await swept()).toEqual([])
    await app.run(Effect.flatMap(Store, (store) => store.remove(BotEvents, run, stepId(1))))
    await recorded(1, [place("a")])
    expect(await swept()).toEqual(["a:place"])
  })

  it("sends after a start what execution never got, under the ids it had, and nothing it has", async () => {
    await recorded(1, [place("a"), place("b")])
    await carried("a", true)
    expect(await swept()).toEqual(["b:place"])
  })

  it("sends cancels again of orders that still rest, not of those that ended or never were", async () => {
    await carried("rests", true)
    await carried("ended", false)
    await recorded(1, [cancel("rests"), cancel("ended"), cancel("never")])
    expect(await swept()).toEqual(["rests:cancel"])
  })

  it("leaves alone what is just on its way: a step is looked at once it was there a sweep ago", async () => {
    await recorded(1, [])
    expect(await swept()).toEqual([])
    await recorded(2, [place("a")])
    expect(await swept()).toEqual([])
    expect(await swept()).toEqual(["a:place"])
  })

  it("looks at each step once, and at no run that has ended", async () => {
    await recorded(1, [])
    await swept()
    await recorded(2, [place("a")])
    await swept()
    await carried("a", true)
    expect(await swept()).toEqual([])
    await recorded(3, [place("c")], false)
    expect(await swept()).toEqual([])
    expect(await swept()).toEqual([])
  })

  it("finds steps further back than the last, of a run that went on meanwhile", async () => {
    await recorded(1, [place("a")])
    await recorded(2, [])
    await recorded(3, [place("c")])
    expect(await swept()).toEqual(["a:place", "c:place"])
  })
})
