import { Cause, Effect, Option, Schema } from "effect"
import { refusedForGood } from "../../ports/refused.ts"
import type { StoreUnavailable } from "../../ports/store.ts"
import type { Change, ChangeFeed } from "./change-feed.ts"
import type { Connection } from "../database/connection.ts"
import type { DocumentTable } from "./document-table.ts"

const BATCH = 128
/**
 * A follower is told this much after a change, if it doesn't say otherwise: whoever wrote goes on first (an order goes
 * out before anyone hears of its step), and a burst of changes comes as one batch.
 */
const GATHER_MS = 4
/** How far a consumer came is written down at most this often: after a crash the last moments come again. */
const CHECKPOINT_MS = 100
const MAX_DELAY_MS = 5_000

const Lease = Schema.fromJsonString(Schema.Struct({ id: Schema.String, position: Schema.Int }))
const readLease = Schema.decodeUnknownOption(Lease)
const writeLease = Schema.encodeSync(Lease)

/** Where a consumer stands in a container's feed, kept as a document of the container Leases. */
class Checkpoint {
  position: number
  private saved: number | undefined
  private timer: NodeJS.Timeout | undefined
  private readonly connection: Connection
  private readonly leases: DocumentTable
  private readonly id: string

  constructor(connection: Connection, leases: DocumentTable, id: string, from: "BEGINNING" | "NOW") {
    this.connection = connection
    this.leases = leases
    this.id = id
    const found = leases.read(id, "", id)
    const lease = Option.flatMap(Option.fromNullishOr(found), (document) => readLease(document.body))
    this.saved = Option.isSome(lease) ? lease.value.position : undefined
    this.position = this.saved ?? (from === "BEGINNING" ? 0 : connection.last)
    this.save()
  }

  moveTo(position: number): void {
    this.position = position
    this.timer ??= setTimeout(() => this.save(), CHECKPOINT_MS)
  }

  save(): void {
    clearTimeout(this.timer)
    this.timer = undefined
    if (this.saved === this.position) return
    const position = this.position
    const document = { id: this.id, position }
    const body = writeLease(document)
    this.connection.submit({
      derived: true,
      run: () => this.leases.put({ p0: this.id, p1: "", id: this.id, body, document, fields: [], expires: null }),
      done: () => {
        this.saved = position
      },
      // The next one says it again; until then a crash only makes more come twice.
      failed: () => undefined
    })
  }
}

/** Hands every change to `handle`, in order and at least once; see `Store.changes`. */
export const follow = <A, E, R>(
  connection: Connection,
  leases: DocumentTable,
  feed: ChangeFeed,
  as: {
    readonly container: string
    readonly consumer: string
    readonly from: "BEGINNING" | "NOW"
    readonly gatherMs: number | undefined
  },
  decode: (changes: ReadonlyArray<Change>) => Effect.Effect<ReadonlyArray<A>, StoreUnavailable>,
  handle: (batch: ReadonlyArray<A>) => Effect.Effect<void, E, R>
): Effect.Effect<never, StoreUnavailable, R> =>
  Effect.suspend(() => {
    const leave = feed.join()
    const gather = as.gatherMs ?? GATHER_MS
    const checkpoint = new Checkpoint(connection, leases, `${as.container}:${as.consumer}`, as.from)

    const untilDone = (batch: ReadonlyArray<A>, failures: number): Effect.Effect<void, never, R> =>
      Effect.catchCause(handle(batch), (cause) => {
        if (Cause.hasInterruptsOnly(cause)) return Effect.interrupt
        if (refusedForGood(cause)) {
          // One that can't be taken holds up none of the others.
          if (batch.length > 1) return Effect.forEach(batch, (one) => untilDone([one], 0), { discard: true })
          return Effect.logError(`${as.consumer} can't take a change of ${as.container}: it is left out`, cause)
        }
        const delay = Math.min(MAX_DELAY_MS, 20 * 2 ** failures)
        return Effect.logWarning(
          `${as.consumer} could not take changes of ${as.container}; again in ${delay} ms`,
          cause
        ).pipe(
          Effect.andThen(Effect.sleep(delay)),
          Effect.andThen(Effect.suspend(() => untilDone(batch, failures + 1)))
        )
      })

    const someChanges = Effect.callback<ReadonlyArray<Change>>((resume) => {
      const now = feed.after(checkpoint.position, BATCH)
      if (now.length > 0) return resume(Effect.succeed(now))
      let withdraw = () => {}
      const look = () => {
        const changes = feed.after(checkpoint.position, BATCH)
        if (changes.length > 0) resume(Effect.succeed(changes))
        else withdraw = feed.wait(look, gather)
      }
      withdraw = feed.wait(look, gather)
      return Effect.sync(() => withdraw())
    })

    const readable = (change: Change): Effect.Effect<ReadonlyArray<A>> =>
      Effect.catch(decode([change]), (error) =>
        Effect.as(Effect.logError(`${as.consumer} can't read a change of ${as.container}: it is left out`, error), [])
      )
    const decoded = (changes: ReadonlyArray<Change>): Effect.Effect<ReadonlyArray<A>> =>
      Effect.catch(decode(changes), () => Effect.map(Effect.forEach(changes, readable), (each) => each.flat()))

    const round = Effect.flatMap(someChanges, (changes) =>
      Effect.flatMap(decoded(changes), (batch) =>
        Effect.map(untilDone(batch, 0), () => checkpoint.moveTo(changes.at(-1)?.version ?? checkpoint.position))
      )
    )
    return Effect.ensuring(
      Effect.forever(round),
      Effect.sync(() => {
        leave()
        checkpoint.save()
      })
    )
  })
