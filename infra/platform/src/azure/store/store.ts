import { Effect, Layer, Option } from "effect"
import type { Container, ContainerName, Document } from "../../ports/container.ts"
import { catalogue } from "../../ports/containers.ts"
import {
  AlreadyExists,
  Store,
  StoreUnavailable,
  type Stored,
  type Version,
  VersionMismatch
} from "../../ports/store.ts"
import { canBeId, DocumentCodec, type Encoded } from "../../rules/document-codec.ts"
import { scopeOf, wholeKey } from "../../rules/partition-key.ts"
import { checkQuery, unknownContinuation } from "../../rules/query-rules.ts"
import { shareName, wholeShare } from "../../rules/slots.ts"
import type { Identity } from "../credential.ts"
import { follow } from "./change-follower.ts"
import {
  type ContainerClient,
  containerClient,
  type CosmosDocument,
  type CosmosSettings,
  readDocument
} from "./container-client.ts"
import type { CosmosFailure } from "./cosmos-failure.ts"
import { FeedPace } from "./feed-pace.ts"
import { queryDocuments } from "./query-documents.ts"
import { querySpec } from "./query-spec.ts"

/** What the service adds to a document, and what we add to tell it how long it lives. */
const MARKS = ["_rid", "_self", "_etag", "_attachments", "_ts", "_lsn", "ttl"]

const written = (document: CosmosDocument): CosmosDocument =>
  Object.fromEntries(Object.entries(document).filter(([name]) => !MARKS.includes(name)))

const versionOf = (document: { readonly _etag?: unknown } | undefined): Version => String(document?._etag) as Version

const unavailable = ({ unavailable }: CosmosFailure): StoreUnavailable => unavailable

/** What a container's rules say, or the refusal that they threw. */
const checked = <A>(check: () => A): Effect.Effect<A, StoreUnavailable> =>
  Effect.suspend(() => {
    try {
      return Effect.succeed(check())
    } catch (error) {
      if (error instanceof StoreUnavailable) return Effect.fail(error)
      throw error
    }
  })

const make = (client: ContainerClient): Store["Service"] => {
  /** By container and share. */
  const paces = new Map<string, FeedPace>()
  const paceOf = (name: string): FeedPace => {
    const known = paces.get(name) ?? new FeedPace()
    paces.set(name, known)
    return known
  }

  const encoded = <N extends ContainerName, A extends Document<N>>(
    container: Container<N, A>,
    value: A,
    ttlSeconds: number | undefined
  ): Effect.Effect<Encoded, StoreUnavailable> => {
    const made = DocumentCodec.of(container).encode(value)
    if (made instanceof StoreUnavailable) return Effect.fail(made)
    if (ttlSeconds === undefined) return Effect.succeed(made)
    return Effect.succeed({ ...made, document: { ...made.document, ttl: Math.max(1, Math.floor(ttlSeconds)) } })
  }

  const decoded = <N extends ContainerName, A extends Document<N>>(
    container: Container<N, A>,
    document: CosmosDocument
  ): A | StoreUnavailable => DocumentCodec.of(container).decode(written(document))

  const stored = <N extends ContainerName, A extends Document<N>>(
    container: Container<N, A>,
    document: CosmosDocument
  ): Effect.Effect<Stored<A>, StoreUnavailable> => {
    const value = decoded(container, document)
    return value instanceof StoreUnavailable
      ? Effect.fail(value)
      : Effect.succeed({ value, version: versionOf(document) })
  }

  const insert = (name: ContainerName, { document }: Encoded) =>
    client.ask(name, "create", async ({ items }, abortSignal) =>
      versionOf((await items.create(document, { abortSignal })).resource)
    )
  const put = (name: ContainerName, { document }: Encoded) =>
    client.ask(name, "upsert", async ({ items }, abortSignal) =>
      versionOf((await items.upsert(document, { abortSignal })).resource)
    )

  return {
    read: (container, key, id) =>
      Effect.gen(function* () {
        const whole = yield* checked(() => wholeKey(container, key))
        // The service refuses to be asked for what can be no id.
        if (!canBeId(id)) return Option.none()
        const found = yield* Effect.mapError(readDocument(client, container.name, whole, id), unavailable)
        return Option.isNone(found) ? Option.none() : Option.some(yield* stored(container, found.value))
      }),

    create: (container, value, options) =>
      Effect.gen(function* () {
        const { name } = container
        const made = yield* encoded(container, value, options?.ttlSeconds)
        const exists = (failure: CosmosFailure) => failure.status === 409
        return yield* insert(name, made).pipe(
          // What is past its time may hold its id until the service has cleared it away (STORE-17).
          Effect.catchIf(exists, (failure) =>
            Effect.flatMap(readDocument(client, name, made.key, made.id), (found) =>
              Option.isSome(found) ? Effect.fail(failure) : put(name, made)
            )
          ),
          Effect.mapError((failure) =>
            exists(failure) ? new AlreadyExists({ container: name, id: made.id }) : failure.unavailable
          )
        )
      }),

    upsert: (container, value, options) =>
      Effect.flatMap(encoded(container, value, options?.ttlSeconds), (made) =>
        Effect.mapError(put(container.name, made), unavailable)
      ),

    replace: (container, value, ifVersion, options) =>
      Effect.gen(function* () {
        const { name } = container
        const { document, id, key } = yield* encoded(container, value, options?.ttlSeconds)
        return yield* client
          .ask(name, "replace", async (cosmos, abortSignal) => {
            const accessCondition = { type: "IfMatch", condition: ifVersion }
            const item = cosmos.item(id, [...key])
            return versionOf((await item.replace({ ...document, id }, { accessCondition, abortSignal })).resource)
          })
          .pipe(
            Effect.mapError((failure) =>
              failure.status === 412 || failure.isNotThere
                ? new VersionMismatch({ container: name, id })
                : failure.unavailable
            )
          )
      }),

    remove: (container, key, id) =>
      Effect.gen(function* () {
        const whole = yield* checked(() => wholeKey(container, key))
        if (!canBeId(id)) return
        yield* client
          .ask(container.name, "remove", (cosmos, abortSignal) => cosmos.item(id, [...whole]).delete({ abortSignal }))
          .pipe(
            Effect.catchIf(
              ({ isNotThere }) => isNotThere,
              () => Effect.void
            ),
            Effect.mapError(unavailable)
          )
      }),

    query: (container, key, query = {}) =>
      Effect.gen(function* () {
        const { name, partition } = container
        const scope = yield* checked(() => scopeOf(container, key))
        const { after, continuation, ...asked } = yield* checked(() => checkQuery(container, scope, query))
        if (after !== undefined && typeof after !== "string") return yield* unknownContinuation(name)
        const spec = querySpec(partition, scope, asked)
        const { documents, next } = yield* queryDocuments(client, name, spec, {
          limit: asked.limit,
          ...(scope.length === partition.length && { key: scope }),
          ...(after !== undefined && { after })
        }).pipe(Effect.mapError(unavailable))
        const items = yield* Effect.forEach(documents, (document) => stored(container, document))
        return next === undefined ? { items } : { items, continuation: continuation(next) }
      }),

    changes: (container, consumer, handle, options) => {
      const share = options?.share ?? wholeShare
      return follow(
        client,
        paceOf(container.name + shareName(share)),
        {
          container: container.name,
          consumer,
          from: options?.from ?? "BEGINNING",
          gatherMs: options?.gatherMs,
          lagMs: options?.lagMs,
          share
        },
        ({ _ts, ttl = catalogue[container.name].ttl }, now) =>
          typeof ttl !== "number" || ttl < 0 || (Number(_ts) + ttl) * 1_000 > now,
        (document) => decoded(container, document),
        handle
      )
    }
  }
}

/** Store on Cosmos DB. Contract: `infra/platform/contracts/store.md`. */
export const azureStore = (settings: CosmosSettings): Layer.Layer<Store, never, Identity> =>
  Layer.effect(Store, Effect.map(containerClient(settings), make))
