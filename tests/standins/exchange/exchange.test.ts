import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Option, Stream } from "effect"
import { simulated } from "../../system/instruments.ts"
import { paperConnection } from "@tradetower/domain/connection"
import type { TenantId } from "@tradetower/domain/ids"
import { marketOf } from "@tradetower/domain/market"
import type { OrderRequest } from "@tradetower/domain/order"
import { remoteExchange } from "./adapter.ts"
import { startExchange } from "./start.ts"
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
const order = (name: string, price: number, quantity: number): OrderRequest =>
  ({
    clientOrderId: name,
    side: "BUY",
    type: "LIMIT",
    price,
    quantity,
    timeInForce: "GTC",
    reduceOnly: false,
    purpose: "GRID"
  }) as unknown as OrderRequest

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
          const [first] = yield* Stream.runCollect(Stream.take(exchange.marketData.ticks, 1))
          assert.isAbove(first?.price ?? 0, 0)
          const account = yield* exchange.open(paperConnection(ada, simulated))
          const price = marketOf(bitcoin).roundPrice("50000", "DOWN")
          const taken = yield* account.place(bitcoin.symbol, order("tt-x-GRID-1", price, 1_000_000))
          const again = yield* account.place(bitcoin.symbol, order("tt-x-GRID-1", price, 1_000_000))
          assert.deepStrictEqual(again, taken)
          const refused = yield* Effect.flip(account.place(bitcoin.symbol, order("tt-x-GRID-2", price, 1)))
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
      const price = marketOf(bitcoin).roundPrice("50000", "DOWN")
      yield* Effect.promise(() => setFaults({ ...noFaults, dropAnswers: 1 }))
      const lost = yield* Effect.flip(account.place(bitcoin.symbol, order("tt-x-GRID-1", price, 1_000_000)))
      assert.strictEqual(lost._tag, "OutcomeUnknown")
      yield* Effect.promise(() => setFaults({ ...noFaults, throttle: 1 }))
      const throttled = yield* Effect.flip(account.place(bitcoin.symbol, order("tt-x-GRID-2", price, 1_000_000)))
      assert.strictEqual(throttled._tag, "ExchangeUnavailable")
      yield* Effect.promise(() => setFaults(noFaults))
      const id = order("tt-x-GRID-1", price, 1).clientOrderId
      assert.strictEqual(
        Option.getOrThrow(yield* account.find({ symbol: bitcoin.symbol, clientOrderId: id, sentAt: 0 })).status,
        "OPEN"
      )
      const other = order("tt-x-GRID-2", price, 1).clientOrderId
      assert.isTrue(Option.isNone(yield* account.find({ symbol: bitcoin.symbol, clientOrderId: other, sentAt: 0 })))
    }).pipe(Effect.scoped)
  )
})
