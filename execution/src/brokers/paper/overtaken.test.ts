import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber } from "effect"
import { paperConnection } from "@tradetower/domain/connection"
import { type Account, encodeAccount, place, priceMoved } from "@tradetower/domain/exchange"
import { marketOf } from "@tradetower/domain/market"
import { stepId, Store } from "@tradetower/platform"
import { ada, instrument, lots, order, price } from "../../execution.fixture.ts"
import { SIMULATED } from "../../venues/venue-ids.ts"
import { FoldedEvery, openJournal } from "./journal.ts"
import { paperFills } from "./paper-exchange.ts"
import { SharedStore } from "./shared-store.fixture.ts"
import { troubledWorld } from "./troubled-store.fixture.ts"

const START = 1_700_000_000_000
const roomy = marketOf({ ...instrument, maxOpenOrders: 20_000 })
const opened = openJournal(paperConnection(ada, SIMULATED), paperFills)

/** Rests orders of these numbers. */
const rest = (account: Account, from: number, to = from) => {
  if (account.books.size === 0) priceMoved(account, roomy, price("100"), START)
  for (let number = from; number <= to; number++)
    place(account, roomy, order(`tt-a-GRID-${number}`, { quantity: lots("0.1") }), START)
}

/** More than one document holds. */
const MANY = 1_000

const isOvertaken = Effect.fnUntraced(function* (effect: Effect.Effect<void, { readonly _tag: string }>) {
  assert.strictEqual((yield* Effect.flip(effect))._tag, "Overtaken")
})

/** The book, read anew, is what an account is. */
const isBook = Effect.fnUntraced(function* (account: Account) {
  assert.strictEqual(encodeAccount((yield* opened).account), encodeAccount(account))
})

const world = troubledWorld(() => undefined)

/** A write held back before one document of it, until it is let go. */
const heldBefore = (seq: number) => {
  const reached = Deferred.makeUnsafe<void>()
  const letGo = Deferred.makeUnsafe<void>()
  let first = true
  return {
    reached: Deferred.await(reached),
    letGo: Deferred.succeed(letGo, undefined),
    world: troubledWorld(({ id }) => {
      if (id !== stepId(seq) || !first) return undefined
      first = false
      return Effect.andThen(Deferred.succeed(reached, undefined), Deferred.await(letGo))
    })
  }
}

describe("EXEC-38 the book of a paper account that another process wrote", () => {
  it.effect("is not shortened by what one knows who missed that, also where its writes are removed", () =>
    Effect.gen(function* () {
      const one = yield* opened
      for (let number = 1; number <= 5; number++) {
        rest(one.account, number)
        yield* one.save
      }
      const other = yield* opened
      priceMoved(other.account, roomy, price("80"), START + 1)
      yield* other.save
      for (let number = 6; number <= 12; number++) {
        rest(other.account, number)
        yield* other.save
        yield* other.fold
      }
      yield* isOvertaken(one.fold)
      yield* isBook(other.account)
      rest(one.account, 20)
      yield* isOvertaken(one.save)
      yield* isBook(other.account)
      // Nor by one who only read it, and whose next number is free again.
      rest(other.account, 13)
      yield* other.save
      const late = yield* opened
      for (let number = 14; number <= 24; number++) {
        rest(other.account, number)
        yield* other.save
        yield* other.fold
      }
      rest(late.account, 30)
      yield* isOvertaken(late.current)
      yield* isOvertaken(late.save)
      yield* isBook(other.account)
    }).pipe(Effect.provideService(FoldedEvery, 4), Effect.provide(world))
  )

  it.effect("has no part of a write that was overtaken between its documents", () => {
    const held = heldBefore(3)
    return Effect.gen(function* () {
      const one = yield* opened
      rest(one.account, 0)
      yield* one.save
      rest(one.account, 1, MANY)
      const saving = yield* Effect.forkChild(one.save)
      yield* held.reached
      const other = yield* opened
      assert.strictEqual(other.account.orders.size, 1)
      rest(other.account, MANY + 1)
      yield* other.save
      yield* held.letGo
      yield* isOvertaken(Fiber.join(saving))
      yield* isBook(other.account)
      assert.strictEqual(other.account.orders.size, 2)
    }).pipe(Effect.provide(held.world))
  })

  it.effect("is shortened up to a whole write only, also while one is under way", () => {
    const held = heldBefore(4)
    return Effect.gen(function* () {
      const one = yield* opened
      for (let number = 0; number < 2; number++) {
        rest(one.account, number)
        yield* one.save
      }
      rest(one.account, 2, MANY)
      const saving = yield* Effect.forkChild(one.save)
      yield* held.reached
      yield* one.fold
      yield* held.letGo
      yield* Fiber.join(saving)
      yield* isBook(one.account)
    }).pipe(Effect.provideService(FoldedEvery, 2), Effect.provide(held.world))
  })

  it.effect("is read as it is at one moment, however much of it is put away meanwhile", () =>
    Effect.gen(function* () {
      for (let before = 1; before <= 5; before++) {
        const shared = new SharedStore()
        const other = yield* Effect.provideService(
          opened,
          Store,
          shared.seenBy((ask) => ask)
        )
        const writes = Effect.fnUntraced(function* (from: number, to: number) {
          for (let number = from; number <= to; number++) {
            rest(other.account, number)
            yield* other.save
            yield* other.fold
          }
        })
        yield* writes(1, 6)
        let asked = 0
        // Who reads it stands still once, before its nth question: meanwhile much is written and put away.
        const reader = shared.seenBy((ask) =>
          ++asked === before ? Effect.andThen(Effect.orDie(writes(7, 20)), ask) : ask
        )
        const one = yield* Effect.provideService(opened, Store, reader)
        assert.strictEqual(encodeAccount(one.account), encodeAccount(other.account), `before question ${before}`)
      }
    }).pipe(Effect.provideService(FoldedEvery, 4), Effect.provide(world))
  )

  it.effect("that was erased is begun anew without what was written after that", () =>
    Effect.gen(function* () {
      const one = yield* opened
      rest(one.account, 0)
      yield* one.save
      yield* (yield* opened).erase
      rest(one.account, 1)
      yield* one.save
      const anew = yield* opened
      assert.strictEqual(anew.account.orders.size, 0)
      for (let number = 2; number <= 5; number++) {
        rest(anew.account, number)
        yield* anew.save
      }
      yield* isBook(anew.account)
    }).pipe(Effect.provide(world))
  )
})
