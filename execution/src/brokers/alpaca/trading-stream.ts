import { Cause, Effect, Option, Queue, Redacted, Schema, Stream } from "effect"
import { ExchangeUnavailable } from "../../exchange.ts"
import { lostWords } from "../../wire/lost-words.ts"
import { openSocket } from "../../wire/socket.ts"
import { exactJson } from "../../wire/exact-json.ts"
import { Authorization, Listening, mayBeOurs, StreamMessage, TradeUpdate } from "./answers.ts"
import type { AlpacaKey } from "./key.ts"
import { ErrorMessage } from "./market/market-answers.ts"
import { keyRefused } from "./rest.ts"

/** It says nothing by itself while nothing happens: it is pinged so often, and dead when it does not answer, ms. */
const PING_EVERY = 10_000
const SILENCE = 15_000
/** It listens within this time, ms. */
const LISTENS_WITHIN = 10_000
/** A connection that was closed sooner than this after it began was taken by somebody else with the same key, ms. */
const SHORT_LIVED = 30_000
/** So much longer each time before it is tried again, ms. */
const STEP_BACK = 5_000
/** So often taken away, its trader has to know. */
const REPEATEDLY = 3

const decodeMessage = Schema.decodeUnknownOption(StreamMessage)
const decodeAuthorization = Schema.decodeUnknownOption(Authorization)
const decodeListening = Schema.decodeUnknownOption(Listening)
const decodeUpdate = Schema.decodeUnknownOption(TradeUpdate)
const decodeError = Schema.decodeUnknownOption(ErrorMessage)
const decodeOrder = Schema.decodeUnknownOption(Schema.Struct({ order: Schema.Unknown }))

/** What comes over the stream once it listens. */
export type Heard = { readonly _tag: "Listening" } | { readonly _tag: "Update"; readonly update: TradeUpdate }

const words = lostWords("Alpaca", "Alpaca's stream")

const failure = (message: string) => new ExchangeUnavailable({ message, retryable: true, cause: "NETWORK" })
const unreadable = failure("Alpaca's stream says what can't be read")

/** Who has one connection with a key has it alone: a second one closes the first. Counts how often that happens. */
export class Rivals {
  #times = 0

  /** A connection that listened for so long, ms, was closed from there. */
  closed(after: number): ExchangeUnavailable {
    this.#times = after < SHORT_LIVED ? this.#times + 1 : 0
    return this.#times < 2 ? failure(words.CLOSED) : this.#competing()
  }

  /** A connection was turned away, or ended, for another one with the same key: so it was said. */
  turnedAway(): ExchangeUnavailable {
    this.#times++
    return this.#competing()
  }

  #competing(): ExchangeUnavailable {
    return new ExchangeUnavailable({
      message: "another program listens with the same key, and Alpaca allows one: make a key for TradingTower alone",
      retryable: true,
      retryAfter: STEP_BACK * this.#times,
      cause: "COMPETING",
      ...(this.#times >= REPEATEDLY && { needsUser: true })
    })
  }
}

/** What an error means that comes in a list, as on Alpaca's other streams; what is none can't be read. */
const endBy = (messages: ReadonlyArray<unknown>, rivals: Rivals): ExchangeUnavailable => {
  const [error] = messages.flatMap((one) => Option.toArray(decodeError(one)))
  if (error === undefined) return unreadable
  if (error.code === "406") return rivals.turnedAway()
  return error.code === "402" ? keyRefused : failure(`Alpaca's stream ended: ${error.msg.slice(0, 100)}`)
}

/**
 * What happens to an account's orders, from when it listens. It has no memory: what happened before is to be asked for.
 * Fails with the connection, and with what can't be read.
 */
export const tradingStream = (
  url: string,
  allowedHosts: ReadonlyArray<string>,
  key: AlpacaKey,
  rivals: Rivals
): Stream.Stream<Heard, ExchangeUnavailable> =>
  Stream.callback((queue) =>
    Effect.gen(function* () {
      let listeningSince: number | undefined
      let over = false
      const fail = (error: ExchangeUnavailable) => {
        over = true
        Queue.failCauseUnsafe(queue, Cause.fail(error))
      }
      const late = setTimeout(
        () => listeningSince === undefined && fail(failure("Alpaca has not begun to tell of your orders")),
        LISTENS_WITHIN
      )
      yield* Effect.addFinalizer(() => Effect.sync(() => clearTimeout(late)))
      let say: ((message: object) => void) | undefined
      /** What one message means, by the stream it is of. */
      const hear = ({ data, stream }: typeof StreamMessage.Type): ExchangeUnavailable | undefined => {
        if (stream === "authorization") {
          const answer = Option.getOrUndefined(decodeAuthorization(data))
          if (answer?.status === "unauthorized") return keyRefused
          if (answer?.status !== "authorized") return unreadable
          say?.({ action: "listen", data: { streams: ["trade_updates"] } })
        } else if (stream === "listening") {
          const answer = Option.getOrUndefined(decodeListening(data))
          if (answer?.streams.includes("trade_updates") !== true) return unreadable
          listeningSince = performance.now()
          Queue.offerUnsafe(queue, { _tag: "Listening" })
        } else if (stream === "trade_updates") {
          const update = Option.getOrUndefined(decodeUpdate(data))
          // What else is traded in the account may look as it likes.
          if (update === undefined)
            return mayBeOurs(Option.getOrUndefined(decodeOrder(data))?.order) ? unreadable : undefined
          Queue.offerUnsafe(queue, { _tag: "Update", update })
        }
        return undefined
      }
      yield* openSocket({
        url,
        allowedHosts,
        silence: SILENCE,
        pingEvery: PING_EVERY,
        opened: (socket) => {
          say = socket.say
          const [id, secret] = [Redacted.value(key.id), Redacted.value(key.secret)]
          socket.say({ action: "auth", key: id, secret })
        },
        heard: (text) => {
          if (over) return
          const read = Option.getOrUndefined(exactJson(text))
          const message = Option.getOrUndefined(decodeMessage(read))
          const error = Array.isArray(read) ? endBy(read, rivals) : message === undefined ? unreadable : hear(message)
          if (error !== undefined) fail(error)
        },
        lost: (why) => {
          if (over) return
          fail(
            why === "CLOSED" && listeningSince !== undefined
              ? rivals.closed(performance.now() - listeningSince)
              : failure(words[why])
          )
        }
      })
      return yield* Effect.never
    })
  )
