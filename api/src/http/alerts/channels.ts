import { randomInt } from "node:crypto"
import { Clock, Effect, Option, Redacted } from "effect"
import { HttpServerRequest } from "effect/http"
import { AlertKind } from "@tradetower/domain/alert-kind"
import {
  type AlertChannel,
  AlertChannels,
  type AlertWay,
  forgetChannelSecret,
  keepChannelSecret,
  linkKeyOf,
  madePushKeys,
  pushHosts,
  queryAll,
  renewLinkKey,
  Store
} from "@tradetower/platform"
import {
  type AlertsView,
  CannotWork,
  type ChannelView,
  Conflict,
  CurrentPrincipal,
  MOST_CHANNELS,
  type NewChannel,
  NotFound
} from "../../../contract/index.ts"
import { audit } from "../../audit.ts"
import { newId } from "../../new-id.ts"

/** How long a code waits to be written to a bot, ms. */
const PAIRING = 10 * 60_000
/** A test is not asked for again before so long, ms. */
const TEST_EVERY = 5_000

const leadsTo = (way: AlertWay): string => {
  switch (way._tag) {
    case "PUSH":
      return way.host
    case "TELEGRAM":
      return way.chat === undefined ? "no chat yet" : `chat ${way.chat}`
    case "EMAIL":
      return `${way.to} by ${way.host}`
  }
}

const viewOf = (channel: AlertChannel): ChannelView => {
  const { addedAt, byBot, deliveredAt, id, kinds, label, test, trouble, way } = channel
  return {
    id,
    way: way._tag,
    label,
    leads: leadsTo(way),
    addedAt,
    kinds,
    byBot,
    ...(way._tag === "TELEGRAM" && way.pairing !== undefined && { pairing: way.pairing }),
    ...(trouble !== undefined && { trouble }),
    ...(deliveredAt !== undefined && { deliveredAt }),
    ...(test !== undefined && { test })
  }
}

/** Where the trader's pages are, as the gateway says: messages link there. */
const originOfPages = Effect.map(HttpServerRequest.HttpServerRequest, ({ headers }) => {
  const { "x-ms-original-url": asked, "x-tradetower-origin": own } = headers
  return own ?? URL.parse(asked ?? "")?.origin ?? "http://127.0.0.1"
})

/** All channels; what led to browsers that are gone goes with what opened it. */
export const listChannels = Effect.fn("api.alerts")(function* () {
  const { tenantId } = yield* CurrentPrincipal
  const all = yield* queryAll(AlertChannels, { tenantId })
  yield* Effect.forEach(
    all.filter(({ gone }) => gone === true),
    forget,
    { discard: true }
  )
  const view: AlertsView = {
    channels: all
      .filter(({ gone }) => gone !== true)
      .toSorted((a, b) => a.addedAt - b.addedAt)
      .map(viewOf),
    pushKey: (yield* madePushKeys).publicKey
  }
  return view
})

const forget = Effect.fnUntraced(function* (channel: AlertChannel) {
  const { id, tenantId } = channel
  yield* (yield* Store).remove(AlertChannels, { tenantId }, id)
  yield* forgetChannelSecret(channel)
})

/** What of a new channel is kept where everybody may read it, and what as a secret. */
const split = Effect.fnUntraced(function* (asked: NewChannel, now: number) {
  switch (asked._tag) {
    case "PUSH": {
      const { auth, endpoint, p256dh } = asked
      const [host] = pushHosts(endpoint)
      if (host === undefined) {
        const message = "is no address of a push service that is known here"
        return yield* new CannotWork({ detail: `The endpoint ${message}.`, errors: [{ field: "endpoint", message }] })
      }
      return { way: { _tag: "PUSH", host } as const, secret: { endpoint, p256dh, auth } }
    }
    case "TELEGRAM": {
      const { chat, token } = asked
      const pairing = {
        code: `TT-${randomInt(100_000, 1_000_000)}${randomInt(100_000, 1_000_000)}`,
        until: now + PAIRING
      }
      return { way: { _tag: "TELEGRAM", ...(chat === undefined ? { pairing } : { chat }) } as const, secret: { token } }
    }
    case "EMAIL": {
      const { from, host, password, port, security, to, user } = asked
      if ((user === undefined) !== (password === undefined)) {
        const message = "give both name and password, or neither"
        return yield* new CannotWork({ detail: `To sign in, ${message}.`, errors: [{ field: "password", message }] })
      }
      return {
        way: { _tag: "EMAIL", host, port, security, from, to } as const,
        secret: { ...(user !== undefined && password !== undefined && { user, password }) }
      }
    }
  }
})

export const addChannel = Effect.fn("api.addChannel")(function* (asked: NewChannel) {
  const { tenantId } = yield* CurrentPrincipal
  const store = yield* Store
  const now = yield* Clock.currentTimeMillis
  const { secret, way } = yield* split(asked, now)
  if ((yield* queryAll(AlertChannels, { tenantId })).length >= MOST_CHANNELS)
    return yield* new Conflict({ detail: `You have ${MOST_CHANNELS} channels: take one away first.` })
  if (Option.isNone(yield* linkKeyOf(tenantId))) yield* renewLinkKey(tenantId)
  const id = yield* newId
  const secretVersion = yield* keepChannelSecret({ id, tenantId }, Redacted.make(secret))
  const channel: AlertChannel = {
    id,
    tenantId,
    label: asked.label,
    origin: yield* originOfPages,
    addedAt: now,
    way,
    kinds: AlertKind.literals,
    byBot: [],
    secretVersion
  }
  yield* audit({ tenantId, action: "alerts.add", detail: `${asked.label}, to ${leadsTo(way)}` })
  yield* store.create(AlertChannels, channel).pipe(Effect.catchTag("AlreadyExists", Effect.die))
  return viewOf(channel)
})

const find = Effect.fnUntraced(function* (id: string) {
  const { tenantId } = yield* CurrentPrincipal
  const stored = yield* (yield* Store).read(AlertChannels, { tenantId }, id)
  if (Option.isNone(stored) || stored.value.value.gone === true)
    return yield* new NotFound({ detail: "You have no such channel." })
  return stored.value
})

/** Changes a channel, over again where what sends on it wrote in between. */
const change = Effect.fnUntraced(function* <E>(id: string, to: (one: AlertChannel) => Effect.Effect<AlertChannel, E>) {
  const store = yield* Store
  for (let tries = 0; tries < 20; tries++) {
    const { value, version } = yield* find(id)
    const changed = yield* to(value)
    const written = yield* Effect.as(store.replace(AlertChannels, changed, version), true).pipe(
      Effect.catchTag("VersionMismatch", () => Effect.succeed(false))
    )
    if (written) return changed
  }
  return yield* Effect.die(new Error(`the channel ${id} was changed over and over meanwhile`))
})

export const changeChannel = Effect.fn("api.changeChannel")(function* (
  id: string,
  asked: Partial<Pick<AlertChannel, "label" | "kinds" | "byBot">>
) {
  const changed = yield* change(id, (one) => Effect.succeed({ ...one, ...asked }))
  yield* audit({ tenantId: changed.tenantId, action: "alerts.change", detail: changed.label })
  return viewOf(changed)
})

export const removeChannel = Effect.fn("api.removeChannel")(function* (id: string) {
  const { value } = yield* find(id)
  yield* audit({ tenantId: value.tenantId, action: "alerts.remove", detail: value.label })
  yield* forget(value)
})

export const testChannel = Effect.fn("api.testChannel")(function* (id: string) {
  const askedAt = yield* Clock.currentTimeMillis
  const changed = yield* change(id, (one) => {
    if (one.way._tag === "TELEGRAM" && one.way.chat === undefined)
      return Effect.fail(new Conflict({ detail: "Its chat is not known yet: pair it first." }))
    if (one.test !== undefined && one.test.askedAt > askedAt - TEST_EVERY)
      return Effect.fail(new Conflict({ detail: "A test is on its way. Wait a few seconds." }))
    return Effect.succeed({ ...one, test: { askedAt } })
  })
  return viewOf(changed)
})
