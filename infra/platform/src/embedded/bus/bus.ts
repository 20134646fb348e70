import { Cause, Context, Effect, type Exit, Fiber, Layer, Predicate, Tracer } from "effect"
import {
  Bus,
  BusUnavailable,
  type Delivery,
  type DeadLetter,
  type OutgoingMessage,
  type Places,
  type Subscription,
  type Topic
} from "../../ports/bus.ts"
import { diskWords } from "../../ports/disk-trouble.ts"
import type { Connection } from "../database/connection.ts"
import { Database } from "../database/database.ts"
import { diskTroubleOf } from "../folder/disk-error.ts"
import { afterFailure, notInTime, refusal, topicRules, unknownSubscription } from "../../rules/bus-rules.ts"
import { say } from "../../rules/say.ts"
import { everySubscription, type PlannedSubscription, type ShareCounts, takes } from "../../rules/subscriptions.ts"
import { DeliveryQueue, type Outcome, type Receiver } from "./delivery-queue.ts"
import { MessageTable, type Waiting } from "./message-table.ts"
import { readMessage } from "./message.ts"
import { Schedule } from "./message-schedule.ts"
import { SentIds } from "./sent-ids.ts"

/** While the disk takes no writes, a message comes again this much later. */
const DISK_AGAIN_MS = 1_000

const DEFAULT_PLACES: Places = { concurrency: 32 }

interface Queue extends Pick<PlannedSubscription, "filter"> {
  readonly table: MessageTable
  readonly deliveries: DeliveryQueue
}

const unavailable = (topic: string, error: unknown): BusUnavailable => {
  if (error instanceof BusUnavailable) return error
  const disk = diskTroubleOf(error)
  return disk === undefined
    ? new BusUnavailable({ topic, message: say(error), retryable: true })
    : new BusUnavailable({ topic, message: diskWords[disk], retryable: true, disk })
}

/** The one tenant that messages are of, if they are of one. */
const tenantOf = (messages: ReadonlyArray<OutgoingMessage>): string | undefined => {
  const [tenant, ...others] = new Set(messages.map(({ properties }) => properties?.["tenantId"]))
  return others.length === 0 && typeof tenant === "string" ? tenant : undefined
}

/** A failure that only says that the disk takes no writes is no fault of the message: it is not counted. */
const blamesDisk = (cause: Cause.Cause<unknown>): boolean => Predicate.hasProperty(Cause.squash(cause), "disk")

class Broker {
  private readonly connection: Connection
  private readonly lockOf: (topic: Topic) => number
  private readonly queues = new Map<string, Queue>()
  private readonly subscribers = new Map<Topic, ReadonlyArray<Queue>>()
  private readonly sent: SentIds
  private readonly schedule: Schedule
  /** Dead letters someone looks at, until when. */
  private readonly locked = new Map<number, number>()

  constructor(
    connection: Connection,
    lockOf: (topic: Topic) => number,
    subscriptions: ReadonlyArray<PlannedSubscription>
  ) {
    this.connection = connection
    this.lockOf = lockOf
    for (const { filter, topic, subscription, sessions } of subscriptions) {
      const table = new MessageTable(connection, `${topic}/${subscription}`)
      const queue = { table, deliveries: new DeliveryQueue(table, sessions), filter }
      this.queues.set(`${topic}/${subscription}`, queue)
      this.subscribers.set(topic, [...(this.subscribers.get(topic) ?? []), queue])
    }
    this.sent = new SentIds(connection)
    this.schedule = new Schedule(connection, (topic, session, text) => this.enqueue(topic, session, text))
  }

  send(topic: Topic, messages: ReadonlyArray<OutgoingMessage>): Effect.Effect<void, BusUnavailable> {
    return Effect.callback((resume) => {
      const texts = messages.map((message) => JSON.stringify(message))
      const refused = refusal(topic, messages, texts)
      if (refused !== undefined) return resume(Effect.fail(refused))
      this.connection.submit<ReadonlyArray<() => void>>({
        tenant: tenantOf(messages),
        run: () =>
          messages.flatMap((message, i) => {
            const text = texts[i] ?? ""
            const now = this.connection.now()
            if (!this.sent.first(topic, message.messageId, now)) return []
            return message.notBefore !== undefined && message.notBefore > now
              ? [this.schedule.add(topic, message.sessionId ?? "", text, message.notBefore)]
              : [this.enqueue(topic, message.sessionId ?? "", text)]
          }),
        done: (committed) => {
          for (const each of committed) each()
          resume(Effect.void)
        },
        failed: (error) => resume(Effect.fail(unavailable(topic, error)))
      })
    })
  }

  /** Who takes a message: where there is one subscription, that takes all. */
  private takers(topic: Topic, text: string): ReadonlyArray<Queue> {
    const queues = this.subscribers.get(topic) ?? []
    if (queues.length < 2) return queues
    const { properties } = JSON.parse(text) as OutgoingMessage
    return queues.filter(({ filter }) => takes(filter, properties))
  }

  /** Adds to every subscription that takes it, inside a transaction; answers what to do after it. */
  private enqueue(topic: Topic, session: string, text: string): () => void {
    const now = this.connection.now()
    const added = this.takers(topic, text).map((queue) => ({
      queue,
      message: queue.table.add(session, text, now)
    }))
    return () => {
      for (const { queue, message } of added) {
        queue.deliveries.offer(message)
        queue.deliveries.dispatch()
      }
    }
  }

  receive<R>(
    from: Subscription,
    handle: (message: Delivery) => Effect.Effect<void, unknown, R>,
    { concurrency, own = 0 }: Places
  ): Effect.Effect<never, BusUnavailable, R> {
    return Effect.contextWith((context: Context.Context<R>) =>
      Effect.callback<never, BusUnavailable>((resume) => {
        const queue = this.queues.get(`${from.topic}/${from.subscription}`)
        if (queue === undefined) return resume(Effect.fail(unknownSubscription(from.topic, from.subscription)))
        const lockMs = this.lockOf(from.topic)
        const { ttlSeconds = Infinity } = topicRules[from.topic]
        // A message's spans belong to the trace it carries, not to whoever began to receive.
        const run = Effect.runForkWith(Context.omit(Tracer.ParentSpan)(context) as Context.Context<R>)
        const working = new Map<Fiber.Fiber<void, unknown>, { since: number; late: boolean }>()
        let open = true
        const receiver: Receiver = {
          capacity: concurrency,
          own,
          running: 0,
          take: (message, settle) => {
            if (this.connection.now() - message.enqueuedAt >= ttlSeconds * 1_000) {
              this.persist(() => queue.table.remove(message.seq))
              return settle("DONE")
            }
            const state = { since: performance.now(), late: false }
            const fiber = run(Effect.suspend(() => handle(readMessage(from, message))))
            working.set(fiber, state)
            fiber.addObserver((exit) => {
              working.delete(fiber)
              settle(this.settle(from.topic, queue, message, exit, state.late, open))
            })
          }
        }
        const watch = setInterval(() => {
          for (const [fiber, state] of working) {
            if (performance.now() - state.since < lockMs) continue
            state.late = true
            fiber.interruptUnsafe()
          }
        }, lockMs / 12)
        queue.deliveries.register(receiver)
        return Effect.suspend(() => {
          open = false
          clearInterval(watch)
          queue.deliveries.withdraw(receiver)
          return Fiber.interruptAll([...working.keys()])
        })
      })
    )
  }

  /** Writes down what became of a delivery. */
  private settle(
    topic: Topic,
    queue: Queue,
    message: Waiting,
    exit: Exit.Exit<void, unknown>,
    late: boolean,
    open: boolean
  ): Outcome {
    if (exit._tag === "Success") {
      this.persist(() => queue.table.remove(message.seq))
      return "DONE"
    }
    if (!open && Cause.hasInterruptsOnly(exit.cause)) return { againInMs: 0 }
    if (this.connection.trouble !== undefined || blamesDisk(exit.cause)) return { againInMs: DISK_AGAIN_MS }
    message.failures++
    const why = late ? notInTime(this.lockOf(topic)) : undefined
    const next = afterFailure(topic, message.failures, exit.cause, why)
    if ("reason" in next) {
      this.persist(() => queue.table.bury(message, next.reason, next.description, this.connection.now()))
      return "DONE"
    }
    const failures = message.failures
    this.persist(() => queue.table.failed(message.seq, failures))
    return next
  }

  /** Nobody waits for this write; should it fail (a full disk), it is tried again. */
  private persist(run: () => void): void {
    const again = () => {
      if (!this.connection.closed) setTimeout(() => this.persist(run), 1_000)
    }
    this.connection.submit({ run, done: () => {}, failed: again, derived: true })
  }

  deadLetters(from: Subscription, max: number): Effect.Effect<ReadonlyArray<DeadLetter>, BusUnavailable> {
    return Effect.suspend(() => {
      const queue = this.queues.get(`${from.topic}/${from.subscription}`)
      if (queue === undefined) return Effect.fail(unknownSubscription(from.topic, from.subscription))
      const now = this.connection.now()
      for (const [seq, until] of this.locked) if (until <= now) this.locked.delete(seq)
      const free = queue.table.dead(max + this.locked.size).filter((dead) => !this.locked.has(dead.seq))
      return Effect.succeed(
        free.slice(0, max).map((dead): DeadLetter => {
          this.locked.set(dead.seq, now + this.lockOf(from.topic))
          return {
            message: readMessage(from, { ...dead, session: "", tenant: "", failures: dead.failures - 1 }),
            reason: dead.reason,
            description: dead.description,
            deadLetteredAt: dead.deadAt,
            complete: Effect.mapError(
              this.connection.write(() => queue.table.removeDead(dead.seq)),
              (error) => unavailable(from.topic, error)
            ),
            release: Effect.sync(() => void this.locked.delete(dead.seq))
          }
        })
      )
    })
  }

  count(from: Subscription) {
    return Effect.suspend(() => {
      const queue = this.queues.get(`${from.topic}/${from.subscription}`)
      return queue === undefined
        ? Effect.fail(unknownSubscription(from.topic, from.subscription))
        : Effect.succeed(queue.table.count())
    })
  }

  close(): void {
    this.sent.close()
    this.schedule.close()
    for (const { deliveries } of this.queues.values()) deliveries.close()
  }
}

const lockOf = (topic: Topic): number => topicRules[topic].lockSeconds * 1_000

/**
 * Bus on SQLite, in the store's file and transactions. Contract: `infra/platform/contracts/bus.md`. Tenants take turns
 * here, and none needs a subscription of its own; parts that are divided are so by `shares`.
 */
export const embeddedBus = (
  lock: (topic: Topic) => number = lockOf,
  shares: ShareCounts = {}
): Layer.Layer<Bus, never, Database> =>
  Layer.effect(
    Bus,
    Effect.gen(function* () {
      const subscriptions = everySubscription([], shares)
      const connection = yield* Database
      const broker = yield* Effect.acquireRelease(
        Effect.sync(() => connection.atOnce(() => new Broker(connection, lock, subscriptions))),
        (each) => Effect.sync(() => each.close())
      )
      return {
        subscriptions,
        send: (topic, messages) => (messages.length === 0 ? Effect.void : broker.send(topic, messages)),
        receive: (from, handle, options) => broker.receive(from, handle, options ?? DEFAULT_PLACES),
        deadLetters: (from, max) => broker.deadLetters(from, max),
        count: (from) => broker.count(from)
      }
    })
  )
