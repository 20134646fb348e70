import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Effect, Layer } from "effect"
import type { Bus } from "../bus.ts"
import type { Store } from "../store.ts"
import { embeddedBus } from "./bus.ts"
import type { DataFolderError } from "./data-folder.ts"
import { Database, type Durability } from "./database.ts"
import { embeddedStore } from "./store.ts"

export { DataFolderError } from "./data-folder.ts"
export type { Durability } from "./database.ts"

export interface EmbeddedOptions {
  /** The world's own folder: database, blobs and secrets lie in it. */
  readonly folder: string
  /** Where the key to the secrets lies, away from what it opens. */
  readonly configFolder: string
  /** Wall time, ms. Default: the computer's. */
  readonly now?: () => number
  /** Default: `NORMAL`, or `FULL` when the environment says TRADETOWER_DURABILITY=full. */
  readonly durability?: Durability
}

/** Every port of the platform, in this process and in one folder. */
export const embeddedPlatform = (options: EmbeddedOptions): Layer.Layer<Store | Bus, DataFolderError> => {
  const durability =
    options.durability ?? (process.env["TRADETOWER_DURABILITY"]?.toLowerCase() === "full" ? "FULL" : "NORMAL")
  return Layer.mergeAll(embeddedStore, embeddedBus).pipe(
    Layer.provide(Database.layer({ folder: options.folder, durability, now: options.now ?? Date.now }))
  )
}

/** The same in a new folder that is removed when the layer's scope closes. */
export const embeddedPlatformForTests = (
  options?: Partial<EmbeddedOptions>
): Layer.Layer<Layer.Success<ReturnType<typeof embeddedPlatform>>> =>
  Layer.unwrap(
    Effect.gen(function* () {
      const folder = yield* Effect.acquireRelease(
        Effect.sync(() => mkdtempSync(join(tmpdir(), "tradetower-"))),
        (made) => Effect.sync(() => rmSync(made, { recursive: true, force: true }))
      )
      return Layer.orDie(
        embeddedPlatform({ folder: join(folder, "world"), configFolder: join(folder, "config"), ...options })
      )
    })
  )
