import { Context, type Effect, type Option, Schema, type Stream } from "effect"
import { DiskTrouble } from "./disk-trouble.ts"

export class BlobsUnavailable extends Schema.TaggedError<BlobsUnavailable>()("BlobsUnavailable", {
  path: Schema.String,
  message: Schema.String,
  retryable: Schema.Boolean,
  /** What keeps the disk from it, when that is all. */
  disk: Schema.optionalKey(DiskTrouble)
}) {}

/** An immutable blob is there already under this path. */
export class BlobExists extends Schema.TaggedError<BlobExists>()("BlobExists", { path: Schema.String }) {}

/** Large bytes under paths such as `candles/paper/BTC-USD/1m/2026-11`. Contract: `infra/platform/contracts/blobs.md`. */
export class Blobs extends Context.Service<
  Blobs,
  {
    /** Writes a whole blob that can't be changed afterwards. It is there in full or not at all. */
    readonly write: (path: string, bytes: Uint8Array) => Effect.Effect<void, BlobExists | BlobsUnavailable>
    /** Adds to the end of an appendable blob, which is made when missing. */
    readonly append: (path: string, bytes: Uint8Array) => Effect.Effect<void, BlobsUnavailable>
    readonly read: (
      path: string,
      range?: { readonly offset: number; readonly length?: number }
    ) => Effect.Effect<Option.Option<Uint8Array>, BlobsUnavailable>
    readonly stream: (path: string) => Stream.Stream<Uint8Array, BlobsUnavailable>
    readonly size: (path: string) => Effect.Effect<Option.Option<number>, BlobsUnavailable>
    /** Paths that begin with the prefix, sorted. */
    readonly list: (prefix: string) => Effect.Effect<ReadonlyArray<string>, BlobsUnavailable>
    readonly remove: (path: string) => Effect.Effect<void, BlobsUnavailable>
  }
>()("@tradetower/platform/Blobs") {}
