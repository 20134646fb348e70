import { Context, Effect, Layer, Option, type Scope } from "effect"
import { type Connection, isArmed } from "@tradetower/domain/connection"
import type { BotId, TenantId } from "@tradetower/domain/ids"
import { OldestOut } from "@tradetower/domain/oldest-out"
import {
  type BotRiskLimits,
  defaultRiskLimits,
  orderLimits,
  type OrderLimits,
  OrderRate,
  type RiskLimits
} from "@tradetower/domain/risk"
import { BotDefinitions, Connections, Store, type StoreUnavailable, type User, Users } from "@tradetower/platform"
import { inBackground } from "../patience.ts"

/** Tenants and bots at hand: those longest not asked for are read again when they are. */
const TENANTS = 20_000
const BOTS = 100_000

export interface TenantRisk {
  /** The kill switch is on. */
  halted: boolean
  limits: RiskLimits
  /** Orders of all bots. */
  readonly rate: OrderRate
}

export interface BotRisk {
  limits: BotRiskLimits
  readonly rate: OrderRate
  /** The stricter of both, made when either changes. */
  order: { readonly by: RiskLimits; readonly limits: OrderLimits }
}

/**
 * What every tenant and bot may do, and how many orders they placed: in memory, read from the store when first asked for
 * and followed from its change feeds, so that an order costs no read.
 */
export class RiskBook extends Context.Service<
  RiskBook,
  {
    /** At hand, once known; else read it with `learn`. */
    readonly tenant: (tenantId: TenantId) => TenantRisk | undefined
    readonly bot: (tenantId: TenantId, botId: BotId) => BotRisk | undefined
    /** A bot's own limits, once known; asking for them, every second, keeps nothing at hand. */
    readonly ownLimits: (tenantId: TenantId, botId: BotId) => BotRiskLimits | undefined
    readonly learn: (
      tenantId: TenantId,
      botId: BotId
    ) => Effect.Effect<{ readonly tenant: TenantRisk; readonly bot: BotRisk }, StoreUnavailable>
    /** Whether orders may go to a connection, as it was opened or as its trader decided since (RISK-25). */
    readonly armed: (connection: Connection) => boolean
    /**
     * Every tenant's document that changes, after this book has taken it in: from now on, and before that those of tenants
     * whose kill switch is on, where they came while nobody heard.
     */
    readonly onUser: (hear: (user: User) => Effect.Effect<void>) => Effect.Effect<void>
  }
>()("@tradetower/execution/RiskBook") {
  static readonly layer = Layer.effect(
    RiskBook,
    Effect.suspend(() => make)
  )
}

const make: Effect.Effect<RiskBook["Service"], never, Store | Scope.Scope> = Effect.gen(function* () {
  const store = yield* Store
  const tenants = new OldestOut<TenantId, TenantRisk>(TENANTS)
  const bots = new OldestOut<string, BotRisk>(BOTS)
  /** Accounts of real money that changed since this began, until they are removed: one forgotten is taken as it was opened. */
  const armed = new Map<string, boolean>()
  const hearers: Array<(user: User) => Effect.Effect<void>> = []
  /** Whose kill switch is on, as came before anybody heard: for the moments of a start. */
  const unheard = new Map<TenantId, User>()
  const botName = (tenantId: TenantId, botId: BotId) => `${tenantId}/${botId}`

  const keepTenant = (
    tenantId: TenantId,
    user: Pick<User, "tradingHalted" | "riskLimits" | "erasure"> | undefined
  ): TenantRisk => {
    const erased = user?.erasure !== undefined
    const halted = erased || (user?.tradingHalted ?? false)
    const limits = user?.riskLimits ?? defaultRiskLimits
    // Whoever comes under an erased name has sent no orders yet.
    const known = erased ? undefined : tenants.get(tenantId)
    if (known === undefined) {
      const made = { halted, limits, rate: new OrderRate() }
      tenants.set(tenantId, made)
      return made
    }
    known.halted = halted
    known.limits = limits
    return known
  }
  const keepBot = (tenantId: TenantId, botId: BotId, limits: BotRiskLimits): BotRisk => {
    const by = tenants.get(tenantId)?.limits ?? defaultRiskLimits
    const order = { by, limits: orderLimits(by, limits) }
    const known = bots.get(botName(tenantId, botId))
    if (known === undefined) {
      const made = { limits, rate: new OrderRate(), order }
      bots.set(botName(tenantId, botId), made)
      return made
    }
    known.limits = limits
    known.order = order
    return known
  }

  const learn: RiskBook["Service"]["learn"] = Effect.fn("RiskBook.learn")(function* (tenantId, botId) {
    const user = tenants.get(tenantId) !== undefined ? Option.none() : yield* store.read(Users, { tenantId }, "user")
    const bot =
      bots.get(botName(tenantId, botId)) !== undefined
        ? Option.none()
        : yield* store.read(BotDefinitions, { tenantId }, botId)
    // What the change feed said meanwhile is newer than what was read.
    const tenant = tenants.get(tenantId) ?? keepTenant(tenantId, Option.getOrUndefined(user)?.value)
    const known = bots.get(botName(tenantId, botId))
    return { tenant, bot: known ?? keepBot(tenantId, botId, Option.getOrUndefined(bot)?.value.risk ?? {}) }
  })

  const followUsers = store.changes(Users, "execution-risk", (users) =>
    Effect.forEach(
      users,
      (user) => {
        keepTenant(user.tenantId, user)
        if (user.erasure !== undefined)
          for (const name of armed.keys()) if (name.startsWith(`${user.tenantId}/`)) armed.delete(name)
        if (hearers.length === 0 && user.tradingHalted) unheard.set(user.tenantId, user)
        return Effect.forEach(hearers, (hear) => hear(user), { discard: true })
      },
      { discard: true }
    )
  )
  const followBots = store.changes(
    BotDefinitions,
    "execution-risk",
    (definitions) =>
      Effect.sync(() => {
        for (const { id, risk, tenantId } of definitions)
          if (risk !== undefined || bots.get(botName(tenantId, id)) !== undefined) keepBot(tenantId, id, risk ?? {})
      }),
    { lagMs: 2_000 }
  )
  const followConnections = store.changes(Connections, "execution-risk", (connections) =>
    Effect.sync(() => {
      for (const one of connections) {
        if (one.environment !== "LIVE") continue
        // No bot trades through one that is removed: nothing asks for it any more.
        if (one.removedAt !== undefined) armed.delete(`${one.tenantId}/${one.id}`)
        else armed.set(`${one.tenantId}/${one.id}`, isArmed(one))
      }
    })
  )
  yield* Effect.forkScoped(inBackground("following which connections are armed", followConnections))
  yield* Effect.forkScoped(inBackground("following the tenants' limits", followUsers))
  yield* Effect.forkScoped(inBackground("following the bots' limits", followBots))

  return {
    tenant: (tenantId) => tenants.get(tenantId),
    bot: (tenantId, botId) => {
      const bot = bots.get(botName(tenantId, botId))
      const limits = tenants.get(tenantId)?.limits
      if (bot !== undefined && limits !== undefined && bot.order.by !== limits)
        bot.order = { by: limits, limits: orderLimits(limits, bot.limits) }
      return bot
    },
    ownLimits: (tenantId, botId) => bots.peek(botName(tenantId, botId))?.limits,
    learn,
    armed: (connection) => armed.get(`${connection.tenantId}/${connection.id}`) ?? isArmed(connection),
    onUser: (hear) =>
      Effect.suspend(() => {
        hearers.push(hear)
        const before = [...unheard.values()]
        unheard.clear()
        return Effect.forEach(before, hear, { discard: true })
      })
  }
})
