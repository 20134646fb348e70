import { Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import type { Preferences } from "@tradetower/platform"
import { Api, CurrentPrincipal } from "../../../contract/index.ts"
import { audit } from "../../audit.ts"
import { readUser, updateUser } from "../me/user-store.ts"
import { serving } from "../server/serve.ts"
import { addChannel, changeChannel, listChannels, removeChannel, testChannel } from "./channels.ts"
import { LinkKeys } from "./link-keys.ts"
import { lookAtLink, useLink } from "./use-link.ts"

const preferences = Effect.fn("api.preferences")(function* () {
  const { tenantId } = yield* CurrentPrincipal
  return (yield* readUser(tenantId)).value.preferences ?? {}
})

const setPreferences = Effect.fn("api.setPreferences")(function* (asked: Preferences) {
  const { tenantId } = yield* CurrentPrincipal
  yield* updateUser(tenantId, (user) => ({ ...user, preferences: asked }))
  const { numbers, quietHours, timeZone } = asked
  const quiet = quietHours === undefined ? "none" : `${quietHours.from} to ${quietHours.to}`
  yield* audit({
    tenantId,
    action: "preferences.set",
    detail: `time zone ${timeZone ?? "of the browser"}, numbers ${numbers ?? "as usual"}, quiet hours ${quiet}`
  })
  return asked
})

const voidLinks = Effect.fn("api.voidLinks")(function* () {
  const { tenantId } = yield* CurrentPrincipal
  yield* (yield* LinkKeys).renew(tenantId)
  yield* audit({ tenantId, action: "alerts.void-links", detail: "links in messages so far do nothing any more" })
})

export const AlertsLive = HttpApiBuilder.group(
  Api,
  "alerts",
  Effect.fn(function* (handlers) {
    const serve = yield* serving
    const keys = yield* LinkKeys
    return handlers.handleAll({
      list: () => serve(listChannels()),
      add: ({ payload }) => serve(addChannel(payload)),
      change: ({ params, payload }) => serve(changeChannel(params.channelId, payload)),
      remove: ({ params }) => serve(removeChannel(params.channelId)),
      test: ({ params }) => serve(testChannel(params.channelId)),
      voidLinks: () => serve(Effect.provideService(voidLinks(), LinkKeys, keys)),
      preferences: () => serve(preferences()),
      setPreferences: ({ payload }) => serve(setPreferences(payload))
    })
  })
)

export const LinksLive = HttpApiBuilder.group(
  Api,
  "links",
  Effect.fn(function* (handlers) {
    const serve = yield* serving
    const keys = yield* LinkKeys
    return handlers.handleAll({
      look: ({ payload }) => serve(Effect.provideService(lookAtLink(payload.link), LinkKeys, keys)),
      use: ({ payload }) => serve(Effect.provideService(useLink(payload.link), LinkKeys, keys))
    })
  })
)
