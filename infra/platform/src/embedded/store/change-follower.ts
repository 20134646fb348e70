import { Effect, Option, Schema } from "effect"
import type { StoreUnavailable } from "../../ports/store.ts"
import { type Change, type ChangeFeed, changesOf } from "./change-feed.ts"
import type { Connection } from "../database/connection.ts"
import { type Following, handOver, readable } from "../../rules/hand-over.ts"
import { type FeedPart, partsOf } from "../../rules/feed-parts.ts"
import { effectiveKeysOf, type Share, shareName, shareNamed } from "../../rules/slots.ts"
import { type DocumentTable, foundIn } from "./document-table.ts"

const BATCH = 128
/**
 * A follower is told this much after a change, if it doesn't say otherwise: whoever wrote goes on first (an order goes
 * out before anyone hears of its step), and a burst of changes comes as one batch.
 */
const GATHER_MS = 4
/** How far a consumer came is written down at most this often: after a crash the last moments come again. */
const CHECKPOINT_MS = 100

const Lease = Schema.fromJsonString(Schema.Struct({ id: Schema.String, position: Schema.Int }))
const readLease = Schema.decodeUnknownOption(Lease)
const writeLease = Schema.encodeSync(Lease)

/** How far the shares of a consumer came, by the ids of what says so; whoever came furthest first. */
const placesOf = (leases: DocumentTable, consumer: string): ReadonlyArray<FeedPart<number> & { readonly id: string }> =>
  leases
    // Names of shares go on with a dot, which "/" follows.
    .all(`SELECT version, body, packed FROM "${leases.name}" WHERE p0 >= ? AND p0 < ?`, [consumer, `${consumer}/`])
    .flatMap((row) => Option.toArray(readLease(foundIn(row).body)))
    .flatMap(({ id, position }) => {
      const share = shareNamed(consumer, id)
      return share === undefined ? [] : [{ id, ...effectiveKeysOf(share), place: position }]
    })
    .toSorted((a, b) => b.place - a.place)

/** Where a consumer stands in a container's feed, kept as a document of the container Leases. */
class Checkpoint {
  position: number
  private saved: number | undefined
  private timer: NodeJS.Timeout | undefined
  private readonly connection: Connection
  private readonly leases: DocumentTable
  private readonly id: string

  constructor(
    connection: Connection,
    leases: DocumentTable,
    consumer: string,
    share: Share,
    from: "BEGINNING" | "NOW"
  ) {
    this.connection = connection
    this.leases = leases
    this.id = consumer + shareName(share)
    const first = from === "BEGINNING" ? 0 : connection.last
    const places = placesOf(leases, consumer)
    this.saved = places.find(({ id }) => id === this.id)?.place
    this.position = Math.min(...partsOf(share, places).map(({ place = first }) => place))
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
  as: Following & {
    readonly from: "BEGINNING" | "NOW"
    readonly gatherMs: number | undefined
    readonly share: Share
  },
  read: (change: Change) => A | StoreUnavailable,
  handle: (batch: ReadonlyArray<A>) => Effect.Effect<void, E, R>
): Effect.Effect<never, StoreUnavailable, R> =>
  Effect.suspend(() => {
    const leave = feed.join()
    const gather = as.gatherMs ?? GATHER_MS
    const checkpoint = new Checkpoint(connection, leases, `${as.container}:${as.consumer}`, as.share, as.from)

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

    const round = Effect.flatMap(someChanges, (changes) =>
      Effect.flatMap(readable(as, read, changesOf(as.share, changes)), (batch) =>
        Effect.map(batch.length === 0 ? Effect.void : handOver(as, handle, batch), () =>
          checkpoint.moveTo(changes.at(-1)?.version ?? checkpoint.position)
        )
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
