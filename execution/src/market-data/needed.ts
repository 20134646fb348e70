import { Clock, Context, Effect, Layer, type Scope, Stream, SubscriptionRef } from "effect"
import type { Symbol, VenueId } from "@tradetower/domain/market"
import { everyTenant, followId, Follows, queryAll, Store } from "@tradetower/platform"
import type { ExchangeUnavailable } from "../exchange.ts"
import { inBackground } from "../patience.ts"
import { type For, Needs, type NeedfulStep } from "./needs.ts"

/** How often is looked whether somebody has enough of a pair. */
const LOOKED_AT = "1 second"

/** Which instruments somebody needs prices of: counted from bots that live, and from what open pages ask for. */
export class Needed extends Context.Service<
  Needed,
  {
    /** Hears of every live run at the start, and of every step. */
    readonly stepped: (step: NeedfulStep) => void
    /** What is needed of a venue: told at once, and whenever it changes. */
    readonly of: (venue: VenueId) => Stream.Stream<ReadonlyMap<Symbol, For>>
    /** Prices that pages need can't be had: says why to whoever asked. */
    readonly refuse: (venue: VenueId, symbol: Symbol, error: ExchangeUnavailable) => Effect.Effect<void>
  }
>()("@tradetower/execution/Needed") {
  static readonly layer = Layer.effect(
    Needed,
    Effect.suspend(() => make)
  )
}

const everybody = everyTenant("execution: which markets pages need")

const same = (a: ReadonlyMap<Symbol, For>, b: ReadonlyMap<Symbol, For>): boolean =>
  a.size === b.size && [...a].every(([symbol, by]) => b.get(symbol) === by)

const make: Effect.Effect<Needed["Service"], never, Store | Scope.Scope> = Effect.gen(function* () {
  const store = yield* Store
  const clock = yield* Clock.Clock
  const needs = new Needs()
  const changed = yield* SubscriptionRef.make(0)
  const change = SubscriptionRef.update(changed, (count) => count + 1)
  const asking = (where: { readonly id?: string } = {}) =>
    Effect.provideService(queryAll(Follows, everybody, { where }), Store, store)

  yield* Effect.forkScoped(
    inBackground(
      "following which markets pages need",
      Effect.andThen(
        Effect.map(asking(), (all) => {
          for (const { symbol, until, venue } of all) needs.page(venue, symbol, until)
        }),
        store.changes(Follows, "execution-follows", (batch) => {
          for (const { symbol, until, venue } of batch) needs.page(venue, symbol, until)
          return change
        })
      )
    )
  )

  const refused = Effect.fnUntraced(function* (venue: VenueId, symbol: Symbol, error: ExchangeUnavailable) {
    const { message, retryable } = error
    const all = yield* asking({ id: followId(venue, symbol) })
    const told = all.filter(({ refused: before }) => before?.message !== message)
    yield* Effect.forEach(told, (one) => store.upsert(Follows, { ...one, refused: { message, retryable } }), {
      discard: true
    })
  })

  return {
    stepped: (step) => {
      if (needs.step(step, clock.currentTimeMillisUnsafe())) Effect.runFork(change)
    },
    of: (venue) =>
      Stream.merge(SubscriptionRef.changes(changed), Stream.tick(LOOKED_AT)).pipe(
        Stream.map(() => needs.of(venue, clock.currentTimeMillisUnsafe())),
        Stream.changesWith(same)
      ),
    refuse: (venue, symbol, error) =>
      inBackground(`saying why ${symbol} of ${venue} can't be followed`, refused(venue, symbol, error))
  }
})
