import { randomUUID } from "node:crypto"
import { createReadStream, existsSync } from "node:fs"
import { appendFile, link, mkdir, open, readdir, rm, stat, truncate, writeFile } from "node:fs/promises"
import { dirname, join, sep } from "node:path"
import { Effect, Layer, Option, Stream } from "effect"
import { BlobExists, Blobs, BlobsUnavailable } from "../ports/blobs.ts"
import { isPrefix, noBlob, pathRefusal, writtenWhole } from "../rules/blob-path.ts"
import { diskWords } from "../ports/disk-trouble.ts"
import { diskTroubleOf } from "./folder/disk-error.ts"
import { say } from "../rules/say.ts"
import { OWNERS_FILE, OWNERS_FOLDER } from "./folder/owner-only.ts"
import { NoRoom } from "./database/room.ts"

/** How the two kinds of blob end on disk: what can't be changed, and what can be added to. */
const WHOLE = ".blob"
const GROWING = ".log"
/** A folder that is called as a blob's file is has this at its end, which no path holds. */
const folderName = (segment: string): string => (/\.(blob|log)$/.test(segment) ? `${segment}~` : segment)

/** What the folder that blobs lie in has to do with the rest of the data folder. */
export interface Surroundings {
  /** Hears the first folder of each path that is written below. */
  readonly made?: (folder: string) => void
  /** False while nothing may be written, because what room there is is kept for the kill switch. */
  readonly admits?: () => boolean
}

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined

const unavailable = (path: string, error: unknown): BlobsUnavailable => {
  if (error instanceof BlobsUnavailable) return error
  const disk = diskTroubleOf(error)
  if (disk !== undefined) return new BlobsUnavailable({ path, message: diskWords[disk], retryable: true, disk })
  return new BlobsUnavailable({
    path,
    message: say(error),
    retryable: ["EAGAIN", "EBUSY"].includes(codeOf(error) ?? "")
  })
}

/** Blobs as files of one folder. Contract: `infra/platform/contracts/blobs.md`. */
const make = (folder: string, { admits = () => true, made = () => undefined }: Surroundings = {}): Blobs["Service"] => {
  const temporary = join(folder, ".tmp")
  const folderFor = async (path: string, kind: string): Promise<void> => {
    await mkdir(dirname(fileOf(path, kind)), { recursive: true, mode: OWNERS_FOLDER })
    const [top, ...below] = path.split("/")
    if (top !== undefined && below.length > 0) made(folderName(top))
  }

  const attempt = <A>(path: string, act: () => Promise<A>): Effect.Effect<A, BlobsUnavailable> =>
    Effect.tryPromise({
      try: () => {
        const no = pathRefusal(path)
        return no === undefined ? act() : Promise.reject(no)
      },
      catch: (error) => unavailable(path, error)
    })

  const fileOf = (path: string, kind: string) => {
    const segments = path.split("/")
    return join(folder, ...segments.slice(0, -1).map(folderName), segments.at(-1) ?? "") + kind
  }
  const sizeOf = (file: string): Promise<number | undefined> =>
    stat(file).then(
      (found) => found.size,
      (error: unknown) => (codeOf(error) === "ENOENT" ? undefined : Promise.reject(error))
    )
  const find = async (path: string): Promise<{ file: string; size: number } | undefined> => {
    for (const kind of [WHOLE, GROWING]) {
      const file = fileOf(path, kind)
      const size = await sizeOf(file)
      if (size !== undefined) return { file, size }
    }
    return undefined
  }

  /** All of it or, when the disk is full in the middle, nothing: what is asked for again must not be there in part. */
  const appendWhole = async (path: string, bytes: Uint8Array): Promise<void> => {
    const file = fileOf(path, GROWING)
    const before = await sizeOf(file)
    if (before === undefined) await folderFor(path, GROWING)
    try {
      await appendFile(file, bytes, { mode: OWNERS_FILE })
    } catch (error) {
      if ((await sizeOf(file)) !== undefined) await truncate(file, before ?? 0)
      throw error
    }
  }
  /** Additions to one blob come one after another. */
  const appending = new Map<string, Promise<void>>()
  const inTurn = (path: string, act: () => Promise<void>): Promise<void> => {
    const turn = (appending.get(path) ?? Promise.resolve()).then(act, act)
    appending.set(path, turn)
    const leave = () => {
      if (appending.get(path) === turn) appending.delete(path)
    }
    turn.then(leave, leave)
    return turn
  }

  return {
    write: (path, bytes) =>
      Effect.flatMap(
        attempt(path, async () => {
          if (!admits()) throw new NoRoom()
          if ((await find(path)) !== undefined) return false
          const draft = join(temporary, randomUUID())
          await mkdir(temporary, { recursive: true, mode: OWNERS_FOLDER })
          await folderFor(path, WHOLE)
          try {
            await writeFile(draft, bytes, { mode: OWNERS_FILE })
            // A link appears in full or not at all, and never over another.
            await link(draft, fileOf(path, WHOLE))
            return true
          } catch (error) {
            if (codeOf(error) === "EEXIST") return false
            throw error
          } finally {
            await rm(draft, { force: true })
          }
        }),
        (written) => (written ? Effect.void : Effect.fail(new BlobExists({ path })))
      ),
    append: (path, bytes) =>
      attempt(path, async () => {
        if ((await sizeOf(fileOf(path, WHOLE))) !== undefined) {
          throw writtenWhole(path)
        }
        if (!admits()) throw new NoRoom()
        await inTurn(path, () => appendWhole(path, bytes))
      }),
    read: (path, range) =>
      attempt(path, async () => {
        const found = await find(path)
        if (found === undefined) return Option.none()
        const from = Math.min(range?.offset ?? 0, found.size)
        const bytes = new Uint8Array(Math.min(range?.length ?? Infinity, found.size - from))
        const file = await open(found.file)
        try {
          const { bytesRead } = await file.read(bytes, 0, bytes.length, from)
          return Option.some(bytes.subarray(0, bytesRead))
        } finally {
          await file.close()
        }
      }),
    stream: (path) =>
      Stream.unwrap(
        Effect.flatMap(
          attempt(path, () => find(path)),
          (found) =>
            found === undefined
              ? Effect.fail(noBlob(path))
              : Effect.succeed(
                  Stream.fromAsyncIterable<Uint8Array, BlobsUnavailable>(createReadStream(found.file), (error) =>
                    unavailable(path, error)
                  )
                )
        )
      ),
    size: (path) =>
      attempt(path, async () => Option.map(Option.fromUndefinedOr(await find(path)), (found) => found.size)),
    list: (prefix) =>
      Effect.tryPromise({
        try: async () => {
          if (!isPrefix(prefix)) return []
          // Only the folder the prefix leads into: there may be very many others.
          const under = join(folder, ...prefix.split("/").slice(0, -1).map(folderName))
          if (!existsSync(under)) return []
          const entries = await readdir(under, { recursive: true, withFileTypes: true })
          return entries
            .filter((entry) => entry.isFile() && entry.parentPath !== temporary)
            .flatMap(({ name, parentPath }) =>
              name.endsWith(WHOLE) || name.endsWith(GROWING) ? [join(parentPath, name).slice(folder.length + 1)] : []
            )
            .map((file) =>
              file
                .split(sep)
                .join("/")
                .replaceAll("~/", "/")
                .replace(/\.(blob|log)$/, "")
            )
            .filter((path) => path.startsWith(prefix))
            .sort()
        },
        catch: (error) => unavailable(prefix, error)
      }),
    remove: (path) =>
      attempt(path, async () => {
        await rm(fileOf(path, WHOLE), { force: true })
        await rm(fileOf(path, GROWING), { force: true })
      })
  }
}

/** In the folder given, which is made when missing. What a crash left half written is removed. */
export const embeddedBlobs = (folder: string, around: Surroundings = {}): Layer.Layer<Blobs> =>
  Layer.effect(
    Blobs,
    // To its end, also when a start is given up meanwhile: nothing is made in a folder that nobody holds any more.
    Effect.uninterruptible(
      Effect.promise(async () => {
        await mkdir(folder, { recursive: true, mode: OWNERS_FOLDER })
        await rm(join(folder, ".tmp"), { recursive: true, force: true })
        return make(folder, around)
      })
    )
  )

/** Those of a folder that another process may be using: nothing is tidied up. For reading. */
export const blobsOf = (folder: string): Layer.Layer<Blobs> => Layer.sync(Blobs, () => make(folder))
