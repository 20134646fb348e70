import type { DatabaseSync } from "node:sqlite"
import { Context, Effect, Layer } from "effect"
import { diskWords } from "../../ports/disk-trouble.ts"
import { checkpoints } from "./checkpoints.ts"
import { Connection, type Durability, type Surroundings } from "./connection.ts"
import { type DataFolderError, noteUnmerged, openDataFolder, refusedByDisk } from "../folder/data-folder.ts"
import { databaseFile } from "../folder/folder-format.ts"
import { noReserve, type Reserve } from "./reserve.ts"

/** How the reserve of a folder is made, before its database is opened. */
export type ReserveOf = (db: () => DatabaseSync | undefined) => Reserve

const NOTHING_KEPT =
  "The disk is too full to keep any room back: a kill switch will not work on a full disk. Make 50 MB of room."

/** The open database of the embedded platform. */
export class Database extends Context.Service<Database, Connection>()("@tradetower/platform/embedded/Database") {
  static readonly layer = (options: {
    readonly folder: string
    readonly durability: Durability
    readonly now: () => number
    /** What is kept back for the kill switch; it may look at the database once that is open. Default: nothing. */
    readonly reserve?: ReserveOf
  }): Layer.Layer<Database, DataFolderError> =>
    Layer.effect(
      Database,
      Effect.gen(function* () {
        const { durability, folder, now } = options
        let open: Connection | undefined
        const reserve = options.reserve?.(() => open?.db) ?? noReserve
        const { cutOffAt, lent } = yield* openDataFolder(folder, reserve)
        const tell = Effect.runForkWith(yield* Effect.context())
        const around: Surroundings = {
          reserve,
          lent,
          ...(cutOffAt !== undefined && { cutOffAt }),
          unmerged: (is) => noteUnmerged(folder, is),
          troubled: (trouble) =>
            void tell(
              trouble === undefined
                ? Effect.logInfo("The disk takes writes again.")
                : Effect.logError(diskWords[trouble])
            )
        }
        return yield* Effect.acquireRelease(
          Effect.try({
            try: () => (open = new Connection(databaseFile(folder), durability, now, around)),
            catch: (error) => refusedByDisk(folder, error)
          }),
          (connection) => Effect.sync(() => connection.close())
        ).pipe(
          Effect.tap(({ room }) => {
            if (room.usedUp) return Effect.logError(NOTHING_KEPT)
            return room.closed ? Effect.logError(diskWords.FULL) : Effect.void
          }),
          Effect.tap((each) => checkpoints(databaseFile(folder), each))
        )
      })
    )
}
