import { expect, layer } from "@effect/vitest"
import { Effect, Layer } from "effect"
import type { RunSummary } from "@tradetower/domain/bot"
import { RunId, Time } from "@tradetower/domain/ids"
import type { MarketEvent } from "@tradetower/domain/messages"
import { Decimal } from "@tradetower/domain/number"
import { MetricsSnapshots, Store } from "@tradetower/platform"
import { embeddedPlatformForTests } from "@tradetower/platform/embedded"
import { projectRun } from "../project-run.ts"
import { RunBoard } from "../run-board.ts"
import { venue, stepOf, summaryOf, symbol, tenantId } from "../step.fixture.ts"
import { Minutes } from "./minutes.ts"

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const midnight = Date.UTC(2026, 10, 1)

const price = (at: number, text: string) =>
  Effect.flatMap(Minutes, (minutes) =>
    minutes.price({
      _tag: "Price",
      venue,
      symbol,
      price: Decimal.make(text),
      at: Time.make(at)
    } satisfies MarketEvent)
  )
const stepped = (run: string, seq: number, at: number, summary: RunSummary) =>
  projectRun([{ ...stepOf(run, seq, summary), at }])
const results = (run: string, tier: string) =>
  Effect.gen(function* () {
    const store = yield* Store
    const page = yield* store.query(
      MetricsSnapshots,
      { tenantId, botRunId: RunId.make(run) },
      { where: { tier }, orderBy: { field: "at", direction: "ASC" }, limit: 100 }
    )
    return page.items.map(({ value }) => [(value.at - midnight) / HOUR, value.tradingProfit, value.positionProfit])
  })

const active = (profit: string) => summaryOf("ACTIVE", { tradingProfit: Decimal.make(profit) })
const stopped = (profit: string, at: number) =>
  summaryOf("STOPPED", {
    since: at,
    tradingProfit: Decimal.make(profit),
    position: Decimal.make("2"),
    positionCost: Decimal.make("200"),
    endPrice: Decimal.make("103")
  })

layer(
  Minutes.layer({ minuteOverMs: 0 }).pipe(
    Layer.provideMerge(RunBoard.layer()),
    Layer.provideMerge(embeddedPlatformForTests({ now: () => midnight, telemetry: { logs: "off" } }))
  )
)("the end of a run", (it) => {
  it.effect("is in its hour and its day, though no minute of it follows; the hour before is closed, too", () =>
    Effect.gen(function* () {
      const begun = midnight + 9 * HOUR
      yield* stepped("long", 1, begun, active("1"))
      yield* price(begun, "100")
      yield* price(begun + 59 * MINUTE, "100")
      yield* price(begun + HOUR, "100")
      yield* stepped("long", 2, begun + HOUR + 10_000, stopped("7", begun + HOUR + 10_000))
      yield* price(begun + 2 * HOUR, "500")
      expect(yield* results("long", "1h")).toEqual([
        [9, "1", "0"],
        [10, "7", "6"]
      ])
      expect(yield* results("long", "1d")).toEqual([[0, "7", "6"]])
    })
  )

  it.effect("is told of a run shorter than a minute, and the same when the step comes again", () =>
    Effect.gen(function* () {
      const at = midnight + 20 * HOUR + 5_000
      yield* stepped("short", 1, at, active("0"))
      for (let times = 0; times < 2; times++) {
        yield* stepped("short", 2, at + 20_000, stopped("3", at + 20_000))
        for (const [tier, hour] of [
          ["1m", 20],
          ["1h", 20],
          ["1d", 0]
        ] as const)
          expect(yield* results("short", tier)).toEqual([[hour, "3", "6"]])
      }
    })
  )
})
