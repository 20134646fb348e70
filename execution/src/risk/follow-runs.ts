import { Effect, type Scope, Stream } from "effect"
import { BotRuns, BotEvents, everyDocument, everyTenant, Store } from "@tradetower/platform"
import { inBackground } from "../patience.ts"
import type { Holdings } from "./holdings.ts"

/** Keeps the holdings what the runs' newest steps say: every live run at the start, then as they step. */
export const followRuns = Effect.fn("followRuns")(function* (
  holdings: Holdings
): Effect.fn.Return<void, never, Store | Scope.Scope> {
  const store = yield* Store
  const live = everyTenant("execution: what live runs hold")
  const load = Stream.runForEach(everyDocument(store, BotRuns, live, { where: { live: true } }), ({ value }) =>
    Effect.sync(() => holdings.loaded(value))
  )
  const follow = store.changes(BotEvents, "execution-risk", (batch) =>
    Effect.sync(() => {
      for (const event of batch) if (event.kind === "STEP") holdings.stepped(event)
    })
  )
  yield* Effect.forkScoped(
    Effect.andThen(inBackground("reading what live runs hold", load), inBackground("following what runs hold", follow))
  )
})
