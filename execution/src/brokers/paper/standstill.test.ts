import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Stream } from "effect"
import { paperConnection } from "@tradetower/domain/connection"
import { SIMULATED } from "../../venues/venue-ids.ts"
import { TenantId } from "@tradetower/domain/ids"
import { marketOf } from "@tradetower/domain/market"
import type { ExecutionReport, OrderRequest } from "@tradetower/domain/order"
import { diskWords, StoreUnavailable } from "@tradetower/platform"
import type { Exchange } from "../../exchange.ts"
import { ada, ByHand, instrument, lots, order, price } from "../../execution.fixture.ts"
import { until } from "../../passing-time.fixture.ts"
import { paperExchange } from "./paper-exchange.ts"
import { pricesOf, seenBy } from "../../venues/venue.fixture.ts"
import { type Asked, troubledWorld } from "./troubled-store.fixture.ts"

const ben = TenantId.make("ben")
const roomy = { ...instrument, maxOpenOrders: 20_000 }
const { symbol } = roomy

/** A paper exchange whose prices run, and every price it passed on. */
const running = Effect.gen(function* () {
  const { data, trade } = yield* ByHand
  const exchange = yield* paperExchange({ ...data, instruments: Effect.succeed([roomy]) })
  const prices: Array<string> = []
  const market = marketOf(roomy)
  yield* Effect.forkScoped(
    Stream.runForEach(pricesOf(seenBy(exchange)), (tick) =>
      Effect.sync(() => void prices.push(market.priceText(tick.price)))
    )
  )
  /** Trades at a price; ends once it was passed on. */
  const tradedAt = (text: string) =>
    Effect.gen(function* () {
      const before = prices.length
      yield* trade(text)
      yield* until(
        `${text} is passed on`,
        Effect.sync(() => prices.length > before)
      )
    })
  return { exchange, tradedAt }
})

/** An account of the exchange and everything it tells. */
const listened = Effect.fnUntraced(function* (exchange: Exchange, tenantId: TenantId) {
  const account = yield* exchange.open(paperConnection(tenantId, SIMULATED))
  const told: Array<ExecutionReport> = []
  const connected = yield* Deferred.make<void>()
  const over = yield* Deferred.make<string>()
  yield* account.reports.pipe(
    Stream.runForEach((item) =>
      item._tag === "Connected"
        ? Deferred.succeed(connected, undefined)
        : Effect.sync(() => item._tag === "Reported" && void told.push(item.report))
    ),
    Effect.catch((error) => Deferred.succeed(over, error.message)),
    Effect.forkScoped
  )
  yield* Deferred.await(connected)
  const fills = () => told.filter(({ _tag }) => _tag === "OrderFilled")
  return { account, fills, over, told, place: (request: OrderRequest) => account.place(symbol, request) }
})

const small = (name: string) => order(`tt-a-GRID-${name}`, { quantity: lots("0.1"), price: price("90") })

describe("accounts of the paper exchange", () => {
  it.live(
    "of one tenant with 10,000 orders, whose writing stands still: another's are filled and told, and prices go on",
    () => {
      let still = false
      return Effect.gen(function* () {
        const { exchange, tradedAt } = yield* running
        yield* tradedAt("100")
        const adas = yield* listened(exchange, ada)
        const bens = yield* listened(exchange, ben)
        yield* Effect.forEach(
          Array.from({ length: 10_000 }, (_, index) => index),
          (index) => adas.place(small(`${index}`)),
          { concurrency: 500, discard: true }
        )
        for (let one = 0; one < 50; one++) yield* bens.place(small(`${one}`))
        still = true
        yield* tradedAt("90")
        yield* until(
          "all of Ben's are told",
          Effect.sync(() => bens.fills().length === 50)
        )
        assert.strictEqual(adas.fills().length, 0)
        // What Ben does now, and prices, come through; so does the opening of a third account.
        for (let one = 50; one < 60; one++) yield* bens.place(small(`${one}`))
        yield* until(
          "and those after it",
          Effect.sync(() => bens.fills().length === 60)
        )
        yield* tradedAt("91")
        yield* exchange.open(paperConnection(TenantId.make("eve"), SIMULATED))
        assert.strictEqual((yield* bens.account.openOrders).length, 0)
      }).pipe(
        Effect.scoped,
        Effect.provide(
          troubledWorld(({ container, tenantId }) =>
            still && container === "PaperAccounts" && tenantId === ada ? Effect.never : undefined
          )
        )
      )
    }
  )

  it.live("EXEC-15 whose book is refused for good stands still and says so; read anew, every fill comes once", () => {
    let refusing = false
    const asked: Array<Asked> = []
    const refused = new StoreUnavailable({ container: "PaperAccounts", message: "no", retryable: false })
    const standing = Effect.gen(function* () {
      const { exchange, tradedAt } = yield* running
      yield* tradedAt("100")
      const adas = yield* listened(exchange, ada)
      const bens = yield* listened(exchange, ben)
      yield* adas.place(small("1"))
      yield* bens.place(small("1"))
      refusing = true
      yield* tradedAt("90")
      assert.include(yield* Deferred.await(adas.over), "stands still")
      yield* until(
        "Ben's is told",
        Effect.sync(() => bens.fills().length === 1)
      )
      for (const failed of [adas.place(small("2")), adas.account.openOrders, adas.account.cancel(symbol, small("1"))]) {
        const error = yield* Effect.flip(failed as Effect.Effect<unknown, { readonly retryable?: boolean }>)
        assert.strictEqual(error.retryable, false)
      }
      yield* tradedAt("95")
      yield* tradedAt("89")
      assert.strictEqual(asked.length, 1, "what is refused for good is asked once")
      assert.strictEqual(adas.fills().length, 0)
    })
    const anew = Effect.gen(function* () {
      refusing = false
      const { exchange: next, tradedAt: tradedNext } = yield* running
      yield* tradedNext("89")
      const { fills } = yield* (yield* next.open(paperConnection(ada, SIMULATED))).fills(undefined)
      assert.strictEqual(fills.length, 1)
      assert.strictEqual((yield* (yield* next.open(paperConnection(ada, SIMULATED))).openOrders).length, 0)
      yield* tradedNext("88")
      assert.strictEqual((yield* (yield* next.open(paperConnection(ada, SIMULATED))).fills(undefined)).fills.length, 1)
    })
    return Effect.andThen(Effect.scoped(standing), Effect.scoped(anew)).pipe(
      Effect.provide(
        troubledWorld((write) => {
          if (!refusing || write.container !== "PaperAccounts" || write.tenantId !== ada) return undefined
          asked.push(write)
          return Effect.fail(refused)
        })
      )
    )
  })

  it.live(
    "on a full disk answer at once that it can't be written; all of it is written and told once there is room",
    () => {
      let full = false
      const asked: Array<Asked> = []
      const refused = new StoreUnavailable({
        container: "PaperAccounts",
        message: diskWords.FULL,
        retryable: true,
        disk: "FULL"
      })
      return Effect.gen(function* () {
        const { exchange, tradedAt } = yield* running
        yield* tradedAt("100")
        const adas = yield* listened(exchange, ada)
        const bens = yield* listened(exchange, ben)
        yield* adas.place(small("1"))
        full = true
        for (const failing of [
          adas.place(small("2")),
          adas.account.openOrders,
          adas.account.cancel(symbol, small("3"))
        ]) {
          const error = yield* Effect.flip(
            failing as Effect.Effect<unknown, { readonly disk?: string; readonly retryable?: boolean }>
          )
          assert.deepInclude(error, { retryable: true, disk: "FULL" })
        }
        // Whoever waits tries once; one more tries for the account, however many wait.
        assert.isAtMost(asked.length, 5)
        yield* tradedAt("90")
        yield* bens.place(small("1"))
        assert.strictEqual(adas.fills().length, 0)
        full = false
        // Nobody asks: it goes on by itself.
        yield* until(
          "both are told",
          Effect.sync(() => adas.fills().length === 2)
        )
        assert.strictEqual((yield* adas.account.openOrders).length, 0)
        const kept = yield* (yield* (yield* running).exchange.open(paperConnection(ada, SIMULATED))).fills(undefined)
        assert.deepStrictEqual(kept.fills.map(({ report }) => report.clientOrderId).toSorted(), [
          small("1").clientOrderId,
          small("2").clientOrderId
        ])
      }).pipe(
        Effect.scoped,
        Effect.provide(
          troubledWorld((write) => {
            if (!full || write.container !== "PaperAccounts" || write.tenantId !== ada) return undefined
            asked.push(write)
            return Effect.fail(refused)
          })
        )
      )
    }
  )
})
