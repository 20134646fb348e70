import { Effect, FiberMap, type Scope, Stream } from "effect"
import type { Symbol } from "@tradetower/domain/market"
import type { Store } from "@tradetower/platform"
import { ExchangeUnavailable } from "../unavailable.ts"
import { pauseAfter } from "../patience.ts"
import type { Venue } from "../venues/venue.ts"
import { type Counted, findCounted } from "./find-counted.ts"
import type { Needed } from "./needed.ts"
import type { For } from "./needs.ts"

/** The first pause before what can't be had yet is asked for again; each is twice the one before, ms. */
const FIRST_PAUSE = 2_000
const LONGEST_PAUSE = 60_000
/** What is not listed is asked for again after this time: it may have been listed since, ms. */
const LISTED_SINCE = 300_000
/** How many of a venue's pairs are followed at once for pages, where it does not say. */
const MOST = 50

/** A venue's pairs as they are followed, and how one begins and ends. */
interface Following {
  readonly needed: Pick<Needed["Service"], "of" | "refuse" | "forget">
  /** Those that are always there, whoever needs them: they neither begin nor end. */
  readonly fixed: ReadonlySet<Symbol>
  /** All that are followed now. */
  readonly listed: ReadonlyMap<Symbol, unknown>
  readonly begin: (counted: Counted) => Effect.Effect<void>
  readonly end: (symbol: Symbol) => Effect.Effect<void>
  /** Why no prices come any more, however often they are asked for. */
  readonly forGood: () => ExchangeUnavailable | undefined
}

/**
 * Has a venue's pairs begin once somebody needs them, each in a fibre of its own, and end when nobody does; until the
 * scope closes. One that can't be had yet is tried again; whoever asks for it hears why (EXEC-24 to EXEC-26).
 */
export const followNeeded = Effect.fn("followNeeded")(function* (
  listing: Pick<Venue, "id" | "name" | "onDemand" | "get">,
  { begin, end, fixed, forGood, listed, needed }: Following
): Effect.fn.Return<void, never, Store | Scope.Scope> {
  const { id: venue, name, onDemand } = listing
  if (onDemand === undefined) return
  const { always = [], most = MOST } = onDemand
  const stores = yield* Effect.context<Store>()
  const opening = yield* FiberMap.make<Symbol>()
  const isOwn = (symbol: Symbol): boolean => !fixed.has(symbol)
  const followed = () => [...listed.keys()].filter(isOwn)
  /** Those that are asked for and not followed yet. */
  const finding = new Set<Symbol>()
  let needs: ReadonlyMap<Symbol, For> = new Map()

  /** No question to the venue: there may be room a moment later. */
  const full = new ExchangeUnavailable({
    message: `${name} is followed on ${most} pairs already, the most at a time: close a page or stop a bot there`,
    retryable: true
  })

  const found = Effect.fnUntraced(function* (symbol: Symbol) {
    const refused = forGood()
    if (refused !== undefined) return yield* refused
    if (needs.get(symbol) === "PAGE" && followed().length + finding.size >= most) return yield* full
    finding.add(symbol)
    return yield* Effect.ensuring(
      Effect.provideContext(findCounted(listing, symbol), stores),
      Effect.sync(() => finding.delete(symbol))
    )
  })
  const open = Effect.fnUntraced(
    function* (symbol: Symbol) {
      let said: string | undefined
      let pause = FIRST_PAUSE
      for (;;) {
        const result = yield* Effect.result(found(symbol))
        if (result._tag === "Success") return yield* begin(result.success)
        const { failure } = result
        if (said !== failure.message)
          yield* Effect.logWarning(`${symbol} of ${venue} is not followed: ${failure.message}`)
        said = failure.message
        yield* needed.refuse(venue, symbol, failure)
        yield* Effect.sleep(
          failure === full ? FIRST_PAUSE : failure.retryable ? pauseAfter(failure, pause) : LISTED_SINCE
        )
        if (failure !== full) pause = Math.min(2 * pause, LONGEST_PAUSE)
      }
    },
    (opened, symbol) => Effect.ensuring(opened, needed.forget(venue, symbol))
  )
  const forever = always.map((symbol): readonly [Symbol, For] => [symbol, "BOT"])
  yield* Effect.forkScoped(
    Stream.runForEach(needed.of(venue), (counted) =>
      Effect.gen(function* () {
        needs = new Map([...counted, ...forever].filter(([symbol]) => isOwn(symbol)))
        for (const symbol of [...followed(), ...Array.from(opening, ([one]) => one)]) {
          if (needs.has(symbol)) continue
          yield* FiberMap.remove(opening, symbol)
          yield* end(symbol)
        }
        const there = new Set(followed())
        for (const symbol of needs.keys())
          if (!there.has(symbol)) yield* FiberMap.run(opening, symbol, open(symbol), { onlyIfMissing: true })
      })
    )
  )
})
