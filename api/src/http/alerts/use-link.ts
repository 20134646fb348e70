import { Clock, Effect, Option } from "effect"
import { claimedLink, isSigned, type OneTimeLink, Store, USED_SECONDS, UsedLinks } from "@tradetower/platform"
import { Conflict, CurrentPrincipal, type LinkView, NotFound } from "../../../contract/index.ts"
import { audit } from "../../audit.ts"
import { findBot } from "../bots/bot-store.ts"
import { resumeBot, stopBot } from "../bots/command-bot.ts"
import { useKillSwitch } from "../kill-switch/kill-switch.ts"
import { LinkKeys } from "./link-keys.ts"

/** One answer for all that is no link: whoever guesses learns nothing. */
const none = new NotFound({ detail: "This link does not work: it was made void, or is not whole. Sign in to act." })

/** The link that a text is, if it is signed for its tenant, in time and not used yet. */
const read = Effect.fnUntraced(function* (text: string) {
  const link = claimedLink(text)
  const key = link === undefined ? Option.none() : yield* (yield* LinkKeys).of(link.tenantId)
  if (!isSigned(key, text) || link === undefined) return yield* none
  if (link.until <= (yield* Clock.currentTimeMillis))
    return yield* new Conflict({ detail: "This link is over: they work for a day. Sign in to act." })
  if (Option.isSome(yield* (yield* Store).read(UsedLinks, { tenantId: link.tenantId }, link.id)))
    return yield* new Conflict({ detail: "This link was used already: each works once." })
  return link
})

/** As whom it acts: the tenant that it was signed for. */
const asOf = ({ tenantId }: OneTimeLink) => ({ tenantId, identityProvider: "link", userDetails: "" })

const viewOf = Effect.fnUntraced(function* (link: OneTimeLink) {
  const { action, botId, until } = link
  const bot = botId === undefined ? undefined : (yield* findBot(botId)).value.name
  const view: LinkView = { action, until, ...(bot !== undefined && { bot }) }
  return view
})

/** What it would do. */
export const lookAtLink = Effect.fn("api.lookAtLink")(function* (text: string) {
  const link = yield* read(text)
  return yield* Effect.provideService(viewOf(link), CurrentPrincipal, asOf(link))
})

const act = Effect.fnUntraced(function* ({ action, botId, id }: OneTimeLink) {
  if (action === "KILL") return yield* Effect.asVoid(useKillSwitch({ id }))
  if (botId === undefined) return yield* none
  return yield* Effect.asVoid(action === "STOP" ? stopBot(botId, "CANCEL_ORDERS") : resumeBot(botId))
})

/** Does it, once: it is used before it acts, and is not if that was refused or could not be done. */
export const useLink = Effect.fn("api.useLink")(function* (text: string) {
  const store = yield* Store
  const link = yield* read(text)
  const { action, botId, id, tenantId } = link
  const at = yield* Clock.currentTimeMillis
  yield* store
    .create(UsedLinks, { id, tenantId, at }, { ttlSeconds: USED_SECONDS })
    .pipe(
      Effect.catchTag("AlreadyExists", () =>
        Effect.fail(new Conflict({ detail: "This link was used already: each works once." }))
      )
    )
  return yield* Effect.gen(function* () {
    const view = yield* viewOf(link)
    yield* audit({
      tenantId,
      action: "alerts.link",
      detail: `${action.toLowerCase()} by a link in a message`,
      ...(botId !== undefined && { botDefinitionId: botId })
    })
    yield* act(link)
    return view
  }).pipe(
    Effect.onError(() => Effect.ignore(store.remove(UsedLinks, { tenantId }, id))),
    Effect.provideService(CurrentPrincipal, asOf(link))
  )
})
