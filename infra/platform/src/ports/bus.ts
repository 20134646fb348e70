import { Context, type Effect, Schema } from "effect"
import catalogue from "../../../resources/topics.json" with { type: "json" }
import type { Share } from "../rules/slots.ts"
import { DiskTrouble } from "./disk-trouble.ts"

export type Topic = keyof typeof catalogue
/** The topics of `infra/resources/topics.json`. */
// The keys of an object are its own names, which Object.keys can't say.
export const topics = Object.keys(catalogue) as ReadonlyArray<Topic>
/** A topic and one of its subscriptions, by their names. */
export interface Subscription {
  readonly topic: Topic
  readonly subscription: string
}
export interface KnownSubscription extends Subscription {
  /** Which part of the system works on it. */
  readonly part: string
  /** Which share of it, where it is divided; absent where it is for all. */
  readonly share?: Share
  readonly sessions: boolean
}

export type Property = string | number | boolean

export interface OutgoingMessage {
  /** A second message with the same id within the topic's `duplicateMinutes` is dropped. */
  readonly messageId: string
  /** Needed on topics with sessions: messages of one session arrive in order, one at a time. */
  readonly sessionId?: string
  /** What kind of body this is. */
  readonly subject: string
  /** Plain JSON. */
  readonly body: unknown
  /**
   * Carries `tenantId` on every topic but market-data, `slot` (a number, `slotOf` the tenant) on order-commands, by which
   * several executions share them, and `traceparent` where a trace is open.
   */
  readonly properties: Readonly<Record<string, Property>>
  /** Not delivered before (ms, UTC, wall time). */
  readonly notBefore?: number
}

export interface Delivery extends OutgoingMessage {
  readonly topic: Topic
  readonly subscription: string
  /** 1 at the first try. */
  readonly deliveryCount: number
  readonly enqueuedAt: number
}

/** The bus could not be reached or did not take the message. */
export class BusUnavailable extends Schema.TaggedError<BusUnavailable>()("BusUnavailable", {
  topic: Schema.String,
  message: Schema.String,
  retryable: Schema.Boolean,
  /** What keeps the disk from it, when that is all. */
  disk: Schema.optionalKey(DiskTrouble)
}) {}

/** Fail a handler with this to dead-letter the message at once: trying again can't help. */
export class Poison extends Schema.TaggedError<Poison>()("Poison", {
  reason: Schema.String,
  message: Schema.String
}) {}

/** How much of a subscription is worked on at once: sessions, or messages where there are none. */
export interface Places {
  /** The most at once, not how many wait for work. Shared by all tenants: one gets a place while more stay free than it has. */
  readonly concurrency: number
  /** Each tenant's own beside those, however many others keep theirs. Default: none. */
  readonly own?: number
}

/** Why a message is dead whose handler failed with `retryable: false`: at once, and it is not put back. */
export const REFUSED_FOR_GOOD = "RefusedForGood"

/** A message that was given up, held by us until settled or 60 s pass. */
export interface DeadLetter {
  readonly message: Delivery
  readonly reason: string
  readonly description: string
  readonly deadLetteredAt: number
  /** Takes it off the dead-letter queue for good. */
  readonly complete: Effect.Effect<void, BusUnavailable>
  /** Leaves it where it is, to be seen again. */
  readonly release: Effect.Effect<void, BusUnavailable>
}

/**
 * Topics and subscriptions. The contract is written, numbered, in `infra/platform/contracts/bus.md`; every
 * implementation is put under the suite `tests/contracts/bus.ts`.
 */
export class Bus extends Context.Service<
  Bus,
  {
    /** All there are: of each part that works on a topic the shared one, and those that tenants have of their own. */
    readonly subscriptions: ReadonlyArray<KnownSubscription>
    /** All of them or none are taken. */
    readonly send: (topic: Topic, messages: ReadonlyArray<OutgoingMessage>) => Effect.Effect<void, BusUnavailable>
    /**
     * Receives until interrupted. A handler that succeeds completes its message; one that fails hands it back, to come
     * again, ten times at the most, then it is dead-lettered with the failure's text.
     */
    readonly receive: <R>(
      from: Subscription,
      handle: (message: Delivery) => Effect.Effect<void, unknown, R>,
      options?: Places
    ) => Effect.Effect<never, BusUnavailable, R>
    /** Up to `max` dead letters, each tenant's oldest first, tenants in turn. */
    readonly deadLetters: (from: Subscription, max: number) => Effect.Effect<ReadonlyArray<DeadLetter>, BusUnavailable>
    /** Waiting and dead messages of a subscription, each up to 1,000. */
    readonly count: (
      from: Subscription
    ) => Effect.Effect<{ readonly active: number; readonly dead: number }, BusUnavailable>
  }
>()("@tradetower/platform/Bus") {}
