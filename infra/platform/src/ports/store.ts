import { Context, type Effect, type Option, Schema } from "effect"
import type { Container, ContainerName, Document, Key, KeyPrefix } from "./container.ts"
import type { Share } from "../rules/slots.ts"
import { DiskTrouble } from "./disk-trouble.ts"

/** Changes with every write of a document; compare for equality only. */
export type Version = string & { readonly Version: unique symbol }

/** A document as read, with the version that a later `replace` must name. */
export interface Stored<A> {
  readonly value: A
  readonly version: Version
}

/** The store could not be asked, or a document in it is not what its schema says. `retryable` when a later try may work. */
export class StoreUnavailable extends Schema.TaggedError<StoreUnavailable>()("StoreUnavailable", {
  container: Schema.String,
  message: Schema.String,
  retryable: Schema.Boolean,
  /** What keeps the disk from it, when that is all. */
  disk: Schema.optionalKey(DiskTrouble)
}) {}

/** A document with this id is there already. */
export class AlreadyExists extends Schema.TaggedError<AlreadyExists>()("AlreadyExists", {
  container: Schema.String,
  id: Schema.String
}) {}

/** The document was changed (or removed) since it was read. */
export class VersionMismatch extends Schema.TaggedError<VersionMismatch>()("VersionMismatch", {
  container: Schema.String,
  id: Schema.String
}) {}

/** A partition key that reaches over all tenants: for the system's own sweeps, never for a request. */
export interface EveryTenant {
  readonly _tag: "EveryTenant"
  /** Who sweeps and why; it is logged. */
  readonly purpose: string
}
export const everyTenant = (purpose: string): EveryTenant => ({ _tag: "EveryTenant", purpose })

type Comparable = string | number | boolean

/**
 * Conditions on top-level fields, all of which must hold. Allowed are `id`, which costs no index, and the catalogue's
 * `indexed`; others are refused.
 */
export type Where = Readonly<
  Record<
    string,
    | Comparable
    | {
        readonly from?: Comparable
        readonly after?: Comparable
        readonly to?: Comparable
        readonly before?: Comparable
      }
  >
>

export interface Query {
  readonly where?: Where
  /** An indexed field, or `id`. Default: `id` ascending. */
  readonly orderBy?: { readonly field: string; readonly direction: "ASC" | "DESC" }
  /** 1 to 1,000; default 100. */
  readonly limit?: number
  /** From an earlier page of the very same query. */
  readonly continuation?: string
}

export interface Page<A> {
  readonly items: ReadonlyArray<Stored<A>>
  /** Present when more may follow. */
  readonly continuation?: string
}

/**
 * Documents in containers. The contract is written, numbered, in `infra/platform/contracts/store.md`; every
 * implementation is put under the suite `tests/contracts/store.ts`.
 */
export class Store extends Context.Service<
  Store,
  {
    readonly read: <N extends ContainerName, A extends Document<N>>(
      container: Container<N, A>,
      key: Key<N>,
      id: A["id"]
    ) => Effect.Effect<Option.Option<Stored<A>>, StoreUnavailable>
    /**
     * Writes a document that must not be there yet. `ttlSeconds` overrides the container's retention; either counts
     * from the last write.
     */
    readonly create: <N extends ContainerName, A extends Document<N>>(
      container: Container<N, A>,
      value: A,
      options?: { readonly ttlSeconds?: number }
    ) => Effect.Effect<Version, AlreadyExists | StoreUnavailable>
    readonly upsert: <N extends ContainerName, A extends Document<N>>(
      container: Container<N, A>,
      value: A,
      options?: { readonly ttlSeconds?: number }
    ) => Effect.Effect<Version, StoreUnavailable>
    readonly replace: <N extends ContainerName, A extends Document<N>>(
      container: Container<N, A>,
      value: A,
      ifVersion: Version,
      options?: { readonly ttlSeconds?: number }
    ) => Effect.Effect<Version, VersionMismatch | StoreUnavailable>
    /** Removing what is not there is no error. */
    readonly remove: <N extends ContainerName, A extends Document<N>>(
      container: Container<N, A>,
      key: Key<N>,
      id: A["id"]
    ) => Effect.Effect<void, StoreUnavailable>
    readonly query: <N extends ContainerName, A extends Document<N>>(
      container: Container<N, A>,
      key: KeyPrefix<N> | EveryTenant,
      query?: Query
    ) => Effect.Effect<Page<A>, StoreUnavailable>
    /**
     * Hands every written document to `consumer`, at least once, in write order within a partition, and remembers
     * how far it came under the consumer's name. Of several quick writes of one document only the last need come.
     * Removals do not come. Runs until interrupted; a batch whose handler fails comes again. Changes gather for about
     * `gatherMs` before they come as one batch: more for who may lag and works less on many at once. A store that has to
     * be asked for them asks at least every `lagMs`, by default each second: what may come later costs less.
     * With a `share`, only documents whose first path of the partition key has its slot there: all of a partition, or none.
     * Each share is a consumer of its own, that goes on where those were that had its slots before.
     */
    readonly changes: <N extends ContainerName, A extends Document<N>, E, R>(
      container: Container<N, A>,
      consumer: string,
      handle: (batch: ReadonlyArray<A>) => Effect.Effect<void, E, R>,
      options?: {
        readonly from?: "BEGINNING" | "NOW"
        readonly gatherMs?: number
        readonly lagMs?: number
        readonly share?: Share
      }
    ) => Effect.Effect<never, StoreUnavailable, R>
  }
>()("@tradetower/platform/Store") {}
