import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { Context, Effect, Layer } from "effect"
import type { DataFolderError } from "./data-folder.ts"
import { Database } from "../database/database.ts"
import { keyFile, keyFor, keyPath } from "./key-file.ts"
import { OWNERS_FILE } from "./owner-only.ts"
import { secretNames } from "../secrets.ts"

/** The secrets of a folder can't be opened: the key there is now is not the one they were sealed with. */
export interface OtherKey {
  /** Of this key; it gives nothing away. */
  readonly id: string
  /** Where the key lies. */
  readonly file: string
  /** There was none: this one is new. */
  readonly madeAnew: boolean
  /** Of every secret that is stored, each once. */
  readonly names: ReadonlyArray<string>
  /** From now on this is the folder's key: the next start says nothing of it. */
  readonly accepted: Effect.Effect<void>
}

/** What a start found of the run before it, to be told. */
export class AtStart extends Context.Service<
  AtStart,
  {
    /** When the run before was cut off, ms, UTC; undefined when it ended in order. */
    readonly cutOffAt: number | undefined
    readonly otherKey: OtherKey | undefined
  }
>()("@tradetower/platform/embedded/AtStart") {}

/** By this a folder knows its key, which itself is kept elsewhere. */
const fingerprintOf = (key: Uint8Array): string => keyFor(key, "fingerprint").toString("hex").slice(0, 32)

/** Looks whether a folder's secrets were sealed with this key; one that doesn't say so yet takes a key that was there. */
const findOtherKey = (secrets: string, key: Uint8Array, wasThere: boolean): Omit<OtherKey, "file"> | undefined => {
  const file = join(secrets, "key")
  const accept = () => {
    try {
      writeFileSync(`${file}.tmp`, `${fingerprintOf(key)}\n`, { mode: OWNERS_FILE })
      renameSync(`${file}.tmp`, file)
    } catch {
      // A disk that takes no writes: the next start finds the same, and says it again.
    }
  }
  const known = existsSync(file) ? readFileSync(file, "utf8").trim() : undefined
  const names = existsSync(secrets) ? secretNames(secrets) : []
  const same = known === undefined ? wasThere || names.length === 0 : known === fingerprintOf(key)
  if (same) {
    if (known === undefined) accept()
    return undefined
  }
  return { id: fingerprintOf(key), madeAnew: !wasThere, names, accepted: Effect.sync(accept) }
}

/** Looks before anything else makes a key. */
export const atStart = (folder: string, configFolder: string): Layer.Layer<AtStart, DataFolderError, Database> =>
  Layer.effect(
    AtStart,
    Effect.gen(function* () {
      const { cutOffAt } = yield* Database
      const file = keyPath(configFolder)
      const wasThere = existsSync(file)
      const found = findOtherKey(join(folder, "secrets"), yield* keyFile(configFolder), wasThere)
      return { cutOffAt, otherKey: found && { file, ...found } }
    })
  )
