import { Clock, Effect, Option } from "effect"
import type { TenantId } from "@tradetower/domain/ids"
import type { ConnectionId } from "@tradetower/domain/connection"
import type { AssetAmount } from "@tradetower/domain/risk"
import {
  BotDefinitions,
  BotEvents,
  BotRuns,
  type Claim,
  CLAIM_SECONDS,
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
const BEING_REMOVED = "This account is being removed: choose another one."

/** What is claimed on a connection, or that it is being removed. */
interface Claimed {
  readonly claims: ReadonlyArray<Claim>
  readonly removing?: number | undefined
}

/** That, and the version a change of it must name. */
interface Claims extends Claimed {
  readonly version: Version | undefined
}

/** Whether what was claimed shows in the bot by now: it is there, its run is the one that was to start, or has taken the command. */
const shows = Effect.fnUntraced(function* (tenantId: TenantId, { botId, commandId, runId, seq }: Claim) {
  const store = yield* Store
  const bot = yield* store.read(BotDefinitions, { tenantId }, botId)
  if (runId === undefined) return Option.isSome(bot)
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
  const since = stored?.value.removing
  const removing = since !== undefined && Math.abs(now - since) < LAPSES ? since : undefined
  return { claims, removing, version: stored?.version } satisfies Claims
})

/** What claims take of each asset. */
export const claimedBy = (claims: ReadonlyArray<Claim>): ReadonlyArray<AssetAmount> =>
  claims.flatMap(({ wanted }) => wanted)

const kept = { ttlSeconds: CLAIM_SECONDS }

/** Writes what is claimed unless someone else did since they were read; answers whether it did. */
const written = Effect.fnUntraced(function* (
  tenantId: TenantId,
  connection: ConnectionId,
  { claims, removing }: Claimed,
  version: Version | undefined
) {
  const store = yield* Store
  const document = { id: connection, tenantId, claims, ...(removing !== undefined && { removing }) }
  const overtaken = () => Effect.succeed(false)
  return version === undefined
    ? yield* Effect.as(store.create(FundsClaims, document, kept), true).pipe(
        Effect.catchTag("AlreadyExists", overtaken)
      )
    : yield* Effect.as(store.replace(FundsClaims, document, version, kept), true).pipe(
        Effect.catchTag("VersionMismatch", overtaken)
      )
})

/** Reads what is claimed, makes something else of it and writes that, over again while someone else writes in between. */
const changing = Effect.fnUntraced(function* <E, R>(
  tenantId: TenantId,
  connection: ConnectionId,
  change: (claimed: Claimed) => Effect.Effect<Claimed, E, R>
) {
  for (let tries = 0; tries < TRIES; tries++) {
    const { version, ...claimed } = yield* standingClaims(tenantId, connection)
    const changed = yield* change(claimed)
    if (yield* written(tenantId, connection, changed, version)) return
  }
  return yield* new Conflict({ detail: "Funds are being committed elsewhere at this moment. Try again." })
})

/**
 * Claims a place on a connection, and funds, while `check` finds them free of what others claimed, and commits them; a
 * commit that fails gives them back. Refused while the connection is being removed. Checking and claiming are one thing, by any number of instances: of two at once the later counts the earlier.
 */
export const claiming = <A, E, R, E2, R2>(
  tenantId: TenantId,
  connection: ConnectionId,
  claim: Claim,
  check: (claims: ReadonlyArray<Claim>) => Effect.Effect<void, E2, R2>,
  commit: Effect.Effect<A, E, R>
) =>
  Effect.suspend(() => {
    // What can't be given back now lapses: what became of the commit is what matters.
    const giveBack = Effect.ignore(
      changing(tenantId, connection, ({ claims, ...rest }) =>
        Effect.succeed({ ...rest, claims: claims.filter((one) => !isSame(one, claim)) })
      )
    )
    return Effect.andThen(
      changing(
        tenantId,
        connection,
        Effect.fnUntraced(function* ({ claims, removing }) {
          if (removing !== undefined) return yield* new Conflict({ detail: BEING_REMOVED })
          yield* check(claims)
          return { claims: [...claims.filter((one) => !startsSame(one, claim)), claim] }
        })
      ),
      // A bot shows at once that it is there, or starts; a command shows later.
      claim.commandId === undefined ? Effect.ensuring(commit, giveBack) : Effect.tapError(commit, () => giveBack)
    )
  })

/**
 * Removes a connection on which nothing is claimed and that `check` finds unused, as one thing with both: of a bot that
 * is made at the same moment and the removal, by any number of instances, one is refused.
 */
export const removing = <A, E, R, E2, R2>(
  tenantId: TenantId,
  connection: ConnectionId,
  check: Effect.Effect<void, E2, R2>,
  remove: Effect.Effect<A, E, R>
) =>
  Effect.andThen(
    changing(
      tenantId,
      connection,
      Effect.fnUntraced(function* ({ claims }) {
        yield* check
        if (claims.length > 0)
          return yield* new Conflict({ detail: "A bot is being made or started on it at this moment. Try again." })
        return { claims, removing: yield* Clock.currentTimeMillis }
      })
    ),
    Effect.tapError(remove, () =>
      Effect.ignore(changing(tenantId, connection, ({ claims }) => Effect.succeed({ claims })))
    )
  )

/** Two starts of one bot claim once: only one of them will be its run. */
const startsSame = (one: Claim, other: Claim): boolean =>
  one.botId === other.botId && one.commandId === undefined && other.commandId === undefined

const isSame = (one: Claim, other: Claim): boolean =>
  one.botId === other.botId && one.runId === other.runId && one.commandId === other.commandId
