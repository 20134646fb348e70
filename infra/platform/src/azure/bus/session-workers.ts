import { Effect, FiberSet, type Scope } from "effect"
import type { ServiceBusClient, ServiceBusSessionReceiver } from "@azure/service-bus"
import type { Delivery, Places, Subscription } from "../../ports/bus.ts"
import { closing } from "../closing.ts"
import { topicRules } from "../../rules/bus-rules.ts"
import { OneByOne } from "../../turns/one-by-one.ts"
import { SharedPlaces } from "../../turns/shared-places.ts"
import { persistently } from "./persistently.ts"
import { fromServiceBus, tenantOf } from "./delivery.ts"
import { HeldSession } from "./held-session.ts"
import { settle, withinLock } from "./settle.ts"

/** How many wait for a session while we hold none, and while we hold some: each costs an operation a minute. */
const SPARE = 2
const SPARE_AT_WORK = 4
/** How many sessions we hold beside those whose message is being handled. */
const LEAST_HELD = 8
const MOST_HELD = 256
/** How long a session without messages stays ours: it costs more to take it again than to hold it. */
const IDLE_MS = 10_000
/** How often held sessions are looked at, and one is left for another to come, where too many wait. */
const WATCH_EVERY_MS = 100

export interface Work<R> {
  readonly from: Subscription
  readonly topicName: string
  readonly handle: (message: Delivery) => Effect.Effect<void, unknown, R>
  readonly places: Places
  /** How long a handler may take, ms. */
  readonly lockMs: number
}

/** Handles the messages of a subscription's sessions until interrupted: sessions side by side, each in order. */
export const receiveSessions = <R>(
  connect: Effect.Effect<ServiceBusClient, never, Scope.Scope>,
  work: Work<R>
): Effect.Effect<never, never, R | Scope.Scope> =>
  Effect.gen(function* () {
    const clients = yield* Effect.all(Array.from({ length: SPARE_AT_WORK }, () => connect))
    const fork = yield* FiberSet.makeRuntime<R>()
    const workers = new SessionWorkers(clients, work, (effect) => void fork(effect))
    for (;;) {
      workers.watch()
      yield* Effect.sleep(WATCH_EVERY_MS)
    }
  })

class SessionWorkers<R> {
  /** The SDK takes sessions one after another on a connection, and one that breaks takes its sessions with it. */
  readonly #clients: ReadonlyArray<ServiceBusClient>
  readonly #work: Work<R>
  readonly #fork: (effect: Effect.Effect<void, never, R>) => void
  readonly #places: SharedPlaces
  readonly #most: number
  readonly #held = new Set<HeldSession>()
  readonly #accept: Effect.Effect<ServiceBusSessionReceiver | undefined>
  readonly #turns = new OneByOne()
  #accepting = 0
  #asked = 0

  constructor(
    clients: ReadonlyArray<ServiceBusClient>,
    work: Work<R>,
    fork: (effect: Effect.Effect<void, never, R>) => void
  ) {
    const { from, places } = work
    this.#clients = clients
    this.#work = work
    this.#fork = fork
    this.#places = new SharedPlaces(places.concurrency, Infinity, places.own)
    this.#most = Math.min(MOST_HELD, Math.max(LEAST_HELD, places.concurrency))
    this.#accept = persistently(
      `Taking sessions of ${from.topic}/${from.subscription}`,
      (signal) => this.#next(signal),
      () => this.#accepting > this.#spare
    )
  }

  /** Sees to the locks, and to how many wait for a session; called every {@link WATCH_EVERY_MS}. */
  watch(): void {
    const now = performance.now()
    for (const held of this.#held) {
      const renewal = held.watch(now)
      if (renewal !== undefined) this.#fork(renewal)
    }
    this.#staff()
    if (this.#accepting === 0) for (const held of this.#nextToLeave()) held.leave()
  }

  get #waiting(): ReadonlyArray<HeldSession> {
    return [...this.#held].filter(({ doing, leaving }) => doing !== "HANDLING" && !leaving)
  }

  get #spare(): number {
    return this.#held.size === 0 ? SPARE : SPARE_AT_WORK
  }

  #staff(): void {
    const room = this.#most - this.#waiting.length
    while (this.#accepting < Math.min(this.#spare, room)) {
      this.#accepting++
      this.#fork(this.#worker())
    }
  }

  /** Some without a message, or else some that wait longest of the tenant with most of them, of which one stays. */
  #nextToLeave(): ReadonlyArray<HeldSession> {
    const waiting = this.#waiting.toSorted((a, b) => a.since - b.since)
    const idle = waiting.filter(({ doing }) => doing === "IDLE")
    if (idle.length > 0) return idle.slice(0, SPARE_AT_WORK)
    const byTenant = Map.groupBy(waiting, ({ tenant }) => tenant).values()
    const most = byTenant.reduce((most, each) => (each.length > most.length ? each : most), [])
    return most.slice(0, Math.max(1, Math.min(SPARE_AT_WORK, most.length - 1)))
  }

  /** The session that waits longest, as the service sees it; undefined when none came. */
  async #next(signal: AbortSignal): Promise<ServiceBusSessionReceiver | undefined> {
    const { from, topicName } = this.#work
    // We renew locks ourselves: the SDK gives up at the first refusal.
    const options = { maxAutoLockRenewalDurationInMs: 0, abortSignal: signal }
    const client = this.#clients[this.#asked++ % this.#clients.length]
    const receiver = await client?.acceptNextSession(topicName, from.subscription, options)
    if (!signal.aborted) return receiver
    await receiver?.close()
    return undefined
  }

  /** Waits for a session and serves it until it has no more messages. */
  #worker(): Effect.Effect<void, never, R> {
    return Effect.uninterruptibleMask((restore) =>
      Effect.gen({ self: this }, function* () {
        const receiver = yield* Effect.ensuring(
          restore(this.#accept),
          Effect.sync(() => void this.#accepting--)
        )
        if (receiver === undefined) return
        const held = new HeldSession(receiver, topicRules[this.#work.from.topic].lockSeconds * 1_000)
        // One we lost may still be at work on its last message: its successors wait for that.
        for (const each of this.#held) if (each.receiver.sessionId === receiver.sessionId) each.lose()
        this.#held.add(held)
        this.#staff()
        const served = this.#turns.take(receiver.sessionId, this.#serve(held))
        // Whatever fails ends our holding it: what was in hand comes again.
        yield* Effect.exit(restore(Effect.raceFirst(served, held.lost)))
        yield* closing(() => receiver.close())
        this.#held.delete(held)
      })
    )
  }

  #serve(held: HeldSession) {
    const { from, handle, lockMs } = this.#work
    const { receiver } = held
    const next = Effect.tryPromise((abortSignal) =>
      receiver.receiveMessages(1, { maxWaitTimeInMs: IDLE_MS, abortSignal })
    )
    return Effect.gen({ self: this }, function* () {
      for (;;) {
        const [message] = (yield* held.whileOurs("IDLE", next)) ?? []
        if (message === undefined) return
        const delivery = fromServiceBus(from, message)
        held.tenant = tenantOf(delivery)
        const handled = Effect.suspend(() => {
          held.begin("HANDLING")
          this.#staff()
          return withinLock(handle(delivery), lockMs)
        })
        const exit = yield* held.whileOurs("WAITING", this.#places.take(held.tenant, handled))
        if (exit === undefined) return
        yield* settle(receiver, message, delivery, exit, (ms) => held.whileOurs("PAUSING", Effect.sleep(ms)))
        if (held.leaving) return
      }
    })
  }
}
