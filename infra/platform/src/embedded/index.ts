import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Cause, Effect, Layer } from "effect"
import type { Blobs } from "../ports/blobs.ts"
import type { Bus } from "../ports/bus.ts"
import type { Leases } from "../ports/leases.ts"
import type { PubSub } from "../ports/pubsub.ts"
import type { RateCounters } from "../ports/rate-counters.ts"
import type { Secrets } from "../ports/secrets.ts"
import { StopReserve } from "../ports/stop-reserve.ts"
import type { Store } from "../ports/store.ts"
import type { Telemetry } from "../ports/telemetry.ts"
import { processRates } from "../rates/process-rates.ts"
import { type AtStart, atStart } from "./folder/at-start.ts"
import { embeddedBlobs } from "./blobs.ts"
import { embeddedBus } from "./bus/bus.ts"
import { type DataFolderError, refusedByDisk } from "./folder/data-folder.ts"
import type { Durability } from "./database/connection.ts"
import { Database, type ReserveOf } from "./database/database.ts"
import { diskTroubleOf } from "./folder/disk-error.ts"
import { partsNoted } from "./folder/folder-format.ts"
import type { Hub } from "./hub/hub.ts"
import { embeddedLeases } from "./leases.ts"
import { embeddedPubSub } from "./hub/pubsub.ts"
import type { RecentTelemetry } from "./telemetry/recent-telemetry.ts"
import { fileReserve, leastReserve } from "./database/reserve.ts"
import { embeddedSecrets } from "./secrets.ts"
import { embeddedStore } from "./store/store.ts"
import { embeddedTelemetry, type TelemetryOptions } from "./telemetry/telemetry.ts"
export { AtStart } from "./folder/at-start.ts"
export { blobsOf } from "./blobs.ts"

export { DataFolderError } from "./folder/data-folder.ts"
export { makeFolder } from "./folder/make-folder.ts"
export { home } from "./folder/home.ts"
export type { Durability } from "./database/connection.ts"
export type { ReserveOf } from "./database/database.ts"
export { leastReserve, type Reserve } from "./database/reserve.ts"
export { SmallDisk } from "./database/small-disk.ts"
export { lookAt } from "./store/look-at.ts"
export { Hub } from "./hub/hub.ts"
export { refuseUpgrade } from "./hub/refuse-upgrade.ts"
export { fatalLine } from "../telemetry/log-line.ts"
export { RecentTelemetry } from "./telemetry/recent-telemetry.ts"
export type { TelemetryOptions } from "./telemetry/telemetry.ts"

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
  /** What is kept back for the kill switch on a full disk. Default: a file of 24 MB. */
  readonly reserve?: ReserveOf
}

/**
 * Twice what a kill switch with 50 bots and 1,471 resting orders wrote on a full disk: 11.9 MB, of which 10 MB were the
 * write-ahead log.
 */
const RESERVE_BYTES = 24 * 1024 * 1024

type Ports = Store | Bus | PubSub | Secrets | Blobs | Leases | RateCounters | Telemetry
export type EmbeddedPlatform = Ports | Hub | RecentTelemetry | AtStart

/** A disk that refuses while the parts are opened is said to be what keeps it from starting. */
const refusing = <ROut, RIn>(
  folder: string,
  parts: Layer.Layer<ROut, DataFolderError, RIn>
): Layer.Layer<ROut, DataFolderError, RIn> =>
  Layer.catchCause(parts, (cause) => {
    const error = Cause.squash(cause)
    return Layer.effectContext<ROut, DataFolderError, never>(
      diskTroubleOf(error) === undefined ? Effect.failCause(cause) : Effect.fail(refusedByDisk(folder, error))
    )
  })

/** Every port of the platform, in this process and in one folder. */
export const embeddedPlatform = (options: EmbeddedOptions): Layer.Layer<EmbeddedPlatform, DataFolderError> => {
  const durability =
    options.durability ?? (process.env["TRADETOWER_DURABILITY"]?.toLowerCase() === "full" ? "FULL" : "NORMAL")
  const now = options.now ?? Date.now
  const reserve = options.reserve ?? (() => fileReserve(join(options.folder, "reserve"), RESERVE_BYTES))
  const database = Database.layer({ folder: options.folder, durability, now, reserve })
  const made = partsNoted(options.folder)
  // The database first: it refuses a folder it can't read before anything else touches it.
  const inFolder = Layer.mergeAll(
    embeddedStore,
    embeddedBus(),
    embeddedLeases,
    processRates({ others: false }),
    Layer.unwrap(
      Effect.map(Database, ({ room }) =>
        embeddedBlobs(join(options.folder, "blobs"), {
          admits: () => room.admits(undefined),
          made: (folder) => made(`blobs/${folder}`)
        })
      )
    ),
    Layer.unwrap(
      Effect.as(
        Database,
        embeddedSecrets(join(options.folder, "secrets"), options.configFolder, (file) => made(`secrets/${file}`))
      )
    ),
    Layer.effect(
      StopReserve,
      Effect.map(Database, ({ room }) => ({ openFor: (tenantId) => Effect.sync(() => room.openFor(tenantId)) }))
    ),
    Layer.unwrap(Effect.as(Database, embeddedPubSub(options.configFolder, now)))
  )
  return refusing(options.folder, inFolder).pipe(
    Layer.provideMerge(atStart(options.folder, options.configFolder)),
    Layer.provide(database),
    Layer.provideMerge(embeddedTelemetry(options.telemetry))
  )
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
          reserve: leastReserve(options?.folder ?? join(folder, "world")),
          ...options
        })
      )
    })
  )
