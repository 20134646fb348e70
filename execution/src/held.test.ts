import { assert, it } from "@effect/vitest"
import { Effect, Fiber, Stream } from "effect"
import { paperConnection } from "@tradetower/domain/connection"
import { type Lease, LeaseLost } from "@tradetower/platform"
import { paperExchange } from "./brokers/paper/paper-exchange.ts"
import { ada, ByHand, id, instrument, order, world } from "./execution.fixture.ts"
import { until } from "./passing-time.fixture.ts"
import { heldBy } from "./held.ts"
import { pricesOf, seenBy } from "./venues/venue.fixture.ts"
import { SIMULATED } from "./venues/venue-ids.ts"

it.live("LEASE-10 what would go out after the lease is lost does not", () =>
  Effect.gen(function* () {
    const { data, trade } = yield* ByHand
    const paper = yield* paperExchange(data)
    yield* Effect.forkScoped(Stream.runDrain(pricesOf(seenBy(paper))))
    yield* trade("100")
    let lost = false
    const lease: Lease = {
      name: "execution",
      number: 1,
      held: Effect.suspend(() =>
        lost ? Effect.fail(new LeaseLost({ name: "execution", message: "lost" })) : Effect.void
      ),
      lost: Effect.never
    }
    const sent: Array<string> = []
    const telling = {
      ...paper,
      open: (connection: Parameters<typeof paper.open>[0]) =>
        Effect.map(paper.open(connection), (account) => ({
          ...account,
          place: (...[symbol, request]: Parameters<typeof account.place>) =>
            Effect.suspend(() => {
              sent.push(`place ${request.clientOrderId}`)
              return account.place(symbol, request)
            }),
          cancel: (...[symbol, of]: Parameters<typeof account.cancel>) =>
            Effect.suspend(() => {
              sent.push(`cancel ${of.clientOrderId}`)
              return account.cancel(symbol, of)
            })
        }))
    }
    const account = yield* heldBy(lease)(telling).open(paperConnection(ada, SIMULATED))
    yield* until("a price", Effect.isSuccess(account.place(instrument.symbol, order("tt-a-GRID-1"))))
    sent.splice(0, sent.length - 1)
    lost = true
    const late = yield* Effect.forEach(
      [
        account.place(instrument.symbol, order("tt-a-GRID-2")),
        account.cancel(instrument.symbol, { clientOrderId: id("tt-a-GRID-1") })
      ],
      (call) => Effect.forkChild(call, { startImmediately: true })
    )
    // Each began at once, and would have gone out by now.
    assert.deepStrictEqual(sent, ["place tt-a-GRID-1"])
    assert.isTrue(late.every((fiber) => fiber.pollUnsafe() === undefined))
    yield* Effect.forEach(late, Fiber.interrupt)
    assert.strictEqual((yield* account.openOrders).length, 1)
  }).pipe(Effect.scoped, Effect.provide(world))
)
