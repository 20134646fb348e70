import { Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { brokerTerms, termsWords } from "@tradetower/domain/terms"
import { Brokers } from "@tradetower/platform"
import { Api, type ConnectableView } from "../../../contract/index.ts"
import { serving } from "../server/serve.ts"
import { connectionsOf, readOffer } from "./connection-store.ts"
import { connectionView } from "./connection-view.ts"
import { addConnection } from "./add-connection.ts"
import { armConnection, renameConnection } from "./change-connection.ts"
import { removeConnection } from "./remove-connection.ts"
import { rotateSecret } from "./rotate-secret.ts"
import { testConnection } from "./test-connection.ts"

const list = Effect.fn("api.connections")(function* () {
  return yield* Effect.forEach(yield* connectionsOf(), connectionView)
})

const offer = Effect.fn("api.connectable")(function* () {
  const { connectable } = yield* readOffer
  const brokers = yield* Brokers
  return connectable.map(({ broker, environment, terms, venue }): ConnectableView => {
    const { name, secret = [], steps = [] } = brokers.get(broker) ?? {}
    return {
      broker,
      environment,
      venue,
      terms: terms.map((of) => ({ name: of, title: brokerTerms(of).title, meaning: termsWords(of) })),
      ...(name !== undefined && { name }),
      steps,
      secret
    }
  })
})

export const ConnectionsLive = HttpApiBuilder.group(
  Api,
  "connections",
  Effect.fn(function* (handlers) {
    const serve = yield* serving
    return handlers.handleAll({
      list: () => serve(list()),
      offer: () => serve(offer()),
      add: ({ payload }) => serve(addConnection(payload)),
      rename: ({ params, payload }) => serve(renameConnection(params.connectionId, payload.label)),
      test: ({ params }) => serve(testConnection(params.connectionId)),
      rotate: ({ params, payload }) => serve(rotateSecret(params.connectionId, payload.secret)),
      arm: ({ params }) => serve(armConnection(params.connectionId, true)),
      disarm: ({ params }) => serve(armConnection(params.connectionId, false)),
      remove: ({ params }) => serve(removeConnection(params.connectionId))
    })
  })
)
