import { Effect, type Scope, Stream } from "effect"
import { BotRuns, BotEvents, everyDocument, everyTenant, Store } from "@tradetower/platform"
import type { Needed } from "../market-data/needed.ts"
import { inBackground } from "../patience.ts"
import type { Holdings } from "./holdings.ts"

/** Tells what holdings are, and which markets are needed, by the runs' newest steps: every live run at the start, then as they step. */
export const followRuns = Effect.fn("followRuns")(function* (
  holdings: Pick<Holdings, "loaded" | "stepped">,
  needed: Pick<Needed["Service"], "stepped">,
  consumer?: string
): Effect.fn.Return<void, never, Store | Scope.Scope> {
  const store = yield* Store
  const live = everyTenant("execution: what live runs hold")
  const load = Stream.runForEach(everyDocument(store, BotRuns, live, { where: { live: true } }), ({ value }) =>
    Effect.sync(() => {
      needed.stepped({ ...value, botRunId: value.id })
      holdings.loaded(value)
    })
  )
  const follow = store.changes(
    BotEvents,
    consumer ?? "execution-risk",
    (batch) =>
      Effect.sync(() => {
        for (const event of batch) {
          if (event.kind !== "STEP") continue
          needed.stepped(event)
          holdings.stepped(event)
        }
      }),
    // What lives is known from its records: a feed that is new begins here, not with the first step ever taken.
    consumer === undefined ? {} : { from: "NOW" }
  )
  const loaded = inBackground("reading what live runs hold", load)
  const followed = inBackground("following what runs hold", follow)
  // Where the feed begins now, a run that begins while the others are read is heard of by it.
  yield* Effect.forkScoped(
    consumer === undefined
      ? Effect.andThen(loaded, followed)
      : Effect.all([followed, loaded], { concurrency: "unbounded", discard: true })
  )
})
