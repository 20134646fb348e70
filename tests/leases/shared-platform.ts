import { join } from "node:path"
import { Effect, Layer } from "effect"
import type { ShareCounts } from "@tradetower/platform"
import { embeddedBlobs } from "../../infra/platform/src/embedded/blobs.ts"
import { embeddedBus } from "../../infra/platform/src/embedded/bus/bus.ts"
import { Connection } from "../../infra/platform/src/embedded/database/connection.ts"
import { Database } from "../../infra/platform/src/embedded/database/database.ts"
import { databaseFile } from "../../infra/platform/src/embedded/folder/folder-format.ts"
import { embeddedSecrets } from "../../infra/platform/src/embedded/secrets.ts"
import { embeddedStore } from "../../infra/platform/src/embedded/store/store.ts"
import { embeddedTelemetry } from "../../infra/platform/src/embedded/telemetry/telemetry.ts"

/**
 * A data folder's store, bus, blobs and secrets without its lock: several processes at one store, as there are on Azure,
 * with a subscription for each of so many shares of a part.
 */
export const sharedPlatform = (folder: string, shares: ShareCounts = {}) =>
  Layer.mergeAll(
    embeddedStore,
    embeddedBus(undefined, shares),
    embeddedBlobs(join(folder, "blobs")),
    embeddedSecrets(join(folder, "secrets"), join(folder, "config")),
    embeddedTelemetry({ logs: "off" })
  ).pipe(
    Layer.provide(
      Layer.effect(
        Database,
        Effect.acquireRelease(
          Effect.sync(() => new Connection(databaseFile(folder), "NORMAL", Date.now)),
          (connection) => Effect.sync(() => connection.close())
        )
      )
    )
  )
