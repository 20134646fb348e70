import type { ChangeFeedPullModelIterator } from "@azure/cosmos"
import { Clock, Effect } from "effect"
import type { ContainerName } from "../../ports/container.ts"
import type { StoreUnavailable } from "../../ports/store.ts"
import { type Following, handOver, readable } from "../../rules/hand-over.ts"
import { type Share, shareName, shareNamed } from "../../rules/slots.ts"
import type { ContainerClient, CosmosDocument } from "./container-client.ts"
import type { CosmosFailure } from "./cosmos-failure.ts"
import type { FeedPace } from "./feed-pace.ts"
import { type Checkpoint, tokenFrom } from "./feed-token.ts"
import { queryDocuments } from "./query-documents.ts"
import { querySpec } from "./query-spec.ts"

const BATCH = 128
/** Changes gather for so long at the least before they are looked for again, ms. */
const GATHER_MS = 50
/** How late a consumer hears of what comes after a quiet time, if it doesn't say otherwise, ms. */
const LAG_MS = 1_000
/** A feed that can't be asked is asked again after ever longer pauses, ms. */
const FIRST_TROUBLE_MS = 50
const LONGEST_TROUBLE_MS = 5_000
/** How far a consumer came is written down at most this often, ms: after a crash the last moments come again. */
const CHECKPOINT_MS = 30_000

/** Asks until there is an answer; ends only with what no later try would mend. */
const untilAnswered = <A>(
  { consumer, container }: Following,
  ask: Effect.Effect<A, CosmosFailure>,
  failures = 0
): Effect.Effect<A, StoreUnavailable> =>
  Effect.catch(ask, ({ unavailable }) => {
    if (!unavailable.retryable) return Effect.fail(unavailable)
    const pause = Math.min(LONGEST_TROUBLE_MS, FIRST_TROUBLE_MS * 2 ** failures)
    return Effect.logWarning(`${consumer} can't follow ${container}; again in ${pause} ms`, unavailable).pipe(
      Effect.andThen(Effect.sleep(pause)),
      Effect.andThen(Effect.suspend(() => untilAnswered({ consumer, container }, ask, failures + 1)))
    )
  })

/** What the shares of a consumer wrote down of how far they came, the newest first. */
const checkpointsOf = (
  client: ContainerClient,
  name: string
): Effect.Effect<ReadonlyArray<Checkpoint>, CosmosFailure> => {
  const spec = querySpec(["id"], [], {
    conditions: [
      { field: "id", comparison: ">=", value: name },
      // Names of shares go on with a dot, which "/" follows.
      { field: "id", comparison: "<", value: `${name}/` }
    ],
    order: { field: "id", direction: "ASC" }
  })
  return Effect.map(queryDocuments(client, "Leases", spec, { limit: 1_000 }), ({ documents }) =>
    documents
      .toSorted((a, b) => Number(b["_ts"]) - Number(a["_ts"]))
      .flatMap(({ id, token }) =>
        typeof id === "string" && typeof token === "string" && shareNamed(name, id) !== undefined ? [{ id, token }] : []
      )
  )
}

/** Hands every change to `handle`, in order and at least once; see `Store.changes`. */
export const follow = <A, E, R>(
  client: ContainerClient,
  pace: FeedPace,
  as: Following & {
    readonly container: ContainerName
    readonly from: "BEGINNING" | "NOW"
    readonly gatherMs: number | undefined
    readonly lagMs: number | undefined
    readonly share: Share
  },
  isAlive: (document: CosmosDocument, now: number) => boolean,
  read: (document: CosmosDocument) => A | StoreUnavailable,
  handle: (batch: ReadonlyArray<A>) => Effect.Effect<void, E, R>
): Effect.Effect<never, StoreUnavailable, R> =>
  Effect.gen(function* () {
    // Documents of the container Leases hold the service's tokens for how far the consumer came.
    const name = `${as.container}:${as.consumer}`
    const id = name + shareName(as.share)
    const checkpoints = yield* untilAnswered(as, checkpointsOf(client, name))
    let saved = checkpoints.find((checkpoint) => checkpoint.id === id)?.token
    let reached: string | undefined
    let savedAt = 0

    const save = Effect.gen(function* () {
      const token = reached
      if (token === undefined || token === saved) return
      yield* client.ask("Leases", "upsert", (leases, abortSignal) =>
        leases.items.upsert({ id, token }, { abortSignal })
      )
      saved = token
      savedAt = yield* Clock.currentTimeMillis
      // Until the next one a crash only makes more come twice.
    }).pipe(Effect.catch(({ unavailable }) => Effect.logWarning(`how far ${id} came is not written down`, unavailable)))
    const saveNowAndThen = Effect.flatMap(Clock.currentTimeMillis, (now) =>
      now - savedAt < CHECKPOINT_MS ? Effect.void : save
    )

    let feed: ChangeFeedPullModelIterator<CosmosDocument> | undefined
    const look = client
      .ask(as.container, "follow", async (container, _, { ChangeFeedMode, ChangeFeedStartFrom }) => {
        if (feed === undefined) {
          const { resource } = await container.read()
          const from = reached === undefined ? checkpoints : [{ id, token: reached }]
          const token = tokenFrom(resource?._rid ?? "", { id, share: as.share, from: as.from }, from)
          feed = container.items.getChangeFeedIterator<CosmosDocument>({
            maxItemCount: BATCH,
            changeFeedMode: ChangeFeedMode.LatestVersion,
            changeFeedStartFrom: ChangeFeedStartFrom.Continuation(token)
          })
        }
        return feed.readNext()
      })
      .pipe(
        Effect.tapError(() =>
          Effect.sync(() => {
            // What was on its way may have moved it on: it begins anew from where the consumer is.
            feed = undefined
            pace.resign(follower)
          })
        )
      )

    const follower = { lagMs: as.lagMs ?? LAG_MS }
    const round = Effect.gen(function* () {
      const { found } = pace
      const page = yield* untilAnswered(as, look)
      if (page.count === 0) {
        if (reached === undefined) {
          // NOW is this moment, also for who is interrupted before anything comes.
          reached = page.continuationToken
          if (saved === undefined) yield* save
        } else if (saved !== reached) yield* saveNowAndThen
        return yield* pace.rest(follower, found)
      }
      pace.find(follower)
      const now = yield* Clock.currentTimeMillis
      const batch = yield* readable(
        as,
        read,
        page.result.filter((document) => isAlive(document, now))
      )
      if (batch.length > 0) yield* handOver(as, handle, batch)
      reached = page.continuationToken
      yield* saveNowAndThen
      if (page.count < BATCH) yield* Effect.sleep(Math.max(GATHER_MS, as.gatherMs ?? 0))
    })
    return yield* Effect.acquireUseRelease(
      Effect.sync(() => pace.join(follower)),
      () => Effect.forever(round),
      () =>
        Effect.andThen(
          Effect.sync(() => pace.leave(follower)),
          save
        )
    )
  })
