import { Cause, Context, Effect, Option, Queue, Redacted, Schema, Stream } from "effect"
import { ExchangeUnavailable } from "../../exchange.ts"
import { exactJson } from "../../wire/exact-json.ts"
import { lostWords } from "../../wire/lost-words.ts"
import { openSocket, type Socket } from "../../wire/socket.ts"
import type { Rest } from "./rest.ts"

/**
 * How often the stream is told that we are here, with the token of that moment, ms: each is answered. Nothing heard for
 * `silence`: two of them were not.
 */
export const StreamPatience = Context.Reference<{ readonly heartbeat: number; readonly silence: number }>(
  "@tradetower/execution/TastytradeStreamPatience",
  { defaultValue: () => ({ heartbeat: 20_000, silence: 45_000 }) }
)
/** It listens within this time, ms. */
const LISTENS_WITHIN = 10_000

const Said = Schema.Struct({
  status: Schema.optionalKey(Schema.String),
  action: Schema.optionalKey(Schema.String),
  message: Schema.optionalKey(Schema.String),
  type: Schema.optionalKey(Schema.String),
  data: Schema.optionalKey(Schema.Unknown),
  results: Schema.optionalKey(Schema.Array(Schema.Unknown))
})
const readSaid = Schema.decodeUnknownOption(Said)

/** What comes over the stream once it listens: whole objects, each with a name. */
export type Heard =
  | { readonly _tag: "Listening" }
  | { readonly _tag: "Told"; readonly type: string; readonly what: unknown }

const failure = (message: string) => new ExchangeUnavailable({ message, retryable: true, cause: "NETWORK" })
const unreadable = failure("tastytrade's stream says what can't be read")
const words = lostWords("tastytrade", "tastytrade's stream")

/**
 * What happens to an account, from when it listens. It has no memory and no numbers: what happened before, or got lost, is
 * to be asked for. Fails with the connection, and with what can't be read. The token is looked at in each message.
 */
export const accountStream = (
  url: string,
  allowedHosts: ReadonlyArray<string>,
  { key, token }: Pick<Rest, "key" | "token">
): Stream.Stream<Heard, ExchangeUnavailable> =>
  Stream.callback((queue) =>
    Effect.gen(function* () {
      const { heartbeat, silence } = yield* StreamPatience
      let listens = false
      let over = false
      let requests = 0
      let socket: Socket | undefined
      const fail = (error: ExchangeUnavailable) => {
        if (over) return
        over = true
        Queue.failCauseUnsafe(queue, Cause.fail(error))
      }
      const late = setTimeout(
        () => !listens && fail(failure("tastytrade has not begun to tell of your orders")),
        LISTENS_WITHIN
      )
      yield* Effect.addFinalizer(() => Effect.sync(() => clearTimeout(late)))
      const say = Effect.fnUntraced(function* (message: object) {
        const bearer = `Bearer ${Redacted.value(yield* token)}`
        if (!over && socket?.isOpen() === true)
          socket.say({ ...message, "auth-token": bearer, "request-id": ++requests })
      })
      const run = Effect.runForkWith(yield* Effect.context<never>())

      const hear = (said: typeof Said.Type): ExchangeUnavailable | undefined => {
        const { action, data, results, status, type } = said
        if (status === "error") return failure(`tastytrade's stream ended: ${(said.message ?? "").slice(0, 100)}`)
        if (action === "connect") {
          listens = true
          Queue.offerUnsafe(queue, { _tag: "Listening" })
        }
        for (const result of results ?? []) {
          const one = Option.getOrUndefined(readSaid(result))
          if (one === undefined) return unreadable
          const error = hear(one)
          if (error !== undefined) return error
        }
        if (type !== undefined && data !== undefined) Queue.offerUnsafe(queue, { _tag: "Told", type, what: data })
        return undefined
      }
      yield* openSocket({
        url,
        allowedHosts,
        silence,
        opened: (own) => {
          socket = own
          // Anything sent before this is answered is an error.
          run(
            say({ action: "connect", value: [key.account] }).pipe(
              Effect.catch((error) => Effect.sync(() => fail(error)))
            )
          )
        },
        heard: (text) => {
          if (over) return
          const said = Option.getOrUndefined(Option.flatMap(exactJson(text), readSaid))
          const error = said === undefined ? unreadable : hear(said)
          if (error !== undefined) fail(error)
        },
        lost: (why) => fail(failure(words[why]))
      })
      return yield* Effect.gen(function* () {
        yield* Effect.sleep(heartbeat)
        if (listens) yield* say({ action: "heartbeat" })
      }).pipe(
        Effect.forever,
        Effect.catch((error) =>
          Effect.andThen(
            Effect.sync(() => fail(error)),
            Effect.never
          )
        )
      )
    })
  )
