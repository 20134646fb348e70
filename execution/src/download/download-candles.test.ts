import { assert, describe, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import { ExchangeId, Symbol, TenantId } from "@tradetower/domain"
import { Backtests, catalogueEntry, type DownloadRecord, marketArchive, Store } from "@tradetower/platform"
import { embeddedPlatformForTests } from "@tradetower/platform/embedded"
import { coinbaseStandIn } from "../market-data/coinbase/coinbase.fixture.ts"
import { downloadCandles } from "./download-candles.ts"

const tenantId = TenantId.make("ada")
const PAGE_MS = 300 * 60_000
const from = Math.floor(Date.UTC(2025, 2, 31, 20) / PAGE_MS) * PAGE_MS
const job = (id: string, to: number, over: Partial<DownloadRecord> = {}): DownloadRecord => ({
  id,
  tenantId,
  kind: "DOWNLOAD",
  createdAt: 0,
  state: "QUEUED",
  progress: 0,
  cancelRequested: false,
  symbol: Symbol.make("BTC-USD"),
  from,
  to,
  reached: from,
  candles: 0,
  ...over
})

const begin = (record: DownloadRecord) => Effect.flatMap(Store, (store) => store.create(Backtests, record))
const found = (id: string) =>
  Effect.flatMap(Store, (store) => Effect.map(store.read(Backtests, { tenantId }, id), Option.getOrThrow)).pipe(
    Effect.map(({ value }) => value as DownloadRecord)
  )
const there = catalogueEntry(marketArchive(ExchangeId.make("coinbase")), Symbol.make("BTC-USD"), "1m")
const pages = (asked: ReadonlyArray<string>) => asked.filter((url) => url.includes("/candles?")).length

describe("a download of candles", () => {
  it.live("comes page by page, over the end of a month, and is noted as done", () =>
    Effect.gen(function* () {
      const coinbase = yield* coinbaseStandIn
      yield* begin(job("a", from + 2.5 * PAGE_MS))
      assert.isFalse(yield* downloadCandles(coinbase.rest, { tenantId, id: "a" }))
      const done = yield* found("a")
      assert.strictEqual(done.state, "DONE")
      assert.strictEqual(done.progress, 1)
      assert.strictEqual(pages(coinbase.asked), 3)
      const entry = Option.getOrThrow(yield* there)
      assert.strictEqual(entry.from, from)
      assert.strictEqual(entry.gaps.length, 0)
      assert.strictEqual(entry.count, done.candles)
    }).pipe(Effect.scoped, Effect.provide(embeddedPlatformForTests()))
  )

  it.live("goes on where it was, and asks for nothing an earlier one fetched", () =>
    Effect.gen(function* () {
      const coinbase = yield* coinbaseStandIn
      yield* begin(job("a", from + 3 * PAGE_MS))
      yield* downloadCandles(coinbase.rest, { tenantId, id: "a" })
      const before = pages(coinbase.asked)
      yield* begin(job("b", from + 5 * PAGE_MS, { reached: from + PAGE_MS, state: "RUNNING" }))
      yield* downloadCandles(coinbase.rest, { tenantId, id: "b" })
      // The second is known; the third is the last there was, which may not be whole.
      assert.strictEqual(pages(coinbase.asked) - before, 3)
      assert.strictEqual(Option.getOrThrow(yield* there).count, 1500)
      yield* downloadCandles(coinbase.rest, { tenantId, id: "b" })
      assert.strictEqual(pages(coinbase.asked) - before, 3)
    }).pipe(Effect.scoped, Effect.provide(embeddedPlatformForTests()))
  )

  it.live("fails within 10 s where there is no connection, and says what would do", () =>
    Effect.gen(function* () {
      yield* begin(job("a", from + PAGE_MS))
      const begun = Date.now()
      // Nobody listens on this port.
      yield* downloadCandles("http://127.0.0.1:9", { tenantId, id: "a" })
      assert.isBelow(Date.now() - begun, 10_000)
      const failed = yield* found("a")
      assert.strictEqual(failed.state, "FAILED")
      assert.match(failed.failure ?? "", /^Coinbase can't be reached: check .* later\.$/)
    }).pipe(Effect.scoped, Effect.provide(embeddedPlatformForTests()))
  )

  it.live("waits when Coinbase says too many, stops when it is cancelled, fails in words", () =>
    Effect.gen(function* () {
      const coinbase = yield* coinbaseStandIn
      coinbase.refuseWith.push(429)
      yield* begin(job("a", from + PAGE_MS))
      yield* downloadCandles(coinbase.rest, { tenantId, id: "a" })
      assert.strictEqual((yield* found("a")).state, "DONE")
      yield* begin(job("b", from + 9 * PAGE_MS, { cancelRequested: true, state: "RUNNING" }))
      yield* downloadCandles(coinbase.rest, { tenantId, id: "b" })
      assert.strictEqual((yield* found("b")).state, "CANCELLED")
      coinbase.refuseWith.push(404)
      yield* begin(job("c", from + 9 * PAGE_MS))
      yield* downloadCandles(coinbase.rest, { tenantId, id: "c" })
      const failed = yield* found("c")
      assert.strictEqual(failed.state, "FAILED")
      assert.match(failed.failure ?? "", /Coinbase answered 404/)
    }).pipe(Effect.scoped, Effect.provide(embeddedPlatformForTests()))
  )
})
