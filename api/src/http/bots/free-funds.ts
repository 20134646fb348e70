import { Clock, Effect, Option } from "effect"
import type { ConnectionId } from "@tradetower/domain/connection"
import type { BotId, RunId } from "@tradetower/domain/ids"
import type { Symbol } from "@tradetower/domain/market"
import { type AssetAmount, commitmentOf, judgeCommitment, uncommitted } from "@tradetower/domain/risk"
import { type BotSettings, buyingOnlyLacking, strategyNamed } from "@tradetower/domain/strategy"
import {
  Accounts,
  type BotDefinition,
  BotDefinitions,
  type BotRun,
  BotRuns,
  type Claim,
  type MarketRecord,
  queryAll,
  Store
} from "@tradetower/platform"
import { CannotWork, CurrentPrincipal } from "../../../contract/index.ts"
import { connectionOfBot, rulesOf } from "../connections/connection-store.ts"
import { liveRunOf } from "./bot-store.ts"
import { refuseNetted } from "./refuse-netted.ts"
import { claimedBy, claiming, standingClaims } from "./fund-claims.ts"
import { priced, readMarket } from "../exchanges/market-store.ts"

const nothing: ReadonlyArray<AssetAmount> = []

/** A bot as far as its funds go. */
type Funded = Pick<BotDefinition, "connection" | "venue" | "symbol" | "settings">

/** What a bot's settings commit on its account at the market's last price; nothing while that has none. */
export const wantedBy = Effect.fnUntraced(function* ({ connection, settings, symbol, venue }: Funded) {
  const record = yield* readMarket(venue, symbol)
  if (Option.isNone(record)) return nothing
  const { market, price } = priced(record.value, yield* rulesOf(connection), settings)
  return price === undefined ? nothing : commitmentOf(market, settings, price)
})

/** What a bot's run may still use beside its orders; of one only just starting all that it commits. `run`: its live one. */
const entitlementOf = Effect.fnUntraced(function* (
  bot: BotDefinition,
  run: BotRun | undefined,
  market: MarketRecord | undefined
) {
  if (run === undefined && Option.isNone(yield* liveRunOf(bot))) return nothing
  // A run begun by an earlier version does not say; it says so with its next step.
  const entitled = run?.summary.entitled
  if (entitled === undefined) return yield* wantedBy(bot)
  if (market === undefined) return nothing
  const { base, quote } = market.instrument
  return [
    { asset: quote, amount: entitled.quote },
    { asset: base, amount: entitled.base }
  ]
})

/** What is free to commit on a connection, asset by asset (FUNDS-4); none while the account was never told of. */
export const freeFunds = Effect.fnUntraced(function* (connection: ConnectionId, claims?: ReadonlyArray<Claim>) {
  const { tenantId } = yield* CurrentPrincipal
  const store = yield* Store
  const account = yield* store.read(Accounts, { tenantId }, connection)
  const balances = Option.getOrUndefined(account)?.value.balances
  if (balances === undefined) return Option.none<ReadonlyArray<AssetAmount>>()
  // Claims before bots: one that its bot shows meanwhile is counted twice, never not at all.
  const claimed = claimedBy(claims ?? (yield* standingClaims(tenantId, connection)).claims)
  const bots = yield* queryAll(BotDefinitions, { tenantId })
  // All at once: a trader may have thousands, and each start asks this.
  const runs = new Map((yield* queryAll(BotRuns, { tenantId }, { where: { live: true } })).map((run) => [run.id, run]))
  const through = bots.filter((bot) => bot.connection === connection)
  const markets = new Map<Symbol, MarketRecord>()
  for (const { symbol, venue } of through) {
    if (markets.has(symbol)) continue
    const market = yield* readMarket(venue, symbol)
    if (Option.isSome(market)) markets.set(symbol, market.value)
  }
  const entitled = (yield* Effect.forEach(
    through,
    (bot) =>
      bot.currentRunId === undefined
        ? Effect.succeed(nothing)
        : entitlementOf(bot, runs.get(bot.currentRunId), markets.get(bot.symbol)),
    { concurrency: 16 }
  ))
    .flat()
    .concat(claimed)
  return Option.some(
    balances.map(({ asset, available }): AssetAmount => ({
      asset,
      amount: uncommitted(
        available,
        entitled.flatMap((one) => (one.asset === asset ? [one.amount] : []))
      )
    }))
  )
})

/** A bot's settings for a start now: it buys no more first than its account lacks by now (BTD-10). */
export const withLackingOnly = Effect.fnUntraced(function* (bot: Funded) {
  // Nobody else buys first: what is free need not be counted for them.
  if (bot.settings._tag !== "BTD") return bot.settings
  const free = yield* freeFunds(bot.connection)
  const record = yield* readMarket(bot.venue, bot.symbol)
  if (Option.isNone(free) || Option.isNone(record)) return bot.settings
  const { market } = priced(record.value, yield* rulesOf(bot.connection), bot.settings)
  const held = free.value.find(({ asset }) => asset === market.instrument.base)
  return buyingOnlyLacking(market, bot.settings, held?.amount ?? "0")
})

/** Refuses to commit more than is free (FUNDS-4), naming the field that asks for it. */
export const refuseBeyondFree = Effect.fn("api.refuseBeyondFree")(function* (
  connection: ConnectionId,
  wanted: ReadonlyArray<AssetAmount>,
  field: string,
  claims?: ReadonlyArray<Claim>
) {
  if (wanted.length === 0) return
  const free = yield* freeFunds(connection, claims)
  if (Option.isNone(free)) return
  const { refusal } = judgeCommitment(wanted, free.value)
  if (refusal !== undefined) return yield* new CannotWork({ detail: refusal, errors: [{ field, message: refusal }] })
})

/** Commits funds if they are free, as one thing with the check (FUNDS-4). `claim`: by whom, with what they will show it. */
export const committing = <A, E, R>(
  connection: ConnectionId,
  wanted: ReadonlyArray<AssetAmount>,
  field: string,
  claim: { readonly botId: BotId; readonly runId: RunId; readonly commandId: string },
  commit: Effect.Effect<A, E, R>
) =>
  Effect.gen(function* () {
    if (wanted.length === 0) return yield* commit
    const { tenantId } = yield* CurrentPrincipal
    const store = yield* Store
    const run = yield* store.read(BotRuns, { tenantId, botDefinitionId: claim.botId }, claim.runId)
    const seq = Option.match(run, { onNone: () => 0, onSome: ({ value }) => value.seq })
    const whole: Claim = { ...claim, seq, at: yield* Clock.currentTimeMillis, wanted }
    return yield* claiming(
      tenantId,
      connection,
      whole,
      (claims) => refuseBeyondFree(connection, wanted, field, claims),
      commit
    )
  })

/** Makes a bot that does not start: it commits nothing yet, on an account that is not removed meanwhile. */
export const making = <A, E, R>(
  bot: Pick<BotDefinition, "connection" | "id" | "settings" | "symbol" | "venue">,
  commit: Effect.Effect<A, E, R>
) =>
  Effect.gen(function* () {
    const { tenantId } = yield* CurrentPrincipal
    const { connection, id: botId, settings } = bot
    const wanted = yield* wantedBy(bot)
    const claim: Claim = { botId, seq: 0, at: yield* Clock.currentTimeMillis, wanted: [] }
    return yield* claiming(
      tenantId,
      connection,
      claim,
      (claims) =>
        Effect.andThen(
          connectionOfBot(connection),
          refuseBeyondFree(connection, wanted, committingField(settings), claims)
        ),
      commit
    )
  })

/**
 * Starts a bot if what it commits is free and no other run is in its way, as one thing with both checks (FUNDS-4,
 * TERMS-10): by any number of instances, of two starts at once the later counts the earlier.
 */
export const starting = <A, E, R>(
  bot: Pick<BotDefinition, "connection" | "id" | "name" | "settings" | "symbol" | "venue">,
  runId: RunId,
  commit: Effect.Effect<A, E, R>
) =>
  Effect.gen(function* () {
    const { tenantId } = yield* CurrentPrincipal
    const { connection, id: botId, name, settings, symbol } = bot
    const wanted = yield* wantedBy(bot)
    const claim: Claim = {
      botId,
      runId,
      seq: 0,
      at: yield* Clock.currentTimeMillis,
      starts: { name, symbol },
      wanted
    }
    return yield* claiming(
      tenantId,
      connection,
      claim,
      (claims) =>
        Effect.andThen(
          refuseNetted(bot, claims),
          refuseBeyondFree(connection, wanted, committingField(settings), claims)
        ),
      commit
    )
  })

/** The setting that says how much a bot commits, as errors name it. */
export const committingField = ({ _tag }: BotSettings): string =>
  `settings.${strategyNamed(_tag).money.amount ?? "investment"}`
