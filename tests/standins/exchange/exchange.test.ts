import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Option, Stream } from "effect"
import { simulated } from "../../system/instruments.ts"
import { limitBuy } from "../../system/limit-buy.ts"
import { paperConnection } from "@tradetower/domain/connection"
import type { ClientOrderId, TenantId } from "@tradetower/domain/ids"
import { marketOf } from "@tradetower/domain/market"
import { placeAs } from "../../contracts/exchange-bench.ts"
import { remoteExchange } from "./adapter.ts"
import { startExchange } from "./start.ts"
import { pricesOf, seenBy } from "../../../execution/src/venues/venue.fixture.ts"
import { noFaults } from "./wire.ts"

const ada = "ada" as TenantId

const folder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "exchange-"))),
  (made) => Effect.sync(() => rmSync(made, { recursive: true, force: true }))
)
const process = (in_: string, seed = 5) =>
  Effect.acquireRelease(
    Effect.promise(() => startExchange({ folder: in_, seed, tickMillis: 20 })),
    (exchange) => Effect.promise(() => exchange.stop())
  )
/** A book without the assets there is nothing of: which of those it lists depends on the prices seen so far. */
const held = (book: object) =>
  JSON.parse(JSON.stringify(book), (_, value: unknown) => (value === "0" ? undefined : value)) as unknown

describe("the exchange as a process of its own", () => {
  it.live("trades by itself, takes an order once however often it is placed, and keeps its book over a restart", () =>
    Effect.gen(function* () {
      const where = yield* folder
      const book = yield* Effect.scoped(
        Effect.gen(function* () {
          const { book, url } = yield* process(where)
          const exchange = remoteExchange(url)
          const [bitcoin] = yield* exchange.marketData.instruments
          assert.isDefined(bitcoin)
          const [first] = yield* Stream.runCollect(Stream.take(pricesOf(seenBy(exchange)), 1))
          assert.isAbove(first?.price ?? 0, 0)
          const account = yield* exchange.open(paperConnection(ada, simulated))
          const kept = new Map<ClientOrderId, string>()
          const buy = (id: string, quantity = "0.01") => limitBuy(marketOf(bitcoin), id, "50000", quantity)
          const place = (id: string, quantity?: string) => placeAs(account, bitcoin.symbol, buy(id, quantity), kept)
          const taken = yield* place("tt-x-GRID-1")
          const again = yield* place("tt-x-GRID-1")
          assert.deepStrictEqual(again, taken)
          const refused = yield* Effect.flip(place("tt-x-GRID-2", "0.00000001"))
          assert.strictEqual(refused._tag, "OrderRejected")
          return yield* Effect.promise(book)
        })
      )
      const { book: after, url } = yield* process(where)
      const account = yield* remoteExchange(url).open(paperConnection(ada, simulated))
      const open = yield* account.balances
      assert.deepStrictEqual(open.find(({ asset }) => asset === "USD")?.available, "99499.5")
      assert.deepStrictEqual(held(yield* Effect.promise(after)), held(book))
    }).pipe(Effect.scoped)
  )

  it.live("drops an answer after carrying the order out, and throttles before reading it", () =>
    Effect.gen(function* () {
      const { setFaults, url } = yield* process(yield* folder)
      const exchange = remoteExchange(url)
      const [bitcoin] = yield* exchange.marketData.instruments
      assert.isDefined(bitcoin)
      const account = yield* exchange.open(paperConnection(ada, simulated))
      const kept = new Map<ClientOrderId, string>()
      const buy = (id: string, quantity = "0.01") => limitBuy(marketOf(bitcoin), id, "50000", quantity)
      const place = (id: string, quantity?: string) => placeAs(account, bitcoin.symbol, buy(id, quantity), kept)
      yield* Effect.promise(() => setFaults({ ...noFaults, dropAnswers: 1 }))
      const lost = yield* Effect.flip(place("tt-x-GRID-1"))
      assert.strictEqual(lost._tag, "OutcomeUnknown")
      yield* Effect.promise(() => setFaults({ ...noFaults, throttle: 1 }))
      const throttled = yield* Effect.flip(place("tt-x-GRID-2"))
      assert.strictEqual(throttled._tag, "ExchangeUnavailable")
      yield* Effect.promise(() => setFaults(noFaults))
      const id = buy("tt-x-GRID-1").clientOrderId
      assert.strictEqual(
        Option.getOrThrow(yield* account.find({ symbol: bitcoin.symbol, clientOrderId: id, sentAt: 0 })).status,
        "OPEN"
      )
      const other = buy("tt-x-GRID-2").clientOrderId
      assert.isTrue(Option.isNone(yield* account.find({ symbol: bitcoin.symbol, clientOrderId: other, sentAt: 0 })))
    }).pipe(Effect.scoped)
  )
})
