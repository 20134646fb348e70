import { Cause, Duration, Effect, Option, Redacted, type Scope } from "effect"
import type { TokenCredential } from "@azure/identity"
import type { createClient } from "@redis/client"
import { failureOf } from "../failures.ts"
import { isLocal } from "../connection-string.ts"
import { onFirstUse } from "../on-first-use.ts"
import type { ServiceSettings } from "../settings.ts"
import { tokenCredentials } from "./token-credentials.ts"

export type RedisClient = ReturnType<typeof createClient>

/** Asks Redis; nothing where it can't be used now. Never fails, and never takes long. */
export type AskRedis = <A>(question: (client: RedisClient) => Promise<A>) => Effect.Effect<Option.Option<A>>

/** Who asks goes on without it after so long. */
const PATIENCE = Duration.millis(250)
/** The first who asks waits so many times longer, for a connection. */
const CONNECTING = 4
/** After it failed nobody asks for so long, ms. */
const LEFT_ALONE_MS = 1_000
/** It works again once nothing failed for so long, ms; before that, no failure is said again. */
const WELL_AFTER_MS = 60_000
/** So many questions in a row without an answer, and the connection is given up. */
const SILENT = 3
/** Nobody waits for a connection: it is tried again after so long, ms, at the most. */
const LONGEST_PAUSE_MS = 5_000

const NO_ACCESS = "Redis does not let us: see that the managed identity has an access policy assignment to its database"
/** In our words: what it says no with begins with a word of its own. */
const wordsFor = (error: unknown): string =>
  error instanceof Error && /^(WRONGPASS|NOAUTH|NOPERM)\b/.test(error.message)
    ? NO_ACCESS
    : failureOf("Redis", error).message

/** A connection that is made again whenever it breaks, until the scope closes. */
interface Connection {
  readonly client: () => RedisClient
  /** Makes another: nothing is answered over this one any more. */
  readonly renew: () => void
}

const connect = (
  { endpoint, key }: ServiceSettings,
  identity: Effect.Effect<TokenCredential>,
  broke: (error: unknown) => void
): Effect.Effect<Connection, never, Scope.Scope> =>
  Effect.gen(function* () {
    const { createClient } = yield* Effect.promise(() => import("@redis/client"))
    const credentials = Option.isSome(key)
      ? { username: "default", password: Redacted.value(key.value) }
      : { credentialsProvider: tokenCredentials(yield* identity) }
    const { hostname: host, port } = new URL(`redis://${endpoint}`)
    const socket = {
      host,
      port: Number(port),
      connectTimeout: 5_000,
      reconnectStrategy: (tries: number) => Math.min(LONGEST_PAUSE_MS, 50 * 2 ** tries) * (0.5 + Math.random() / 2)
    }
    const open = (): RedisClient => {
      const client: RedisClient = createClient({
        ...credentials,
        socket: isLocal(endpoint) ? socket : { ...socket, tls: true },
        // What is between us closes connections that are idle for some minutes.
        pingInterval: 60_000,
        disableOfflineQueue: true,
        commandsQueueMaxLength: 1_000,
        maintNotifications: "disabled"
      })
      client.on("error", broke)
      client.connect().catch(broke)
      return client
    }
    let client = open()
    yield* Effect.addFinalizer(() => Effect.sync(() => client.destroy()))
    return {
      client: () => client,
      renew: () => {
        client.destroy()
        client = open()
      }
    }
  })

const isReady = (client: RedisClient): Effect.Effect<void> =>
  Effect.callback<void>((resume) => {
    const ready = () => resume(Effect.void)
    if (client.isReady) return ready()
    client.once("ready", ready)
    return Effect.sync(() => void client.off("ready", ready))
  })

/**
 * Connects when first asked. Whatever goes wrong, who asks goes on without an answer: a failure is said once, and that it
 * works again once. `patience`: how long an answer may take.
 */
export const askRedis = (
  settings: ServiceSettings,
  identity: Effect.Effect<TokenCredential>,
  patience = PATIENCE
): Effect.Effect<AskRedis, never, Scope.Scope> =>
  Effect.gen(function* () {
    /** When something failed last, ms of the process. */
    let failedAt = Number.NEGATIVE_INFINITY
    let said = false
    /** Questions in a row that were not answered in time. */
    let silent = 0
    /** What the connection itself broke with last: a question without one only hears that there is none. */
    let why: unknown
    const opened = yield* onFirstUse(
      Effect.gen(function* () {
        const connection = yield* connect(settings, identity, (error) => (why = error))
        yield* Effect.timeoutOption(isReady(connection.client()), Duration.times(patience, CONNECTING))
        return connection
      })
    )

    const fails = (error: unknown, { client, renew }: Connection) =>
      Effect.suspend(() => {
        failedAt = performance.now()
        silent = Cause.isTimeoutError(error) ? silent + 1 : 0
        if (silent >= SILENT) {
          silent = 0
          renew()
        }
        if (said) return Effect.succeedNone
        said = true
        const until = "Until it works again each process counts for itself, and prices are those in the store."
        const words = wordsFor(client().isReady ? error : (why ?? error))
        return Effect.as(Effect.logWarning(`${words}. ${until}`), Option.none())
      })
    const works = Effect.suspend(() => {
      silent = 0
      if (!said || performance.now() - failedAt < WELL_AFTER_MS) return Effect.void
      said = false
      return Effect.logInfo("Redis works again")
    })

    return (question) =>
      Effect.suspend(() => {
        if (performance.now() - failedAt < LEFT_ALONE_MS) return Effect.succeedNone
        return Effect.flatMap(opened, (connection) =>
          Effect.tryPromise({ try: () => question(connection.client()), catch: (error) => error }).pipe(
            Effect.timeout(patience),
            Effect.matchEffect({
              onFailure: (error) => fails(error, connection),
              onSuccess: (answer) => Effect.as(works, Option.some(answer))
            })
          )
        )
      })
  })
