import { assert, describe, it } from "@effect/vitest"
import { Effect, Schema } from "effect"
import { SIMULATED } from "../../venues/venue-ids.ts"
import { paperConnection } from "@tradetower/domain/connection"
import {
  type Account,
  balances,
  encodeAccount,
  findOrder,
  openAccount,
  openOrders,
  place,
  priceMoved
} from "@tradetower/domain/exchange"
import { TenantId } from "@tradetower/domain/ids"
import { marketOf } from "@tradetower/domain/market"
import { container, stepId, Store, StoreUnavailable } from "@tradetower/platform"
import { ada, ByHand, instrument, lots, market, order, price, world } from "../../execution.fixture.ts"
import { openJournal } from "./journal.ts"
import { paperFills } from "./paper-exchange.ts"
import { Row } from "./rows.ts"
import { type Asked, troubledWorld } from "./troubled-store.fixture.ts"

const start = 1_700_000_000_000
const DAY = 24 * 60 * 60 * 1000

/** How the book was written before it was written in rows. */
const OlderFormat = container(
  "PaperAccounts",
  Schema.Struct({ id: Schema.String, tenantId: TenantId, seq: Schema.Int, rows: Schema.Array(Row) })
)

/** Documents that ada's book is kept in. */
const documents = Effect.gen(function* () {
  const store = yield* Store
  const Any = container("PaperAccounts", Schema.Struct({ id: Schema.String, tenantId: TenantId }))
  let count = 0
  let after = ""
  for (;;) {
    const { items } = yield* store.query(Any, { tenantId: ada }, { where: { id: { after } }, limit: 1000 })
    count += items.length
    const last = items.at(-1)
    if (last === undefined) return count
    after = last.value.id
  }
})

/** A market where very many orders may rest. */
const roomy = marketOf({ ...instrument, maxOpenOrders: 20_000 })

/** Rests a small order, if it is not there yet. */
const rest = (account: Account, number: number, at = start) => {
  if (account.books.size === 0) priceMoved(account, roomy, price("100"), at)
  place(account, roomy, order(`tt-a-GRID-${number}`, { quantity: lots("0.1") }), at)
}

const rowsOf = Schema.decodeUnknownSync(Schema.fromJsonString(Schema.Array(Row)))
/** What an order changed, as rows. */
const changesOf = (account: Account, number: number) =>
  rowsOf(encodeAccount(account)).filter(({ key }) => key === "account" || key === `order/tt-a-GRID-${number}`)

describe("the paper exchange's book", () => {
  it.effect("is read back as it was, over many writes and their shortening", () =>
    Effect.gen(function* () {
      const { account, fold, save } = yield* openJournal(paperConnection(ada, SIMULATED), paperFills)
      for (let turn = 1; turn <= 601; turn++) {
        const at = start + turn
        priceMoved(account, market, price(turn % 3 === 0 ? "80" : "100"), at)
        place(account, market, order(`tt-a-GRID-${turn}`, { quantity: lots("0.5") }), at)
        yield* save
        yield* fold
        if (turn % 200 !== 0) continue
        const again = yield* openJournal(paperConnection(ada, SIMULATED), paperFills)
        assert.strictEqual(encodeAccount(again.account), encodeAccount(account), `after ${turn} orders`)
      }
      assert.isAbove(openOrders(account).length, 0)
      assert.isDefined(findOrder(account, "tt-a-GRID-1"))
    }).pipe(Effect.provide(world))
  )

  it.effect("answers nobody before it is written, also when many ask at once", () =>
    Effect.gen(function* () {
      const { account, save } = yield* openJournal(paperConnection(ada, SIMULATED), paperFills)
      priceMoved(account, market, price("100"), start)
      yield* Effect.forEach(
        Array.from({ length: 50 }, (_, index) => index),
        (index) =>
          Effect.gen(function* () {
            place(account, market, order(`tt-a-GRID-${index}`, { quantity: lots("0.1") }), start)
            yield* save
            const written = yield* openJournal(paperConnection(ada, SIMULATED), paperFills)
            assert.isDefined(findOrder(written.account, `tt-a-GRID-${index}`))
          }),
        { concurrency: "unbounded" }
      )
    }).pipe(Effect.provide(world))
  )

  const written: Array<Asked> = []
  it.effect("is kept in documents that don't grow, and lets go of what is over", () =>
    Effect.gen(function* () {
      const { setTime } = yield* ByHand
      const { account, fold, save } = yield* openJournal(paperConnection(ada, SIMULATED), paperFills)
      for (let turn = 0; turn < 10_000; turn += 20) {
        for (let one = turn; one < turn + 20; one++) rest(account, one)
        yield* save
        yield* fold
      }
      assert.isBelow(Math.max(...written.map(({ size }) => size)), 64 * 1024)
      assert.strictEqual(
        openOrders((yield* openJournal(paperConnection(ada, SIMULATED), paperFills)).account).length,
        10_000
      )

      // One price fills them all; a day later nobody will ask for them again.
      priceMoved(account, roomy, price("80"), start)
      yield* save
      assert.isBelow(Math.max(...written.map(({ size }) => size)), 512 * 1024)
      yield* setTime(start + 2 * DAY)
      yield* save
      for (let turn = 10_000; turn < 10_600; turn++) {
        rest(account, turn, start + 2 * DAY)
        yield* save
        yield* fold
      }
      assert.strictEqual(account.orders.size, 600)
      assert.isBelow(yield* documents, 600 + 2 * 300)
      assert.strictEqual(
        encodeAccount((yield* openJournal(paperConnection(ada, SIMULATED), paperFills)).account),
        encodeAccount(account)
      )
    }).pipe(Effect.provide(troubledWorld((asked) => void written.push(asked))))
  )

  it.effect("a write that was cut off between its documents never happened", () => {
    let left = Infinity
    const cut = new StoreUnavailable({ container: "PaperAccounts", message: "cut off", retryable: false })
    return Effect.gen(function* () {
      const { account, save } = yield* openJournal(paperConnection(ada, SIMULATED), paperFills)
      rest(account, 0)
      yield* save
      for (let one = 1; one < 2_000; one++) rest(account, one)
      left = 2
      assert.strictEqual((yield* Effect.flip(save)).message, "cut off")
      left = Infinity
      const again = yield* openJournal(paperConnection(ada, SIMULATED), paperFills)
      assert.strictEqual(openOrders(again.account).length, 1)
      rest(again.account, 2)
      yield* again.save
      assert.strictEqual(
        openOrders((yield* openJournal(paperConnection(ada, SIMULATED), paperFills)).account).length,
        2
      )
    }).pipe(Effect.provide(troubledWorld(() => (left-- > 0 ? undefined : Effect.fail(cut)))))
  })

  it.effect("what could not be put away once is put away later, and nothing stays behind", () => {
    let failing = false
    const full = new StoreUnavailable({ container: "PaperAccounts", message: "no room", retryable: true })
    return Effect.gen(function* () {
      const { account, fold, save } = yield* openJournal(paperConnection(ada, SIMULATED), paperFills)
      for (let turn = 0; turn < 1_200; turn++) {
        failing = turn > 200 && turn < 600
        rest(account, turn % 20 === 0 ? turn : 0)
        priceMoved(account, roomy, price("80"), start + turn)
        yield* save
        yield* fold
      }
      assert.isBelow(yield* documents, account.orders.size + 2 * 300)
      assert.strictEqual(
        encodeAccount((yield* openJournal(paperConnection(ada, SIMULATED), paperFills)).account),
        encodeAccount(account)
      )
    }).pipe(
      Effect.provide(
        troubledWorld(({ id, size }) => (failing && (id === "snapshot" || size === 0) ? Effect.fail(full) : undefined))
      )
    )
  })

  it.effect("of the older format, whole and past what a document holds, is read and goes on", () =>
    Effect.gen(function* () {
      const store = yield* Store
      const account = openAccount(ada, { USD: "100000000" }, paperFills)
      priceMoved(account, roomy, price("100"), start)
      for (let one = 0; one < 3_000; one++) rest(account, one)
      const whole = rowsOf(encodeAccount(account))
      yield* store.upsert(OlderFormat, { id: "snapshot", tenantId: ada, seq: 40, rows: whole })
      // A shortening that failed left these, and those after it were never shortened.
      for (let seq = 30; seq <= 60; seq++) {
        if (seq > 40) rest(account, 3_000 + seq)
        const rows = seq > 40 ? changesOf(account, 3_000 + seq) : []
        yield* store.create(OlderFormat, { id: stepId(seq), tenantId: ada, seq, rows })
      }
      const before = encodeAccount(account)
      const kept = yield* openJournal(paperConnection(ada, SIMULATED), paperFills)
      assert.strictEqual(encodeAccount(kept.account), before)
      rest(kept.account, 9_999)
      yield* kept.save
      yield* kept.fold
      // Each order, what the account has, the mark, and that it was opened.
      assert.strictEqual(yield* documents, kept.account.orders.size + 3)
      assert.strictEqual(
        encodeAccount((yield* openJournal(paperConnection(ada, SIMULATED), paperFills)).account),
        encodeAccount(kept.account)
      )
    }).pipe(Effect.provide(world))
  )

  it.effect("begins with 100,000 USD for each tenant", () =>
    Effect.gen(function* () {
      const { account } = yield* openJournal(paperConnection(TenantId.make("ben"), SIMULATED), paperFills)
      assert.deepStrictEqual(balances(account), { USD: { free: "100000" as never, reserved: "0" as never } })
    }).pipe(Effect.provide(world))
  )
})
