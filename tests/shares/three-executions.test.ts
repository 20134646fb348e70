import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, it } from "@effect/vitest"
import { Clock, Effect, Layer, PubSub } from "effect"
import { TestClock } from "effect/testing"
import type { Quantity } from "@tradetower/domain/market"
import type { Tick } from "@tradetower/execution"
import { everyTenant, Orders, queryAll } from "@tradetower/platform"
import { pass, passUntil, rest } from "../../execution/src/passing-time.fixture.ts"
import { sharedPlatform } from "../leases/shared-platform.ts"
import { bitcoin } from "../system/instruments.ts"
import { priceOn } from "../system/limit-buy.ts"
import { holds, startProcess, stop } from "./execution.fixture.ts"
import {
  addAccounts,
  asked,
  askFor,
  expectExactBooks,
  expectNobodyElses,
  filled,
  hearFills,
  isSettled,
  market,
  SHARES,
  type Told
} from "./paper-orders.fixture.ts"

/** Within so long what a process had is another's, ms. */
const TAKEN_OVER_MS = 15_000

const world = Layer.unwrap(
  Effect.map(
    Effect.acquireRelease(
      Effect.sync(() => mkdtempSync(join(tmpdir(), "tradetower-shares-"))),
      (folder) => Effect.sync(() => rmSync(folder, { recursive: true, force: true }))
    ),
    (folder) => sharedPlatform(folder, { execution: SHARES })
  )
)

it.effect(
  "EXEC-40 three executions share 300 paper accounts: one dies, one freezes and wakes, and no order is lost or doubled, no account two processes' at once",
  () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(Date.UTC(2026, 10, 23, 12))
      yield* addAccounts
      const told: Told = new Map()
      yield* Effect.forkScoped(hearFills(told))

      const ticks = yield* PubSub.unbounded<Tick>()
      let seconds = 0
      let sent = 0
      /** Bots ask for some orders, the price falls below what most of them want, or rises above it, and a second passes. */
      const second = Effect.gen(function* () {
        const some = asked.slice(sent, sent + 30)
        sent += some.length
        yield* askFor(some)
        const price = priceOn(market, seconds++ % 2 === 0 ? "49000" : "51000")
        // No lots: only the price is known.
        yield* PubSub.publish(ticks, {
          symbol: bitcoin,
          price,
          at: yield* Clock.currentTimeMillis,
          quantity: 0 as Quantity
        })
        yield* TestClock.adjust("1 second")
        yield* rest
      })

      const all = [yield* startProcess(ticks), yield* startProcess(ticks), yield* startProcess(ticks)] as const
      const [dies, freezes] = all
      // So many shares, and the venue that is recorded.
      yield* passUntil(
        "each has its part",
        Effect.sync(
          () =>
            all
              .map((each) => holds(each).length)
              .toSorted((a, b) => a - b)
              .join(" ") === "1 3 3"
        )
      )

      /** How long it takes until what a process had is others', ms. */
      const takenOver = ({ at, had }: Effect.Success<ReturnType<typeof stop>>) =>
        Effect.gen(function* () {
          const others = () => all.flatMap(({ turns }) => turns).filter(({ from }) => from >= at)
          yield* Effect.repeat(second, {
            until: () => had.every(({ item }) => others().some((turn) => turn.item === item))
          })
          return (yield* Clock.currentTimeMillis) - at
        })
      yield* Effect.repeat(second, { times: 4 })
      expect(yield* takenOver(yield* stop(dies))).toBeLessThanOrEqual(TAKEN_OVER_MS)
      const frozen = yield* stop(freezes)
      expect(yield* takenOver(frozen)).toBeLessThanOrEqual(TAKEN_OVER_MS)
      const woken = yield* Clock.currentTimeMillis
      freezes.wake()
      yield* Effect.repeat(second, {
        until: () => sent >= asked.length && holds(freezes).some(({ from }) => from > woken)
      })
      const orders = queryAll(Orders, everyTenant("a test looks"))
      const settled = Effect.map(orders, (found) => isSettled(found) && told.size === filled)
      for (let more = 0; more < 200 && !(yield* settled); more++) yield* second
      yield* pass(2)
      expectNobodyElses(all)
      yield* expectExactBooks(yield* orders, told)
    }).pipe(Effect.scoped, Effect.provide(world))
)
