import { Effect, Option, Schema } from "effect"
import { container, Store, type Version } from "@tradetower/platform"
import { inBackground, untilItWorks } from "../patience.ts"

/** What the bots of a share were last told of a venue, for who listens to it for them next. */
const LastTold = container("Leases", Schema.Struct({ id: Schema.String, connected: Schema.Boolean }))

/** What bots were last told, and where what they are told now is kept. */
export interface LastTold {
  readonly connected: boolean
  readonly keep: (connected: boolean) => Effect.Effect<void>
}

/** As it was left under a name; who was never told anything knows of no trouble. */
export const lastTold = Effect.fn("lastTold")(function* (id: string) {
  const store = yield* Store
  let version: Version | undefined
  const read = Effect.map(store.read(LastTold, { id }, id), (found) => {
    version = Option.getOrUndefined(found)?.version
    return Option.match(found, { onNone: () => true, onSome: ({ value }) => value.connected })
  })
  const write = Effect.fnUntraced(
    function* (connected: boolean) {
      if (version === undefined) version = yield* store.create(LastTold, { id, connected })
      else version = yield* store.replace(LastTold, { id, connected }, version)
    },
    // An earlier try of ours arrived, or another listens for them by now: its word is the later one.
    Effect.catchTag(["AlreadyExists", "VersionMismatch"], () => Effect.asVoid(read))
  )
  const told: LastTold = {
    connected: yield* untilItWorks("reading what bots were told last", read),
    keep: (connected) => inBackground("keeping what bots were told", write(connected))
  }
  return told
})
