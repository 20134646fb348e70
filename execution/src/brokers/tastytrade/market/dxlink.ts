import { Deferred, Effect, Option, Redacted, Schema, type Scope } from "effect"
import { ExchangeUnavailable } from "../../../unavailable.ts"
import { exactJson } from "../../../wire/exact-json.ts"
import { lostWords } from "../../../wire/lost-words.ts"
import { openSocket, type Socket } from "../../../wire/socket.ts"
import { type FeedEvent, FIELDS, type Kind, type Layout, layoutIn, readFeedData } from "./feed-reader.ts"

/** The channel that data comes on: odd, as all that a client opens. */
const CHANNEL = 1
/** Whoever says nothing for so long is gone, seconds; so often it is said that we are here, ms. */
const KEEPALIVE = 60
const SAID_EVERY = "25 seconds"
/** More entries in one message have the server close. */
const MOST_ENTRIES = 250
/** Trades of so long are told as one, seconds. */
const AGGREGATION = 0.1
/** It tells within this time, ms. */
const READY_WITHIN = "15 seconds"
/** A token that was turned away once is asked for anew; a second time it is for later, ms. */
const LATER = 60_000

const Message = Schema.Struct({
  type: Schema.String,
  channel: Schema.optionalKey(Schema.String),
  state: Schema.optionalKey(Schema.String),
  error: Schema.optionalKey(Schema.String),
  data: Schema.optionalKey(Schema.Unknown)
})
const readMessage = Schema.decodeUnknownOption(Message)

/** What is listened to: `"AAPL"`, or the candles of it; `fromTime` (ms) has what was before told first. */
export interface Subscription {
  readonly type: Kind
  readonly symbol: string
  readonly fromTime?: number
}

/** A connection to dxFeed that is set up: whoever listens hears every event. */
export interface DxLink {
  readonly add: (some: ReadonlyArray<Subscription>) => void
  readonly remove: (some: ReadonlyArray<Pick<Subscription, "type" | "symbol">>) => void
  readonly hear: (listener: (event: FeedEvent) => void) => Effect.Effect<void, never, Scope.Scope>
  /** Fails once the connection is of no use any more. */
  readonly lost: Effect.Effect<never, ExchangeUnavailable>
  readonly isOver: () => boolean
}

export interface DxLinkAt {
  readonly url: string
  readonly host: string
  readonly token: Redacted.Redacted
}

const failure = (message: string, more: { readonly retryAfter?: number } = {}) =>
  new ExchangeUnavailable({ message, retryable: true, cause: "NETWORK", ...more })
const unreadable = failure("tastytrade's prices can't be read")
const words = lostWords("tastytrade", "tastytrade's prices")

/** The token was turned away: another one may be taken. */
export const tokenRefused = failure("tastytrade's prices don't take the token that it gave for them", {
  retryAfter: LATER
})

/** Connects to tastytrade's market data; ends once events may come. */
export const openDxLink = Effect.fn("Tastytrade.dxlink")(function* ({
  host,
  token,
  url
}: DxLinkAt): Effect.fn.Return<DxLink, ExchangeUnavailable, Scope.Scope> {
  const ready = yield* Deferred.make<void, ExchangeUnavailable>()
  const lost = yield* Deferred.make<never, ExchangeUnavailable>()
  const listeners = new Set<(event: FeedEvent) => void>()
  let socket: Socket | undefined
  let authSent = false
  let layout: Layout = {}
  let over = false
  const fail = (error: ExchangeUnavailable) => {
    if (over) return
    over = true
    Deferred.doneUnsafe(ready, Effect.fail(error))
    Deferred.doneUnsafe(lost, Effect.fail(error))
  }
  yield* Effect.addFinalizer(() => Effect.sync(() => (over = true)))
  const say = (type: string, channel: number, more: object = {}) => {
    if (!over && socket?.isOpen() === true) socket.say({ type, channel, ...more })
  }

  const authState = (state: string | undefined) => {
    if (state === "AUTHORIZED")
      return say("CHANNEL_REQUEST", CHANNEL, { service: "FEED", parameters: { contract: "AUTO" } })
    // Before anything was shown it is how it begins.
    if (authSent) return fail(tokenRefused)
    authSent = true
    say("AUTH", 0, { token: Redacted.value(token) })
  }

  const told = (data: unknown) => {
    const events = readFeedData(data, layout)
    if (events === undefined) return fail(unreadable)
    for (const event of events) for (const listener of listeners) listener(event)
  }

  const heard = (text: string) => {
    if (over) return
    const raw = Option.getOrUndefined(exactJson(text))
    const message = Option.getOrUndefined(readMessage(raw))
    switch (message?.type) {
      case undefined:
        return fail(unreadable)
      case "AUTH_STATE":
        return authState(message?.state)
      case "CHANNEL_OPENED":
        return say("FEED_SETUP", CHANNEL, {
          acceptAggregationPeriod: AGGREGATION,
          acceptDataFormat: "COMPACT",
          acceptEventFields: FIELDS
        })
      case "FEED_CONFIG": {
        const next = layoutIn(raw, layout)
        if (next === undefined) return fail(unreadable)
        layout = next
        Deferred.doneUnsafe(ready, Effect.void)
        return
      }
      case "FEED_DATA":
        return told(message?.data)
      case "CHANNEL_CLOSED":
        return fail(failure(words.CLOSED))
      case "ERROR":
        // Information: the end follows by itself where there is one.
        errors.push(message?.error ?? "UNKNOWN")
        return
      default:
        return
    }
  }
  const errors: Array<string> = []

  yield* openSocket({
    url,
    allowedHosts: [host],
    silence: KEEPALIVE * 1_000,
    opened: (own) => {
      socket = own
      say("SETUP", 0, {
        version: "0.1-tradingtower/1",
        keepaliveTimeout: KEEPALIVE,
        acceptKeepaliveTimeout: KEEPALIVE
      })
    },
    heard,
    lost: (why) => {
      const said = errors.at(-1)
      fail(failure(said === undefined ? words[why] : `${words[why]} (${said.slice(0, 40)})`))
    }
  })
  yield* Effect.forkScoped(
    Effect.forever(
      Effect.andThen(
        Effect.sleep(SAID_EVERY),
        Effect.sync(() => say("KEEPALIVE", 0))
      )
    )
  )
  yield* Deferred.await(ready).pipe(
    Effect.timeoutOrElse({
      duration: READY_WITHIN,
      orElse: () => Effect.fail(failure("tastytrade's prices don't begin"))
    })
  )
  const subscribe = (what: "add" | "remove", some: ReadonlyArray<Subscription>) => {
    for (let first = 0; first < some.length; first += MOST_ENTRIES)
      say("FEED_SUBSCRIPTION", CHANNEL, { [what]: some.slice(first, first + MOST_ENTRIES) })
  }
  return {
    add: (some) => subscribe("add", some),
    remove: (some) => subscribe("remove", some),
    hear: (listener) =>
      Effect.acquireRelease(
        Effect.sync(() => void listeners.add(listener)),
        () => Effect.sync(() => void listeners.delete(listener))
      ),
    lost: Deferred.await(lost),
    isOver: () => over
  }
})
