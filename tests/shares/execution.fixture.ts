import { Clock, Effect, Layer, type PubSub, Stream } from "effect"
import { type Exchange, paperExchange, sharedExecution, type Tick } from "@tradetower/execution"
import { Bus, Leases, MarketTime, Store, storeLeases } from "@tradetower/platform"
import { type Deeds, SHARES, type Turn, venueOf } from "./paper-orders.fixture.ts"
import { type Pausable, pausable } from "./paused-process.ts"

/** A process of execution, what it had, and what it placed. */
export interface Execution extends Pausable, Deeds {}
/** What a process has now. */
export const holds = ({ turns }: Execution) => turns.filter(({ to }) => to === Infinity)

/** Execution as a process of its own beside others at one store and bus. */
export const startProcess = Effect.fnUntraced(function* (ticks: PubSub.PubSub<Tick>) {
  const process = pausable()
  const clock = yield* Clock.Clock
  const turns: Array<Turn> = []
  const placed: Array<Deeds["placed"][number]> = []
  const venue = venueOf(() =>
    Stream.mapEffect(Stream.fromPubSub(ticks), (tick) => process.through(Effect.succeed(tick)))
  )
  const telling = (paper: Exchange): Exchange => ({
    ...paper,
    open: (connection) =>
      Effect.map(paper.open(connection), (account) => ({
        ...account,
        place: (symbol, order, wireId) => {
          placed.push({ id: order.clientOrderId, at: clock.currentTimeMillisUnsafe() })
          return account.place(symbol, order, wireId)
        }
      }))
  })
  const leases = Layer.effect(
    Leases,
    Effect.map(Leases, (all): Leases["Service"] => ({
      ...all,
      share: (name, items, work) =>
        all.share(name, items, (item, lease) =>
          Effect.suspend(() => {
            const turn = { item, from: clock.currentTimeMillisUnsafe(), to: Infinity }
            turns.push(turn)
            return Effect.ensuring(
              work(item, lease),
              Effect.sync(() => (turn.to = Math.min(turn.to, clock.currentTimeMillisUnsafe())))
            )
          })
        )
    }))
  ).pipe(Layer.provide(storeLeases()))
  const exchanges = Effect.map(paperExchange(venue), (paper) => [telling(paper)])
  yield* Effect.forkScoped(
    sharedExecution({ shares: SHARES, exchanges }).pipe(
      Effect.provide(leases),
      Effect.provideService(MarketTime, { now: Clock.currentTimeMillis }),
      Effect.provideService(Store, process.store(yield* Store)),
      Effect.provideService(Bus, process.bus(yield* Bus)),
      Effect.provideService(Clock.Clock, process.clock(clock))
    )
  )
  // What waits for it would never end.
  yield* Effect.addFinalizer(() => Effect.sync(process.wake))
  const execution: Execution = { ...process, turns, placed }
  return execution
})

/** Stops a process: from then on it has nothing, whatever it thinks. */
export const stop = Effect.fnUntraced(function* (execution: Execution) {
  const at = yield* Clock.currentTimeMillis
  execution.pause()
  const had = holds(execution)
  for (const turn of had) turn.to = at
  return { at, had }
})
