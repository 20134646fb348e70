import { expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { Decimal } from "@tradetower/domain/number"
import { BotEvents, Ledger, queryAll, Store } from "@tradetower/platform"
import { embeddedPlatformForTests } from "@tradetower/platform/embedded"
import { makeKeepLedger } from "./keep-ledger.ts"
import { genesisOf, stepOf, summaryOf, tenantId } from "./step.fixture.ts"

const d = (text: string) => Decimal.make(text)
const fill = (seq: number, price: string) => ({
  _tag: "OrderFilled",
  at: seq,
  clientOrderId: "tt-a-GRID-1",
  tradeId: `t${seq}`,
  price,
  quantity: "2",
  fee: { _tag: "Quote", amount: "0.5" },
  liquidity: "MAKER"
})

/** A run that buys 2 at 100 and sells them at 110: its steps, of which two move its books and one does not. */
const steps = (run: string) => {
  const invested = d("1000")
  const bought = { invested, position: d("2"), positionCost: d("200"), fees: d("0.5"), fills: 1 }
  return [
    stepOf(run, 1, summaryOf("ACTIVE", { invested })),
    stepOf(run, 2, summaryOf("ACTIVE", bought), [], fill(2, "100")),
    stepOf(run, 3, summaryOf("ACTIVE", bought)),
    stepOf(
      run,
      4,
      summaryOf("ACTIVE", { invested, tradingProfit: d("20"), fees: d("1"), fills: 2 }),
      [],
      fill(4, "110")
    )
  ]
}

const kept = (run: string) =>
  Effect.map(queryAll(Ledger, { tenantId }), (all) => all.filter(({ botRunId }) => botRunId === run))

it.effect(
  "an entry for each step that moved a run's books, and where they stand; nothing twice, however it comes",
  () =>
    Effect.gen(function* () {
      const store = yield* Store
      yield* store.create(BotEvents, genesisOf("a"))
      const keep = yield* makeKeepLedger
      const batch = steps("a")
      yield* keep(batch.slice(0, 3))
      yield* keep(batch)
      const all = yield* kept("a")
      const entries = all.filter((one) => one.kind === "ENTRY")
      expect(entries.map(({ entry, part }) => [part, entry.kind, entry.deal?.side, entry.profit, entry.fees])).toEqual([
        ["1970-01", "FUNDS", undefined, "0", "0"],
        ["1970-01", "TRADE", "BUY", "0", "0.5"],
        ["1970-01", "TRADE", "SELL", "20", "0.5"]
      ])
      expect(all.find(({ kind }) => kind === "RUN")).toMatchObject({
        strategy: "DCA",
        base: "BTC",
        quote: "USD",
        seq: 4,
        books: { sums: { profit: "20", fees: "1", putIn: "1000", trades: 2 } }
      })
      // Another process, which knows nothing, is told all of it again, and the last of it by itself.
      const again = yield* makeKeepLedger
      yield* again(batch)
      yield* again(batch.slice(3))
      expect(yield* kept("a")).toEqual(all)
    }).pipe(Effect.provide(embeddedPlatformForTests()))
)

it.effect("goes on where one died between the entries and where the books stand", () =>
  Effect.gen(function* () {
    const store = yield* Store
    yield* store.create(BotEvents, genesisOf("b"))
    const whole = yield* makeKeepLedger
    yield* whole(steps("b"))
    const all = yield* kept("b")
    const run = all.find(({ kind }) => kind === "RUN")
    yield* store.remove(Ledger, { tenantId, part: "runs" }, run?.id ?? "")
    const next = yield* makeKeepLedger
    yield* next(steps("b"))
    expect(yield* kept("b")).toEqual(all)
  }).pipe(Effect.provide(embeddedPlatformForTests()))
)
