import { Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { Api } from "../../../contract/index.ts"
import { serving } from "../server/serve.ts"
import { connectionsOf } from "./connection-store.ts"
import { connectionView } from "./connection-view.ts"

const list = Effect.fn("api.connections")(function* () {
  return yield* Effect.forEach(yield* connectionsOf(), connectionView)
})

export const ConnectionsLive = HttpApiBuilder.group(
  Api,
  "connections",
  Effect.fn(function* (handlers) {
    const serve = yield* serving
    return handlers.handleAll({ list: () => serve(list()) })
  })
)
