import { Clock, Effect, Option, Redacted, Result, Stream } from "effect"
import {
  type AlertChannel,
  AlertChannels,
  AlertQueues,
  channelSecretOf,
  everyDocument,
  everyTenant,
  ownsSlot,
  Secrets,
  type Share,
  slotOf,
  Store
} from "@tradetower/platform"
import { byTenant } from "../by-tenant.ts"
import type { AlertMessage } from "./channel.ts"
import type { ChannelBook } from "./channel-book.ts"
import type { makeDelivery } from "./deliver.ts"
import { Courier } from "./send.ts"
import { chatWith } from "./telegram.ts"

/** How often a bot is asked whether its code was written to it. */
const LOOKED_EVERY = "3 seconds"

const greeting = (channel: AlertChannel, line: string, at: number): AlertMessage => ({
  id: `${channel.id}.hello.${at}`,
  kind: "SYSTEM",
  severity: "INFO",
  title: "TradingTower",
  lines: [line],
  url: `${channel.origin}/app/settings/`,
  links: [],
  at
})

/** Hears of channels: tries those that are to be tried, and finds the chats of those that are to be paired. */
export const makeFollowChannels = Effect.fnUntraced(function* (
  book: ChannelBook,
  delivery: Effect.Success<ReturnType<typeof makeDelivery>>,
  share: Share
) {
  const store = yield* Store
  const secrets = yield* Secrets
  const courier = yield* Courier
  const scope = yield* Effect.scope
  const busy = new Set<string>()

  const once = (name: string, work: Effect.Effect<void, unknown>) =>
    Effect.suspend(() => {
      if (busy.has(name)) return Effect.void
      busy.add(name)
      return work.pipe(
        Effect.catchCause((cause) => Effect.logWarning("A channel of alerts could not be worked on", cause)),
        Effect.ensuring(Effect.sync(() => busy.delete(name))),
        Effect.forkIn(scope),
        Effect.asVoid
      )
    })

  /** What is asked for is tried at once, quiet or not; a channel that works again is whole. */
  const tryOut = Effect.fnUntraced(function* ({ id, tenantId }: AlertChannel) {
    const channel = (yield* book.read(tenantId, id))?.value
    if (channel?.test === undefined || channel.test.doneAt !== undefined) return
    const { askedAt } = channel.test
    const tried = yield* Effect.result(
      courier.send(greeting(channel, "This is a test: your alerts come this way.", askedAt), channel)
    )
    const doneAt = yield* Clock.currentTimeMillis
    const problem = Result.isFailure(tried) ? tried.failure : undefined
    yield* book.change(tenantId, id, ({ trouble, ...one }) => ({
      ...one,
      ...(problem !== undefined && trouble !== undefined && { trouble }),
      ...(problem?.gone === true && { gone: true }),
      test: { askedAt, doneAt, ...(problem !== undefined && { problem: problem.reason }) },
      ...(problem === undefined && { deliveredAt: doneAt })
    }))
  })

  const pair = Effect.fnUntraced(function* ({ id, tenantId }: AlertChannel) {
    for (;;) {
      const channel = (yield* book.read(tenantId, id))?.value
      if (channel?.way._tag !== "TELEGRAM" || channel.way.pairing === undefined) return
      const { code, until } = channel.way.pairing
      const at = yield* Clock.currentTimeMillis
      if (at > until) {
        const trouble = { at, text: "The code was not written to your bot in time: pair it anew" }
        return yield* book.change(tenantId, id, (one) => ({ ...one, way: { _tag: "TELEGRAM" }, trouble }))
      }
      const secret = yield* Effect.provideService(channelSecretOf(channel), Secrets, secrets)
      const found = yield* Effect.result(
        chatWith(
          Option.getOrElse(secret, () => Redacted.make({})),
          code
        )
      )
      if (Result.isFailure(found) && !found.failure.retryable) {
        const trouble = { at, text: found.failure.reason }
        return yield* book.change(tenantId, id, (one) => ({ ...one, way: { _tag: "TELEGRAM" }, trouble }))
      }
      const chat = Result.getOrUndefined(found)
      if (chat !== undefined) {
        yield* book.change(tenantId, id, ({ trouble: _, ...one }) => ({ ...one, way: { _tag: "TELEGRAM", chat } }))
        const paired = (yield* book.read(tenantId, id))?.value
        if (paired !== undefined)
          yield* Effect.ignore(courier.send(greeting(paired, "Paired: your alerts come here.", at), paired))
        return
      }
      yield* Effect.sleep(LOOKED_EVERY)
    }
  })

  const hear = Effect.fnUntraced(function* (channel: AlertChannel) {
    book.heard(channel)
    const name = `${channel.tenantId}/${channel.id}`
    if (channel.test !== undefined && channel.test.doneAt === undefined) yield* once(`test ${name}`, tryOut(channel))
    if (channel.way._tag === "TELEGRAM" && channel.way.pairing !== undefined) yield* once(`pair ${name}`, pair(channel))
  })

  const isOurs = ({ tenantId }: Pick<AlertChannel, "tenantId">) => ownsSlot(share, slotOf(tenantId))
  const every = everyTenant("realtime: on which channels alerts go out, and what waits on them")
  return {
    /** Takes up all channels, and what waits on them. */
    load: Effect.andThen(
      Stream.runForEach(everyDocument(store, AlertChannels, every), ({ value }) =>
        isOurs(value) ? hear(value) : Effect.void
      ),
      Stream.runForEach(everyDocument(store, AlertQueues, every), ({ value }) =>
        isOurs(value) ? delivery.takeUp(value) : Effect.void
      )
    ),
    follow: store.changes(AlertChannels, "realtime", (batch) => byTenant(batch, hear), { share })
  }
})
