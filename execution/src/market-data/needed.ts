import { Clock, Context, Effect, Layer, Option, type Scope, Stream, SubscriptionRef } from "effect"
import type { TenantId } from "@tradetower/domain/ids"
import type { Symbol, VenueId } from "@tradetower/domain/market"
import {
  everyTenant,
  type Follow,
  followId,
  Follows,
  queryAll,
  Store,
  type StoreUnavailable
} from "@tradetower/platform"
import type { ExchangeUnavailable } from "../exchange.ts"
import { inBackground } from "../patience.ts"
import { OwnShare } from "../shares/own-share.ts"
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
    /** Prices that pages need can't be had: says why to whoever asked, and to whoever asks until this is forgotten. */
    readonly refuse: (venue: VenueId, symbol: Symbol, error: ExchangeUnavailable) => Effect.Effect<void>
    /** They can be had, or nobody needs them any more. */
    readonly forget: (venue: VenueId, symbol: Symbol) => Effect.Effect<void>
  }
>()("@tradetower/execution/Needed") {
  /** For a share of several it is what bots need alone: pages look at what is recorded apart. */
  static readonly layer = Layer.effect(
    Needed,
    Effect.flatMap(OwnShare, ({ of }) => makeNeeded(of === 1 ? "execution-follows" : undefined))
  )
}

const everybody = everyTenant("execution: which markets pages need")

const same = (a: ReadonlyMap<Symbol, For>, b: ReadonlyMap<Symbol, For>): boolean =>
  a.size === b.size && [...a].every(([symbol, by]) => b.get(symbol) === by)

/** Under the name `pages` it follows what pages need; without one it is what bots need alone. */
export const makeNeeded = Effect.fn("makeNeeded")(function* (
  pages?: string
): Effect.fn.Return<Needed["Service"], never, Store | Scope.Scope> {
  const store = yield* Store
  const clock = yield* Clock.Clock
  const needs = new Needs()
  const changed = yield* SubscriptionRef.make(0)
  const change = SubscriptionRef.update(changed, (count) => count + 1)
  /** Why pairs can't be had just now, by the id of what follows them. */
  const refusals = new Map<string, NonNullable<Follow["refused"]>>()

  const asking = (where: { readonly id?: string } = {}) =>
    Effect.provideService(queryAll(Follows, everybody, { where }), Store, store)
  /** Says to one who asks why a pair can't be had; one who asks anew at this moment is heard of by that. */
  const tell = Effect.fnUntraced(function* (id: string, tenantId: TenantId) {
    const refused = refusals.get(id)
    if (refused === undefined) return
    const found = yield* store.read(Follows, { tenantId }, id)
    if (Option.isNone(found) || found.value.value.refused?.message === refused.message) return
    yield* store
      .replace(Follows, { ...found.value.value, refused }, found.value.version)
      .pipe(Effect.catchTag("VersionMismatch", () => Effect.void))
  })
  const telling = (id: string, all: Effect.Effect<ReadonlyArray<Pick<Follow, "tenantId">>, StoreUnavailable>) =>
    inBackground(
      `saying why ${id} can't be followed`,
      Effect.flatMap(all, (asked) => Effect.forEach(asked, ({ tenantId }) => tell(id, tenantId), { discard: true }))
    )

  const followPages = (consumer: string) =>
    inBackground(
      "following which markets pages need",
      Effect.andThen(
        Effect.map(asking(), (all) => {
          for (const { symbol, until, venue } of all) needs.page(venue, symbol, until)
        }),
        store.changes(
          Follows,
          consumer,
          (batch) => {
            for (const { symbol, until, venue } of batch) needs.page(venue, symbol, until)
            const untold = batch.filter(({ id, refused }) => refused === undefined && refusals.has(id))
            return Effect.andThen(
              change,
              Effect.forEach(untold, (one) => telling(one.id, Effect.succeed([one])), { discard: true })
            )
          },
          { lagMs: 2_000 }
        )
      )
    )
  if (pages !== undefined) yield* Effect.forkScoped(followPages(pages))

  return {
    stepped: (step) => {
      if (needs.step(step, clock.currentTimeMillisUnsafe())) Effect.runFork(change)
    },
    of: (venue) =>
      Stream.merge(SubscriptionRef.changes(changed), Stream.tick(LOOKED_AT)).pipe(
        Stream.map(() => needs.of(venue, clock.currentTimeMillisUnsafe())),
        Stream.changesWith(same)
      ),
    refuse: (venue, symbol, { message, retryable }) =>
      Effect.suspend(() => {
        const id = followId(venue, symbol)
        if (pages === undefined) return Effect.void
        const before = refusals.get(id)
        refusals.set(id, { message, retryable })
        // Whoever asks from here on is heard of by asking.
        return before?.message === message ? Effect.void : telling(id, asking({ id }))
      }),
    forget: (venue, symbol) =>
      Effect.sync(() => {
        refusals.delete(followId(venue, symbol))
      })
  }
})
