import { expect, layer } from "@effect/vitest"
import { Effect, Layer, Option } from "effect"
import type { RunSummary } from "@tradetower/domain/bot"
import { BotId, RunId } from "@tradetower/domain/ids"
import { resultOfEnded } from "@tradetower/domain/ledger"
import { Decimal } from "@tradetower/domain/number"
import { type BotRun, BotRuns, Store } from "@tradetower/platform"
import { embeddedPlatformForTests } from "@tradetower/platform/embedded"
import { takeSteps } from "./follow-steps.ts"
import { Publisher } from "./publish.ts"
import { RunBoard } from "./run-board.ts"
import { stepOf, summaryOf, symbol, tenantId, venue } from "./step.fixture.ts"

const silent = Layer.succeed(Publisher, {
  publish: () => Effect.void,
  deliveredToday: Effect.succeed({ messages: 0, each: 1 })
})
const parts = Layer.mergeAll(RunBoard.layer(), silent).pipe(
  Layer.provideMerge(embeddedPlatformForTests({ telemetry: { logs: "off" } }))
)

/** What a run made by trading, at its end. */
const made = (profit: string, more: Partial<RunSummary> = {}): RunSummary =>
  summaryOf("STOPPED", { tradingProfit: Decimal.make(profit), fills: 2, ...more })

/** A bot's runs, told step by step. */
const botNamed = (name: string) => {
  const botDefinitionId = BotId.make(name)
  const step = (run: string, seq: number, summary: RunSummary) => ({
    ...stepOf(`${name}-${run}`, seq, summary),
    botDefinitionId
  })
  const read = Effect.fnUntraced(function* (run: string) {
    const store = yield* Store
    return Option.getOrThrow(yield* store.read(BotRuns, { tenantId, botDefinitionId }, RunId.make(`${name}-${run}`)))
  })
  const earlier = (run: string) => Effect.map(read(run), ({ value }) => value.earlier)
  return { step, read, earlier }
}

const shown = (earlier: BotRun["earlier"]) =>
  earlier && { runs: earlier.runs, result: resultOfEnded(earlier), fills: earlier.fills }

layer(parts)("a bot's runs", (it) => {
  it.effect("each know what those before it came to, also when all began in one moment", () =>
    Effect.gen(function* () {
      const { earlier, step } = botNamed("chain")
      for (const [run, profit] of [
        ["a", "-18"],
        ["b", "-19"],
        ["c", "5"]
      ] as const) {
        yield* takeSteps([step(run, 1, summaryOf("ACTIVE"))])
        yield* takeSteps([step(run, 2, made(profit))])
      }
      expect(shown(yield* earlier("a"))).toEqual({ runs: 0, result: "0", fills: 0 })
      expect(shown(yield* earlier("b"))).toEqual({ runs: 1, result: "-18", fills: 2 })
      expect(shown(yield* earlier("c"))).toEqual({ runs: 2, result: "-37", fills: 4 })
    })
  )

  it.effect("are told when one that had ended changes, and a live one stays on the board", () =>
    Effect.gen(function* () {
      const { earlier, step } = botNamed("late")
      yield* takeSteps([step("a", 1, made("1", { kept: true, position: Decimal.make("2") }))])
      yield* takeSteps([step("b", 1, made("10"))])
      yield* takeSteps([step("c", 1, summaryOf("ACTIVE"))])
      // The kill switch closes what the first one kept: it lives again for a while.
      const closed = [
        step("a", 2, { ...made("1", { kept: true, position: Decimal.make("2") }), state: "CLOSING" as const }),
        step("a", 3, made("4"))
      ] as const
      yield* takeSteps([closed[0]])
      yield* takeSteps([closed[1]])
      expect(shown(yield* earlier("b"))).toMatchObject({ runs: 1, result: "4" })
      expect(shown(yield* earlier("c"))).toMatchObject({ runs: 2, result: "14" })
      yield* takeSteps([closed[1]])
      const board = yield* RunBoard
      expect([...board.live({ venue, symbol })].find(({ id }) => id === "late-c")?.earlier).toEqual(yield* earlier("c"))
      yield* takeSteps([step("c", 2, summaryOf("ACTIVE"))])
      expect(shown(yield* earlier("c"))).toMatchObject({ runs: 2, result: "14" })
    })
  )

  it.effect("are told by whoever comes next, when the process died before it told them", () =>
    Effect.gen(function* () {
      const { earlier, read, step } = botNamed("died")
      yield* takeSteps([step("a", 1, made("1"))])
      yield* takeSteps([step("b", 1, summaryOf("ACTIVE"))])
      const store = yield* Store
      const { value, version } = yield* read("a")
      yield* store.replace(BotRuns, { ...value, seq: 2, summary: made("3") }, version)
      yield* takeSteps([step("a", 2, made("3"))])
      expect(shown(yield* earlier("b"))).toMatchObject({ result: "3" })
    })
  )

  it.effect("of an earlier version are looked at one by one", () =>
    Effect.gen(function* () {
      const { earlier, read, step } = botNamed("old")
      const store = yield* Store
      for (const run of ["a", "b", "c"]) {
        yield* takeSteps([step(run, 1, made("7"))])
        const { value, version } = yield* read(run)
        const { earlier: _, ...kept } = value
        yield* store.replace(BotRuns, kept, version)
      }
      yield* takeSteps([step("d", 1, summaryOf("ACTIVE"))])
      expect(shown(yield* earlier("d"))).toEqual({ runs: 3, result: "21", fills: 6 })
    })
  )

  it.effect("are not written anew for orders that were accepted, unless something shown changed by it", () =>
    Effect.gen(function* () {
      const { read, step } = botNamed("accepted")
      const accepted = (seq: number, summary: RunSummary) => ({
        ...step("a", seq, summary),
        event: { _tag: "OrderAccepted", at: seq }
      })
      const active = summaryOf("ACTIVE", { openOrders: 2 })
      yield* takeSteps([step("a", 1, active)])
      const { version } = yield* read("a")
      yield* takeSteps([accepted(2, { ...active }), accepted(3, { ...active })])
      expect((yield* read("a")).version).toBe(version)
      // A step that asks for orders is one the sweep for unsent ones has to come to.
      yield* takeSteps([{ ...accepted(4, active), orders: [{ _tag: "Cancel" }] }])
      expect((yield* read("a")).value.seq).toBe(4)
      yield* takeSteps([accepted(5, { ...active, unknownOrders: 1 })])
      expect((yield* read("a")).value).toMatchObject({ seq: 5, summary: { unknownOrders: 1 } })
      // What a trader asked for counts as taken once the record has come to it.
      yield* takeSteps([step("a", 6, { ...active, unknownOrders: 1 })])
      expect((yield* read("a")).value.seq).toBe(6)
    })
  )
})
