import { randomUUID } from "node:crypto"
import type { BlockBlobClient, ContainerClient } from "@azure/storage-blob"
import { Effect, Layer, Option, Redacted, Schedule, Stream } from "effect"
import { BlobExists, Blobs, BlobsUnavailable } from "../ports/blobs.ts"
import { isPrefix, noBlob, pathRefusal, writtenWhole } from "../rules/blob-path.ts"
import { type Identity, tokensFor } from "./credential.ts"
import { ask as askService, type Failure, failureOf } from "./failures.ts"
import { onFirstUse } from "./on-first-use.ts"
import type { AzureSettings } from "./settings.ts"

const SERVICE = "Blob Storage"
/** The client itself asks again after all but this: being asked too much at once. */
const isThrottled = ({ status }: Failure): boolean => status === 429
const LATER = Schedule.exponential("200 millis").pipe(Schedule.upTo({ times: 4 }))
const ask = <A>(request: (signal: AbortSignal) => Promise<A>): Effect.Effect<A, Failure> =>
  Effect.retry(askService(SERVICE, request), { while: isThrottled, schedule: LATER })

/** Whose write it was, kept with a blob: a write whose answer was lost is asked again, and finds its own. */
const WRITER = "writer"

type Settings = Pick<AzureSettings, "blobs" | "prefix">

/** The account's name, which its key signs with: of `https://NAME.blob...`, or of an emulator's `http://host:port/NAME`. */
const accountOf = (endpoint: string): string => {
  const { hostname, pathname } = new URL(endpoint)
  return pathname.split("/").find((part) => part !== "") ?? hostname.split(".")[0] ?? ""
}

/** Opens the container that our blobs lie in. */
const openContainer = ({ blobs, prefix }: Settings): Effect.Effect<ContainerClient, never, Identity> =>
  Effect.gen(function* () {
    const { ContainerClient, StorageSharedKeyCredential } = yield* Effect.promise(() => import("@azure/storage-blob"))
    const address = `${blobs.endpoint.replace(/\/$/, "")}/${prefix}${blobs.container}`
    const credential = Option.isSome(blobs.key)
      ? new StorageSharedKeyCredential(accountOf(blobs.endpoint), Redacted.value(blobs.key.value))
      : yield* tokensFor(blobs)
    return new ContainerClient(address, credential, {
      retryOptions: { maxTries: 4, retryDelayInMs: 200, maxRetryDelayInMs: 5_000 }
    })
  })

const isMissing = ({ status, word }: Failure): boolean => status === 404 && word !== "ContainerNotFound"
/** The range begins where the blob has ended already. */
const isPastEnd = ({ status }: Failure): boolean => status === 416
const isThere = ({ status, word }: Failure): boolean =>
  status === 412 || (status === 409 && (word === "BlobAlreadyExists" || word === "InvalidBlobType"))

const make = (opened: Effect.Effect<ContainerClient>): Blobs["Service"] => {
  const unavailable =
    (path: string) =>
    ({ message, retryable }: Failure) =>
      new BlobsUnavailable({ path, message, retryable })

  /** The container, for a path that something may lie under. */
  const containerFor = (path: string): Effect.Effect<ContainerClient, BlobsUnavailable> =>
    Effect.suspend(() => {
      const no = pathRefusal(path)
      return no === undefined ? opened : Effect.fail(no)
    })

  const writerOf = (blob: BlockBlobClient): Effect.Effect<string | undefined, Failure> =>
    Effect.map(
      ask((abortSignal) => blob.getProperties({ abortSignal })),
      ({ metadata }) => metadata?.[WRITER]
    )

  const write: Blobs["Service"]["write"] = Effect.fnUntraced(function* (path, bytes) {
    const blob = (yield* containerFor(path)).getBlockBlobClient(path)
    const writer = randomUUID()
    yield* ask((abortSignal) =>
      blob.upload(bytes, bytes.byteLength, {
        abortSignal,
        conditions: { ifNoneMatch: "*" },
        metadata: { [WRITER]: writer }
      })
    ).pipe(
      Effect.catchIf(isThere, () =>
        Effect.flatMap(writerOf(blob), (found) =>
          found === writer ? Effect.void : Effect.fail(new BlobExists({ path }))
        )
      ),
      Effect.mapError((error) => (error instanceof BlobExists ? error : unavailable(path)(error)))
    )
  })

  const append: Blobs["Service"]["append"] = Effect.fnUntraced(function* (path, bytes) {
    const blob = (yield* containerFor(path)).getAppendBlobClient(path)
    const add = ask((abortSignal) => blob.appendBlock(bytes, bytes.byteLength, { abortSignal }))
    yield* add.pipe(
      Effect.catchIf(isMissing, () =>
        Effect.andThen(
          ask((abortSignal) => blob.createIfNotExists({ abortSignal })),
          add
        )
      ),
      Effect.mapError((error) => (error.word === "InvalidBlobType" ? writtenWhole(path) : unavailable(path)(error)))
    )
  })

  /** What is told of a blob, or none where none is. */
  const found = <A>(
    path: string,
    request: Effect.Effect<A, Failure>
  ): Effect.Effect<Option.Option<A>, BlobsUnavailable> =>
    request.pipe(
      Effect.asSome,
      Effect.catchIf(isMissing, () => Effect.succeedNone),
      Effect.mapError(unavailable(path))
    )

  const download = Effect.fnUntraced(function* (path: string, offset: number, length: number | undefined) {
    const blob = (yield* containerFor(path)).getBlobClient(path)
    return yield* found(
      path,
      ask((abortSignal) => blob.download(offset, length, { abortSignal, maxRetryRequests: 3 })).pipe(
        Effect.map(({ readableStreamBody }) => readableStreamBody),
        Effect.catchIf(isPastEnd, () => Effect.undefined)
      )
    )
  })
  const parts = (path: string, body: NodeJS.ReadableStream | undefined): Stream.Stream<Uint8Array, BlobsUnavailable> =>
    body === undefined
      ? Stream.empty
      : Stream.fromAsyncIterable(
          // Nobody set an encoding, so its parts are bytes.
          body as AsyncIterable<Uint8Array>,
          (error) => unavailable(path)(failureOf(SERVICE, error))
        )

  const size = Effect.fnUntraced(function* (path: string) {
    const blob = (yield* containerFor(path)).getBlobClient(path)
    return yield* found(
      path,
      Effect.map(
        ask((abortSignal) => blob.getProperties({ abortSignal })),
        ({ contentLength = 0 }) => contentLength
      )
    )
  })

  return {
    write,
    append,
    read: Effect.fnUntraced(function* (path, { offset = 0, length } = { offset: 0 }) {
      // No range holds nothing.
      if (length === 0) return Option.map(yield* size(path), () => new Uint8Array())
      const body = yield* download(path, offset, length)
      if (Option.isNone(body)) return Option.none()
      const chunks = yield* Stream.runCollect(parts(path, body.value))
      return Option.some(new Uint8Array(Buffer.concat(chunks)))
    }),
    stream: (path) =>
      Stream.unwrap(
        Effect.flatMap(download(path, 0, undefined), (body) =>
          Option.isNone(body) ? Effect.fail(noBlob(path)) : Effect.succeed(parts(path, body.value))
        )
      ),
    size,
    list: Effect.fnUntraced(function* (prefix) {
      if (!isPrefix(prefix)) return []
      const container = yield* opened
      return yield* ask(async (abortSignal) => {
        const paths: Array<string> = []
        for await (const { name } of container.listBlobsFlat({ prefix, abortSignal })) paths.push(name)
        return paths.sort()
      }).pipe(Effect.mapError(unavailable(prefix)))
    }),
    remove: Effect.fnUntraced(function* (path) {
      const blob = (yield* containerFor(path)).getBlobClient(path)
      yield* ask((abortSignal) => blob.deleteIfExists({ abortSignal })).pipe(Effect.mapError(unavailable(path)))
    })
  }
}

/** Blobs in one container of an account without hierarchical namespace. Contract: `infra/platform/contracts/blobs.md`. */
export const azureBlobs = (settings: Settings): Layer.Layer<Blobs, never, Identity> =>
  Layer.effect(Blobs, Effect.map(onFirstUse(openContainer(settings)), make))

/** Makes the container that our blobs lie in: for an emulator, which no template sets up. */
export const makeBlobContainer = (settings: Settings): Effect.Effect<void, BlobsUnavailable, Identity> =>
  Effect.flatMap(openContainer(settings), (container) =>
    ask((abortSignal) => container.createIfNotExists({ abortSignal })).pipe(
      Effect.asVoid,
      Effect.mapError(({ message, retryable }) => new BlobsUnavailable({ path: "", message, retryable }))
    )
  )
