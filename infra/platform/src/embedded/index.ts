import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Effect, Layer } from "effect"
import type { Blobs } from "../blobs.ts"
import type { Bus } from "../bus.ts"
import type { PubSub } from "../pubsub.ts"
import type { Secrets } from "../secrets.ts"
import type { Store } from "../store.ts"
import type { Telemetry } from "../telemetry.ts"
import { embeddedBlobs } from "./blobs.ts"
import { embeddedBus } from "./bus.ts"
import type { DataFolderError } from "./data-folder.ts"
import { Database, type Durability } from "./database.ts"
import type { Hub } from "./hub/hub.ts"
import { embeddedPubSub } from "./pubsub.ts"
import type { RecentTelemetry } from "./recent-telemetry.ts"
import { embeddedSecrets } from "./secrets.ts"
import { embeddedStore } from "./store.ts"
import { embeddedTelemetry, type TelemetryOptions } from "./telemetry.ts"
export { blobsOf } from "./blobs.ts"

export { DataFolderError } from "./data-folder.ts"
export type { Durability } from "./database.ts"
export { Hub } from "./hub/hub.ts"
export { refuseUpgrade } from "./hub/refuse-upgrade.ts"
export { RecentTelemetry, type Measured, type RecentLog, type RecentSpan } from "./recent-telemetry.ts"
export type { TelemetryOptions } from "./telemetry.ts"

export interface EmbeddedOptions {
  /** The world's own folder: database, blobs and secrets lie in it. */
  readonly folder: string
  /** Where the key to the secrets lies, away from what it opens. */
  readonly configFolder: string
  /** Wall time, ms. Default: the computer's. */
  readonly now?: () => number
  /** Default: `NORMAL`, or `FULL` when the environment says TRADETOWER_DURABILITY=full. */
  readonly durability?: Durability
  readonly telemetry?: TelemetryOptions
}

export type EmbeddedPlatform = Store | Bus | PubSub | Hub | Secrets | Blobs | Telemetry | RecentTelemetry

/** Every port of the platform, in this process and in one folder. */
export const embeddedPlatform = (options: EmbeddedOptions): Layer.Layer<EmbeddedPlatform, DataFolderError> => {
  const durability =
    options.durability ?? (process.env["TRADETOWER_DURABILITY"]?.toLowerCase() === "full" ? "FULL" : "NORMAL")
  const now = options.now ?? Date.now
  const database = Database.layer({ folder: options.folder, durability, now })
  // The database first: it refuses a folder it can't read before anything else touches it.
  const inFolder = Layer.mergeAll(
    embeddedStore,
    embeddedBus(),
    Layer.unwrap(Effect.as(Database, embeddedBlobs(join(options.folder, "blobs")))),
    Layer.unwrap(Effect.as(Database, embeddedSecrets(join(options.folder, "secrets"), options.configFolder))),
    Layer.unwrap(Effect.as(Database, embeddedPubSub(options.configFolder, now)))
  )
  return inFolder.pipe(Layer.provide(database), Layer.provideMerge(embeddedTelemetry(options.telemetry)))
}

/** The same in a new folder that is removed when the layer's scope closes. */
export const embeddedPlatformForTests = (options?: Partial<EmbeddedOptions>): Layer.Layer<EmbeddedPlatform> =>
  Layer.unwrap(
    Effect.gen(function* () {
      const folder = yield* Effect.acquireRelease(
        Effect.sync(() => mkdtempSync(join(tmpdir(), "tradetower-"))),
        (made) => Effect.sync(() => rmSync(made, { recursive: true, force: true }))
      )
      return Layer.orDie(
        embeddedPlatform({
          folder: join(folder, "world"),
          configFolder: join(folder, "config"),
          telemetry: { logs: "off" },
          ...options
        })
      )
    })
  )
