import type * as Cosmos from "@azure/cosmos"
import { Cause, Effect, Option, Redacted, type Scope } from "effect"
import type { ContainerName } from "../../ports/container.ts"
import type { PartitionKey } from "../../rules/partition-key.ts"
import { Identity } from "../credential.ts"
import { onFirstUse } from "../on-first-use.ts"
import type { AzureSettings } from "../settings.ts"
import { type Asked, CosmosFailure } from "./cosmos-failure.ts"

/** A request unanswered for this long is given up, ms. */
const REQUEST_MS = 8_000
/** So often, and so long, what the service throttles is sent again. */
const THROTTLED = { maxRetryAttemptCount: 9, maxWaitTimeInSeconds: 30, fixedRetryIntervalInMilliseconds: 0 }
/** Whatever the SDK repeats, an answer is there by then: within a message's lock, ms. */
const ANSWER_MS = 40_000

/** The containers of one database. */
export interface ContainerClient {
  /** Asks one container. Who is interrupted, or waits too long, gives the request up. */
  readonly ask: <A>(
    name: ContainerName,
    asked: Asked,
    how: (container: Cosmos.Container, abortSignal: AbortSignal, sdk: typeof Cosmos) => Promise<A>
  ) => Effect.Effect<A, CosmosFailure>
}

/** Where the documents are. */
export type CosmosSettings = Pick<AzureSettings, "cosmos" | "prefix">

/** A client that never repeats a write of which it can't know whether it was done (STORE-24). */
export const containerClient = ({
  cosmos,
  prefix
}: CosmosSettings): Effect.Effect<ContainerClient, never, Identity | Scope.Scope> =>
  Effect.gen(function* () {
    const identity = yield* Identity
    const credential = Option.match(cosmos.key, {
      onNone: () => Effect.map(identity, (aadCredentials) => ({ aadCredentials })),
      onSome: (key) => Effect.succeed({ key: Redacted.value(key) })
    })
    const opened = yield* onFirstUse(
      Effect.gen(function* () {
        const sdk = yield* Effect.promise(() => import("@azure/cosmos"))
        const options = {
          endpoint: cosmos.endpoint,
          ...(yield* credential),
          connectionPolicy: {
            requestTimeout: REQUEST_MS,
            retryOptions: THROTTLED,
            // Versions and sequence ids need one region that writes; and failing over to others repeats writes.
            useMultipleWriteLocations: false,
            enablePartitionLevelFailover: false
          },
          userAgentSuffix: "tradetower"
        }
        const at = (consistencyLevel: "Strong" | "Session") =>
          Effect.map(
            Effect.acquireRelease(
              Effect.sync(() => new sdk.CosmosClient({ ...options, consistencyLevel })),
              (client) => Effect.sync(() => client.dispose())
            ),
            (client) => client.database(prefix + cosmos.database)
          )
        // STORE-25: a weaker one shows what others wrote a moment late, and costs half: enough for a feed, asked all the
        // time. An account that is set up for less refuses it.
        return { sdk, documents: yield* at("Strong"), feeds: yield* at("Session") }
      })
    )
    return {
      ask: (name, asked, how) =>
        Effect.flatMap(opened, ({ documents, feeds, sdk }) =>
          Effect.tryPromise({
            try: (signal) => how((asked === "follow" ? feeds : documents).container(name), signal, sdk),
            catch: (error) => new CosmosFailure(name, asked, error)
          })
        ).pipe(
          Effect.timeout(ANSWER_MS),
          Effect.catchIf(Cause.isTimeoutError, (error) => Effect.fail(new CosmosFailure(name, asked, error)))
        )
    }
  })

/** A document as the service has it: what was written, and its own marks. */
export type CosmosDocument = Readonly<Record<string, unknown>>

/** One document by its whole key, if it is there. */
export const readDocument = (
  { ask }: ContainerClient,
  name: ContainerName,
  key: PartitionKey,
  id: string
): Effect.Effect<Option.Option<CosmosDocument>, CosmosFailure> =>
  ask(name, "read", async (container, abortSignal) => {
    const { resource, statusCode, substatus } = await container.item(id, [...key]).read<CosmosDocument>({ abortSignal })
    // The SDK answers each 404 alike, also that of a replica which is behind, or of a container that is missing.
    if (statusCode === 404 && substatus !== undefined && substatus !== 0)
      throw Object.assign(new Error(), { code: statusCode, substatus })
    return Option.fromUndefinedOr(resource)
  })
