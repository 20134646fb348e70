import { Clock, Effect, Stream } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { Api, CurrentPrincipal, type MeView } from "../../../contract/index.ts"
import { exportPage } from "./export-page.ts"
import { exportOf } from "./export.ts"
import { type HandlerPorts, serving } from "../server/serve.ts"
import type { AlertRates } from "../signals/alert-rates.ts"
import type { WebhookTokens } from "../signals/webhook-tokens.ts"
import { eraseMe, foreseeErasure } from "./erase-me.ts"
import { readUser } from "./user-store.ts"

const me = Effect.fn("api.me")(function* () {
  const { tenantId } = yield* CurrentPrincipal
  const { value } = yield* readUser(tenantId)
  const view: MeView = {
    id: tenantId,
    name: value.name,
    identityProvider: value.identityProvider,
    tradingHalted: value.tradingHalted,
    createdAt: value.createdAt
  }
  return view
})

export const MeLive = HttpApiBuilder.group(
  Api,
  "me",
  Effect.fn(function* (handlers) {
    const serve = yield* serving
    const services = yield* Effect.context<HandlerPorts>()
    const remembering = yield* Effect.context<WebhookTokens | AlertRates>()
    return handlers.handleAll({
      get: () => serve(me()),
      foreseeErasure: () => serve(foreseeErasure()),
      erase: ({ query }) => serve(Effect.provideContext(eraseMe(query.name), remembering)),
      exportPage: ({ query }) =>
        serve(Effect.flatMap(CurrentPrincipal, ({ tenantId }) => exportPage(tenantId, query.continuation))),
      export: () =>
        Effect.gen(function* () {
          const { tenantId } = yield* CurrentPrincipal
          const now = yield* Clock.currentTimeMillis
          return exportOf(tenantId, now).pipe(Stream.orDie, Stream.provideContext(services))
        })
    })
  })
)
