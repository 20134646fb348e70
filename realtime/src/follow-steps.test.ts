import { expect, layer } from "@effect/vitest"
import { Effect, Layer, Option } from "effect"
import { PAPER } from "@tradetower/domain/connection"
import { ClientOrderId, RunId } from "@tradetower/domain/ids"
import type { LiveMessage } from "@tradetower/domain/live"
import { Decimal } from "@tradetower/domain/number"
import { AuditEvents, BotRuns, BotStateTransitions, type Group, Orders, Positions, Store } from "@tradetower/platform"
import { embeddedPlatformForTests } from "@tradetower/platform/embedded"
import { takeSteps } from "./follow-steps.ts"
import { Publisher } from "./publish.ts"
import { RunBoard } from "./run-board.ts"
import { botId, venue, stepOf, summaryOf, symbol, tenantId, transition } from "./step.fixture.ts"

const heard: Array<{ readonly group: Group; readonly message: LiveMessage }> = []
const listening = Layer.succeed(Publisher, {
  publish: (group, message) => Effect.sync(() => void heard.push({ group, message })),
  deliveredToday: Effect.succeed({ messages: 0, each: 1 })
})
const parts = Layer.mergeAll(RunBoard.layer(), listening).pipe(
  Layer.provideMerge(embeddedPlatformForTests({ telemetry: { logs: "off" } }))
)

const everything = Effect.gen(function* () {
  const store = yield* Store
  const all = { limit: 1_000 }
  return {
    runs: (yield* store.query(BotRuns, { tenantId }, all)).items,
    positions: (yield* store.query(Positions, { tenantId }, all)).items,
    transitions: (yield* store.query(BotStateTransitions, { tenantId }, all)).items,
    audit: (yield* store.query(AuditEvents, { tenantId }, all)).items
  }
})

layer(parts)("following the steps of runs", (it) => {
  it.effect("writes where a run stands and what it holds, its history and the audit trail", () =>
    Effect.gen(function* () {
      const held = { position: Decimal.make("2"), positionCost: Decimal.make("10") }
      yield* takeSteps([
        stepOf("a", 1, summaryOf("INITIALIZING")),
        stepOf("a", 2, summaryOf("ACTIVE", held), [
          transition("INITIALIZING", "WAITING"),
          transition("WAITING", "ACTIVE")
        ])
      ])
      const { audit, positions, runs, transitions } = yield* everything
      expect(runs.map(({ value }) => value)).toMatchObject([
        { id: "a", state: "ACTIVE", live: true, seq: 2, startedAt: 10, botDefinitionId: botId, summary: held }
      ])
      expect(positions).toEqual([])
      expect(transitions.map(({ value }) => value.to)).toEqual(["WAITING", "ACTIVE"])
      expect(audit.map(({ value }) => [value.action, value.actor])).toEqual([
        ["state.WAITING", "SYSTEM"],
        ["state.ACTIVE", "SYSTEM"]
      ])
    })
  )

  it.effect("writes into the audit trail when a state changed by the clock, wherever the market's time is", () =>
    Effect.gen(function* () {
      const stepped = stepOf("clock", 2, summaryOf("STOPPED"), [transition("ACTIVE", "STOPPED")])
      yield* takeSteps([stepOf("clock", 1, summaryOf("ACTIVE")), { ...stepped, recordedAt: stepped.at + 86_400_000 }])
      const { audit, transitions } = yield* everything
      const of = <A extends { readonly botRunId?: RunId }>(all: ReadonlyArray<{ readonly value: A }>) =>
        all.map(({ value }) => value).filter(({ botRunId }) => botRunId === "clock")
      expect(of(transitions).map(({ at }) => at)).toEqual(stepped.transitions.map(({ at }) => at))
      expect(of(audit).map(({ at }) => at)).toEqual([stepped.at + 86_400_000])
    })
  )

  it.effect("changes nothing in the store when a batch comes again, or an older one late", () =>
    Effect.gen(function* () {
      const batch = [
        stepOf("b", 1, summaryOf("INITIALIZING")),
        stepOf("b", 2, summaryOf("ACTIVE"), [transition("INITIALIZING", "ACTIVE")]),
        stepOf("b", 3, summaryOf("ACTIVE", { fills: 1 }))
      ]
      yield* takeSteps(batch)
      const before = yield* everything
      yield* takeSteps(batch)
      yield* takeSteps(batch.slice(0, 2))
      const board = yield* RunBoard
      board.forget(RunId.make("b"))
      yield* takeSteps(batch.slice(0, 1))
      expect(yield* everything).toEqual(before)
    })
  )

  it.effect("ends a run that is over", () =>
    Effect.gen(function* () {
      yield* takeSteps([stepOf("c", 1, summaryOf("ACTIVE"))])
      const board = yield* RunBoard
      expect([...board.live({ venue, symbol })].some((run) => run.id === "c")).toBe(true)
      yield* takeSteps([stepOf("c", 2, summaryOf("COMPLETED", { since: 77 }))])
      const store = yield* Store
      const run = yield* store.read(BotRuns, { tenantId, botDefinitionId: botId }, RunId.make("c"))
      expect(Option.getOrUndefined(run)?.value).toMatchObject({ live: false, endedAt: 77, state: "COMPLETED" })
      expect([...board.live({ venue, symbol })].some((live) => live.id === "c")).toBe(false)
    })
  )

  it.effect("goes on after someone else wrote the run meanwhile", () =>
    Effect.gen(function* () {
      yield* takeSteps([stepOf("d", 1, summaryOf("ACTIVE"))])
      const store = yield* Store
      const key = { tenantId, botDefinitionId: botId }
      const stored = Option.getOrThrow(yield* store.read(BotRuns, key, RunId.make("d")))
      yield* store.replace(BotRuns, { ...stored.value, state: "ERROR" }, stored.version)
      yield* takeSteps([stepOf("d", 2, summaryOf("ACTIVE"))])
      expect(Option.getOrThrow(yield* store.read(BotRuns, key, RunId.make("d"))).value).toMatchObject({
        seq: 2,
        state: "ACTIVE"
      })
    })
  )

  it.effect("tells the tenant's groups, and of a trade with its order's side and purpose", () =>
    Effect.gen(function* () {
      const store = yield* Store
      yield* store.create(Orders, {
        id: ClientOrderId.make("o1"),
        tenantId,
        botRunId: RunId.make("e"),
        botDefinitionId: botId,
        connection: PAPER,
        environment: "PAPER" as const,
        venue,
        symbol,
        side: "SELL",
        type: "LIMIT",
        purpose: "GRID",
        quantity: Decimal.make("1"),
        filledQuantity: Decimal.make("1"),
        fees: [],
        status: "FILLED",
        open: false,
        rule: "GRID-1",
        why: "because",
        tradeIds: ["t"],
        createdAt: 1,
        updatedAt: 1
      })
      heard.length = 0
      yield* takeSteps([
        stepOf("e", 1, summaryOf("ACTIVE"), [], {
          _tag: "OrderFilled",
          at: 3,
          clientOrderId: "o1",
          tradeId: "t",
          price: "5.5",
          quantity: "1",
          fee: { _tag: "Quote", amount: "0" },
          liquidity: "MAKER"
        })
      ])
      expect(heard).toMatchObject([
        { group: "user:ada:orders", message: { _tag: "Filled", side: "SELL", purpose: "GRID", price: "5.5", at: 3 } },
        { group: "user:ada:bots", message: { _tag: "BotStepped", runId: "e", seq: 1, event: "OrderFilled" } }
      ])
    })
  )
})
