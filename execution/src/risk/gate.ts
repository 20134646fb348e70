import { Effect, type Scope } from "effect"
import type { Connection, Environment } from "@tradetower/domain/connection"
import { sessionAt } from "@tradetower/domain/calendar"
import type { BotId, TenantId, Time } from "@tradetower/domain/ids"
import {
  feedRefusal,
  type VenueId,
  type Instrument,
  type Market,
  type Symbol,
  type TradingStatus
} from "@tradetower/domain/market"
import { fine } from "@tradetower/domain/number"
import { type Fill, type OrderRequest, runShortOf, type Side } from "@tradetower/domain/order"
import {
  broughtBy,
  type BrokerStanding,
  checkOrder,
  closeOnlyRefusal,
  type DayTradeFacts,
  type ExposureFacts,
  fundsRefusal,
  needOf,
  oneRefusal,
  reduces,
  type Refusal
} from "@tradetower/domain/risk"
import { marketNow, type StoreUnavailable } from "@tradetower/platform"
import { type Exchange, type ExchangeAccount, type ExchangeUnavailable, OrderRejected } from "../exchange.ts"
import type { Venue } from "../venues/venue.ts"
import { AskingFor } from "../in-turn.ts"
import { AccountFunds } from "./account-funds.ts"
import type { LastPrices } from "./last-prices.ts"
import type { RiskBook } from "./risk-book.ts"

/**
 * An order the risk engine let through. Nothing but this file can make one, and no adapter's `place` can be reached
 * without: that is what makes the gate the only way (RISK-1).
 */
export interface Cleared {
  readonly [clearance]: true
}
declare const clearance: unique symbol

/** What each cleared order stands for; a forgery stands for nothing. */
const minted = new WeakMap<
  Cleared,
  {
    readonly account: GuardedAccount
    readonly symbol: Symbol
    readonly order: OrderRequest
    readonly reducing: boolean
  }
>()

const mint = ({ account, market }: Destination, order: OrderRequest): Cleared => {
  // Its type says all there is to say of it: what it stands for is kept where only this file can look.
  const cleared = Object.freeze({}) as Cleared
  const { symbol } = market.instrument
  minted.set(cleared, { account, symbol, order: Object.freeze({ ...order }), reducing: reduces(market, order) })
  return cleared
}

/** What a cleared order stands for at this account; a forgery, or an order of another account, is a defect of ours. */
const opened = (cleared: Cleared, account: GuardedAccount) => {
  const found = minted.get(cleared)
  if (found?.account !== account)
    throw new TypeError("only an order that passed the gate for this account can be placed")
  return found
}

/** A tenant's account, of whose `place` nothing but cleared orders can make use. */
export interface GuardedAccount extends Omit<ExchangeAccount, "place"> {
  /** Places an order that passed the gate; refused all the same when the kill switch was turned on meanwhile. */
  readonly place: (order: Cleared, wireId?: string) => ReturnType<ExchangeAccount["place"]>
  readonly connection: Connection
  /** When its broker replaces the pattern-day-trader rule, ms; absent: at the latest date. */
  readonly dayTradeSwitchAt?: number
  /** What the prices are that its orders are laid out by. */
  readonly feedOf?: Venue["feedOf"]
}

/** An exchange behind the gate. */
export interface GuardedExchange extends Omit<Exchange, "open"> {
  readonly open: (connection: Connection) => Effect.Effect<GuardedAccount, ExchangeUnavailable, Scope.Scope>
}

/** What only execution knows of an order's surroundings. */
export interface Surroundings {
  readonly trading: (venue: VenueId, symbol: Symbol) => TradingStatus
  readonly exposure: (tenantId: TenantId, environment: Environment, market: Market) => ExposureFacts | undefined
  /** Asked for stocks only. */
  readonly dayTrading: (
    tenantId: TenantId,
    market: Market,
    account: GuardedAccount
  ) => Effect.Effect<DayTradeFacts, StoreUnavailable | ExchangeUnavailable>
  /** What the account's exchange says of how it stands. */
  readonly standing: (account: GuardedAccount) => Effect.Effect<BrokerStanding, ExchangeUnavailable>
}

/** Whose order it is, and where it goes. */
export interface Destination {
  readonly tenantId: TenantId
  readonly botId: BotId
  readonly market: Market
  readonly account: GuardedAccount
}

export type Gate = ReturnType<typeof makeGate>

/**
 * Lets an order through, or fails with every reason why not, each saying what would work. Orders that reduce a position
 * pass every limit (RISK-3).
 */
export type Clear = (
  of: Destination,
  order: OrderRequest
) => Effect.Effect<Cleared, OrderRejected | StoreUnavailable | ExchangeUnavailable>

/** The one gate every order passes: checked, counted, and only then something that an exchange's account will take. */
export const makeGate = (book: RiskBook["Service"], prices: LastPrices) => {
  const funds = new WeakMap<GuardedAccount, AccountFunds>()
  const guarded = new WeakMap<ExchangeAccount, Map<string, GuardedAccount>>()

  const guardAccount = (
    connection: Connection,
    account: ExchangeAccount,
    { dayTradeSwitchAt, marketData: { feedOf } }: Pick<Exchange, "dayTradeSwitchAt" | "marketData">
  ): GuardedAccount => {
    const { tenantId } = connection
    const name = `${tenantId}/${connection.id}`
    const known = guarded.get(account) ?? new Map<string, GuardedAccount>()
    guarded.set(account, known)
    const before = known.get(name)
    if (before !== undefined) return before
    const held = new AccountFunds()
    const {
      cancel,
      cancelAll,
      fees,
      fills,
      fillsOf,
      find,
      margin,
      nextId,
      openOrders,
      positions,
      reports,
      settles,
      standing
    } = account
    const guard: GuardedAccount = {
      settles,
      connection,
      ...(dayTradeSwitchAt !== undefined && { dayTradeSwitchAt }),
      ...(feedOf !== undefined && { feedOf }),
      balances: Effect.tap(account.balances, (balances) => Effect.map(marketNow, (now) => held.tell(balances, now))),
      place: (cleared, wireId) =>
        Effect.suspend(() => {
          const { order, reducing, symbol } = opened(cleared, guard)
          if (!reducing && book.tenant(tenantId)?.halted === true) return Effect.fail(rejected(order, HALTED))
          if (!reducing && !book.armed(connection)) return Effect.fail(rejected(order, unarmed(connection)))
          const { clientOrderId } = order
          return account
            .place(symbol, order, wireId)
            .pipe(Effect.provideService(AskingFor, runShortOf(clientOrderId) ?? clientOrderId))
        }),
      cancel,
      find,
      openOrders,
      fills,
      fillsOf,
      positions,
      reports,
      ...(cancelAll !== undefined && { cancelAll }),
      ...(fees !== undefined && { fees }),
      ...(margin !== undefined && { margin }),
      ...(nextId !== undefined && { nextId }),
      ...(standing !== undefined && { standing })
    }
    known.set(name, guard)
    funds.set(guard, held)
    return guard
  }

  /** Whether the account can pay: what is at hand says yes, or else the exchange is asked (RISK-11). */
  const unpaid = Effect.fnUntraced(function* (of: Destination, order: OrderRequest) {
    const { instrument } = of.market
    const need = needOf(of.market, order, prices.of(instrument.venue, instrument.symbol))
    const held = funds.get(of.account)
    if (need === undefined || held === undefined) return undefined
    if (!held.covers(need)) {
      yield* of.account.balances
      // The margin that futures share is not what is free of the asset.
      const shared = instrument.kind === "FUTURES" ? yield* of.account.margin ?? Effect.succeed([]) : []
      const margin = shared.find(({ asset }) => asset === need.asset)
      const refusal = fundsRefusal(need, margin === undefined ? held.free(need.asset) : fine(margin.available))
      if (refusal !== undefined) return refusal
    }
    held.tie(need)
    return undefined
  })

  const clearing = (surroundings: Surroundings): Clear =>
    Effect.fnUntraced(function* (of, order) {
      const { account, botId, market, tenantId } = of
      const { instrument } = market
      if (!reduces(market, order)) {
        const refusal = book.armed(account.connection)
          ? (unfit(account, instrument) ?? closeOnlyRefusal(yield* surroundings.standing(account)))
          : unarmed(account.connection)
        if (refusal !== undefined) return yield* rejected(order, refusal)
      }
      let tenant = book.tenant(tenantId)
      let bot = book.bot(tenantId, botId)
      if (tenant === undefined || bot === undefined) ({ bot, tenant } = yield* book.learn(tenantId, botId))
      const now = yield* marketNow
      const refusal: Refusal | undefined =
        oneRefusal(
          checkOrder({
            market,
            order,
            price: prices.of(instrument.venue, instrument.symbol),
            now,
            limits: bot.order.limits,
            halted: tenant.halted,
            session: sessionAt(instrument, now),
            trading: surroundings.trading(instrument.venue, instrument.symbol),
            lastMinute: { tenant: tenant.rate, bot: bot.rate },
            dayTrading:
              instrument.assetClass === "EQUITY"
                ? yield* surroundings.dayTrading(tenantId, market, account)
                : undefined,
            exposure: surroundings.exposure(tenantId, account.connection.environment, market)
          })
        ) ?? (yield* unpaid(of, order))
      if (refusal !== undefined) return yield* rejected(order, refusal)
      tenant.rate.add(now)
      bot.rate.add(now)
      return mint(of, order)
    })

  return {
    /** The check before every order, given what surrounds it. */
    clearing,
    /** Puts an exchange behind the gate. */
    guard: ({ open, ...exchange }: Exchange): GuardedExchange => ({
      ...exchange,
      open: (connection) => Effect.map(open(connection), (account) => guardAccount(connection, account, exchange))
    }),
    /** A trade of an account, told by its exchange: what it brought in can be spent, before that is told with all it holds. */
    traded: (account: GuardedAccount, market: Market, side: Side, fill: Fill): void => {
      if (market.instrument.kind === "SPOT") funds.get(account)?.gain(broughtBy(market, side, fill), fill.at)
    },
    /** What an account holds, as last told. */
    fundsOf: (account: GuardedAccount) => funds.get(account)
  }
}

const HALTED: Refusal = {
  rule: "RISK-4",
  reason: "RISK_LIMIT",
  message: "the kill switch is on: only orders that close a position go out"
}

const unarmed = ({ label }: Connection): Refusal => ({
  rule: "RISK-25",
  reason: "RISK_LIMIT",
  message: `${label} is real money and is not armed: only orders that close a position go out. Arm it on the page Connections`
})

/** Why no order that enlarges a position goes to real money at such prices. */
const unfit = ({ connection, feedOf }: GuardedAccount, instrument: Instrument): Refusal | undefined => {
  const message = connection.environment === "LIVE" ? feedRefusal(feedOf?.(instrument)) : undefined
  return message === undefined ? undefined : { rule: "RISK-26", reason: "RISK_LIMIT", message }
}

const rejected = ({ clientOrderId }: OrderRequest, { message, missing, reason, until }: Refusal) =>
  new OrderRejected({
    clientOrderId,
    reason,
    message,
    ...(missing !== undefined && { missing }),
    ...(until !== undefined && { until: until as Time })
  })
