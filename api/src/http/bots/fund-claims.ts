import { Clock, Effect, Option } from "effect"
import type { TenantId } from "@tradetower/domain/ids"
import type { ConnectionId } from "@tradetower/domain/connection"
import type { AssetAmount } from "@tradetower/domain/risk"
import {
  BotDefinitions,
  BotEvents,
  BotRuns,
  type Claim,
  FundsClaims,
  queryAll,
  stepsWhere,
  Store,
  type Version
} from "@tradetower/platform"
import { Conflict } from "../../../contract/index.ts"

/** A claim that its bot does not show within this time was given up: the process died between the two, ms. */
const LAPSES = 300_000
/** How often a claim is tried anew when others claim at the same moment. */
const TRIES = 20

/** The claims on a connection, and the version a new one must name. */
interface Claims {
  readonly claims: ReadonlyArray<Claim>
  readonly version: Version | undefined
}

/** Whether what was claimed shows in the bot by now: its run is the one that was to start, or has taken the command. */
const shows = Effect.fnUntraced(function* (tenantId: TenantId, { botId, commandId, runId, seq }: Claim) {
  const store = yield* Store
  const bot = yield* store.read(BotDefinitions, { tenantId }, botId)
  const current = Option.isSome(bot) && bot.value.value.currentRunId === runId
  if (commandId === undefined) return current
  // A run that is over takes no more.
  if (!current) return true
  const run = yield* store.read(BotRuns, { tenantId, botDefinitionId: botId }, runId)
  if (Option.isNone(run)) return false
  if (!run.value.value.live) return true
  const where = stepsWhere({ from: seq + 1, before: run.value.value.seq + 1 })
  const steps = yield* queryAll(BotEvents, { tenantId, botRunId: runId }, { where })
  return steps.some((step) => step.kind === "STEP" && step.messageId === commandId)
})

/** The claims of a tenant on a connection that no bot shows yet. */
export const standingClaims = Effect.fnUntraced(function* (tenantId: TenantId, connection: ConnectionId) {
  const store = yield* Store
  const stored = Option.getOrUndefined(yield* store.read(FundsClaims, { tenantId }, connection))
  const now = yield* Clock.currentTimeMillis
  const recent = stored?.value.claims.filter(({ at }) => Math.abs(now - at) < LAPSES) ?? []
  const claims = yield* Effect.filter(recent, (claim) => Effect.map(shows(tenantId, claim), (shown) => !shown))
  return { claims, version: stored?.version } satisfies Claims
})

/** What claims take of each asset. */
export const claimedBy = (claims: ReadonlyArray<Claim>): ReadonlyArray<AssetAmount> =>
  claims.flatMap(({ wanted }) => wanted)

/** Writes the claims unless someone else did since they were read; answers whether it did. */
const written = Effect.fnUntraced(function* (
  tenantId: TenantId,
  connection: ConnectionId,
  claims: ReadonlyArray<Claim>,
  version: Version | undefined
) {
  const store = yield* Store
  const document = { id: connection, tenantId, claims }
  const overtaken = () => Effect.succeed(false)
  return version === undefined
    ? yield* Effect.as(store.create(FundsClaims, document), true).pipe(Effect.catchTag("AlreadyExists", overtaken))
    : yield* Effect.as(store.replace(FundsClaims, document, version), true).pipe(
        Effect.catchTag("VersionMismatch", overtaken)
      )
})

/** Reads the claims, makes others of them and writes those, over again while someone else writes in between. */
const changing = Effect.fnUntraced(function* <E, R>(
  tenantId: TenantId,
  connection: ConnectionId,
  change: (claims: ReadonlyArray<Claim>) => Effect.Effect<ReadonlyArray<Claim>, E, R>
) {
  for (let tries = 0; tries < TRIES; tries++) {
    const { claims, version } = yield* standingClaims(tenantId, connection)
    const changed = yield* change(claims)
    if (yield* written(tenantId, connection, changed, version)) return
  }
  return yield* new Conflict({ detail: "Funds are being committed elsewhere at this moment. Try again." })
})

/**
 * Claims funds while `check` finds them free of what others claimed, and commits them; a commit that fails gives them
 * back. Checking and claiming are one thing, by any number of instances: of two at once the later counts the earlier.
 */
export const claiming = <A, E, R, E2, R2>(
  tenantId: TenantId,
  connection: ConnectionId,
  claim: Claim,
  check: (claims: ReadonlyArray<Claim>) => Effect.Effect<void, E2, R2>,
  commit: Effect.Effect<A, E, R>
) =>
  Effect.andThen(
    changing(tenantId, connection, (claims) =>
      Effect.as(check(claims), [...claims.filter((one) => !startsSame(one, claim)), claim])
    ),
    // What can't be given back now lapses: why the commit failed is what matters.
    Effect.tapError(commit, () =>
      Effect.ignore(
        changing(tenantId, connection, (claims) => Effect.succeed(claims.filter((one) => !isSame(one, claim))))
      )
    )
  )

/** Two starts of one bot claim once: only one of them will be its run. */
const startsSame = (one: Claim, other: Claim): boolean =>
  one.botId === other.botId && one.commandId === undefined && other.commandId === undefined

const isSame = (one: Claim, other: Claim): boolean => one.runId === other.runId && one.commandId === other.commandId
