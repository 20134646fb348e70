import { Clock, Effect, Option, Result } from "effect"
import type { BotId, TenantId } from "@tradetower/domain/ids"
import {
  type AlertChannel,
  type AlertQueue,
  AlertQueues,
  BotDefinitions,
  linkKeyOf,
  newLinkId,
  OneByOne,
  Secrets,
  SharedPlaces,
  Store,
  tellsOf
} from "@tradetower/platform"
import { byTenant } from "../by-tenant.ts"
import type { ChannelBook } from "./channel-book.ts"
import { compose } from "./compose.ts"
import { type News, queueIdOf, waits, withNews, withoutSent } from "./queue.ts"
import { dueAt, GIVEN_UP, pauseAfter } from "./schedule.ts"
import { Courier } from "./send.ts"

/** So many messages are on their way at a time; each tenant has a place of their own beside those. */
const PLACES = 16
const OWN_PLACES = 1
/** The most that may wait of one tenant: of so many bots nothing is told apart any more. */
const QUEUES = 200
/** After what the store is in the way of, it is tried again, ms. */
const AGAIN = 10_000

/** Brings what waits on channels to traders, each when it is due; what a process leaves the next one finds. */
export const makeDelivery = Effect.fnUntraced(function* (book: ChannelBook) {
  const store = yield* Store
  const secrets = yield* Secrets
  const courier = yield* Courier
  const scope = yield* Effect.scope
  const waiting = new Map<TenantId, Map<string, AlertQueue>>()
  /** One writes to a queue at a time. */
  const writings = new OneByOne()
  const places = new SharedPlaces(PLACES, 2 * QUEUES, OWN_PLACES)
  const running = new Set<string>()
  const nameOf = (tenantId: TenantId, id: string) => `${tenantId}/${id}`

  const keep = (queue: AlertQueue): void => {
    const own = waiting.get(queue.tenantId) ?? new Map<string, AlertQueue>()
    if (waits(queue)) own.set(queue.id, queue)
    else own.delete(queue.id)
    if (own.size === 0) waiting.delete(queue.tenantId)
    else waiting.set(queue.tenantId, own)
  }
  /** Writes what becomes of a queue, from how it is by then. */
  const write = (tenantId: TenantId, id: string, to: (queue: AlertQueue | undefined) => AlertQueue | undefined) =>
    writings.take(
      nameOf(tenantId, id),
      Effect.gen(function* () {
        const held = waiting.get(tenantId)?.get(id)
        const before = held ?? Option.getOrUndefined(yield* store.read(AlertQueues, { tenantId }, id))?.value
        const after = to(before)
        if (after === undefined || after === before) return
        yield* store.upsert(AlertQueues, after)
        keep(after)
      })
    )
  const drop = (queue: AlertQueue, now: number) =>
    write(queue.tenantId, queue.id, (held) => held && withoutSent(held, held, now))

  const messageOf = Effect.fnUntraced(function* (queue: AlertQueue, channel: AlertChannel, now: number) {
    const { botDefinitionId, tenantId } = queue
    const bot =
      botDefinitionId === undefined
        ? undefined
        : Option.getOrUndefined(yield* store.read(BotDefinitions, { tenantId }, botDefinitionId))?.value.name
    const key = Option.getOrUndefined(yield* Effect.provideService(linkKeyOf(tenantId), Secrets, secrets))
    const preferences = yield* book.preferencesOf(tenantId)
    const names = { RESUME: yield* newLinkId, STOP: yield* newLinkId, KILL: yield* newLinkId }
    return compose(queue, { channel, bot, key, preferences, now, linkId: (action) => names[action] })
  })

  const attempt = Effect.fnUntraced(function* (queue: AlertQueue) {
    const { attempts, id, kind, since, tenantId } = queue
    const now = yield* Clock.currentTimeMillis
    const channel = (yield* book.read(tenantId, queue.channel))?.value
    if (channel === undefined || channel.gone === true || channel.trouble !== undefined) return yield* drop(queue, now)
    const loudAgain = dueAt(kind, yield* book.preferencesOf(tenantId), { now })
    if (loudAgain > now) return yield* write(tenantId, id, (held) => held && { ...held, dueAt: loudAgain })
    const sent = yield* Effect.result(courier.send(yield* messageOf(queue, channel, now), channel))
    if (Result.isSuccess(sent)) {
      const preferences = yield* book.preferencesOf(tenantId)
      yield* write(
        tenantId,
        id,
        (held) => held && { ...withoutSent(held, queue, now), dueAt: dueAt(kind, preferences, { now, sentAt: now }) }
      )
      return yield* book.change(tenantId, channel.id, (one) => ({ ...one, deliveredAt: now }))
    }
    const { gone, reason, retryable, retryAfter } = sent.failure
    yield* Effect.logWarning("An alert was not delivered", { tenantId, way: channel.way._tag, reason, retryable })
    if (retryable && now - since < GIVEN_UP)
      return yield* write(
        tenantId,
        id,
        (held) =>
          held && { ...held, attempts: attempts + 1, dueAt: now + Math.max(retryAfter ?? 0, pauseAfter(attempts + 1)) }
      )
    yield* drop(queue, now)
    yield* book.dead(channel, reason, gone === true)
  })

  const run = (tenantId: TenantId, id: string): Effect.Effect<void> =>
    Effect.gen(function* () {
      for (;;) {
        const queue = waiting.get(tenantId)?.get(id)
        if (queue === undefined) return void running.delete(nameOf(tenantId, id))
        const now = yield* Clock.currentTimeMillis
        if (queue.dueAt > now) yield* Effect.sleep(queue.dueAt - now)
        else
          yield* places
            .take(tenantId, attempt(queue))
            .pipe(
              Effect.catchCause((cause) =>
                Effect.andThen(
                  Effect.logWarning("An alert could not be sent; it is tried again", cause),
                  Effect.sleep(AGAIN)
                )
              )
            )
      }
    })
  const start = (tenantId: TenantId, id: string) =>
    Effect.suspend(() => {
      const name = nameOf(tenantId, id)
      if (running.has(name)) return Effect.void
      running.add(name)
      return Effect.asVoid(Effect.forkIn(run(tenantId, id), scope))
    })

  /** One news for one channel. */
  const add = Effect.fnUntraced(function* (channel: AlertChannel, news: News, bot: BotId | undefined) {
    const { tenantId } = news
    const own = { ...news, botDefinitionId: bot }
    const now = yield* Clock.currentTimeMillis
    const preferences = yield* book.preferencesOf(tenantId)
    const id = queueIdOf(channel.id, own)
    yield* write(tenantId, id, (before) => {
      const after = withNews(before, channel.id, own, now, preferences.numbers)
      if (after === before || (before !== undefined && waits(before))) return after
      return { ...after, dueAt: dueAt(news.kind, preferences, { now, sentAt: before?.sentAt }) }
    })
    yield* start(tenantId, id)
  })

  return {
    /** Takes up what an earlier process left. */
    takeUp: Effect.fnUntraced(function* (queue: AlertQueue) {
      if (!waits(queue)) return
      keep(queue)
      yield* start(queue.tenantId, queue.id)
    }),
    tell: (news: ReadonlyArray<News>) =>
      byTenant(news, (one) => {
        const many = (waiting.get(one.tenantId)?.size ?? 0) >= QUEUES
        return Effect.forEach(
          book.of(one.tenantId).filter((channel) => channel.trouble === undefined && tellsOf(channel, one)),
          (channel) => add(channel, one, many ? undefined : one.botDefinitionId),
          { discard: true }
        )
      })
  }
})
