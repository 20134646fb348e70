import { Effect, type Scope } from "effect"
import { BotRuns, BotEvents, everyTenant, Store } from "@tradetower/platform"
import { inBackground } from "../patience.ts"
import type { Holdings } from "./holdings.ts"

/** Keeps the holdings what the runs' newest steps say: every live run at the start, then as they step. */
export const followRuns = Effect.fn("followRuns")(function* (
  holdings: Holdings
): Effect.fn.Return<void, never, Store | Scope.Scope> {
  const store = yield* Store
  const load = Effect.gen(function* () {
    let continuation: string | undefined
    do {
      const page = yield* store.query(BotRuns, everyTenant("execution: what live runs hold"), {
        where: { live: true },
        limit: 1000,
        ...(continuation !== undefined && { continuation })
      })
      for (const { value } of page.items) holdings.loaded(value)
      continuation = page.continuation
    } while (continuation !== undefined)
  })
  const follow = store.changes(BotEvents, "execution-risk", (batch) =>
    Effect.sync(() => {
      for (const event of batch) if (event.kind === "STEP") holdings.stepped(event)
    })
  )
  yield* Effect.forkScoped(
    Effect.andThen(inBackground("reading what live runs hold", load), inBackground("following what runs hold", follow))
  )
})
