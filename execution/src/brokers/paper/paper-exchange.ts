import { Effect, Equal, Option, Stream } from "effect"
import { marketBy, termsFor, termsOf } from "@tradetower/domain/terms"
import { keepsHours, nextChange } from "@tradetower/domain/calendar"
import { type Connection, type ConnectionId, PAPER_BROKER } from "@tradetower/domain/connection"
import {
  balances,
  cancel,
  chargeFunding,
  crossings,
  type FillModel,
  fillsSince,
  findOrder,
  fundingAfter,
  nextFunding,
  openOrders,
  passTime,
  place,
  priceMoved
} from "@tradetower/domain/exchange"
import type { TenantId } from "@tradetower/domain/ids"
import { type Instrument, type Market, marketOf, type Symbol } from "@tradetower/domain/market"
import { plus } from "@tradetower/domain/number"
import type { ExecutionReport } from "@tradetower/domain/order"
import { marketNow, OneByOne, Store } from "@tradetower/platform"
import { type Exchange, type ExchangeAccount, OrderDiffers, OrderRejected } from "../../exchange.ts"
import { announced, noPrice, positionOf, sharedMargin, stateOf } from "./as-told.ts"
import { differs } from "../../same-order.ts"
import type { Look, Tick, Venue } from "../../venues/venue.ts"
import { Thresholds } from "../../watch/thresholds.ts"
import { bookUnavailable, Holder, unanswered } from "./holder.ts"
import { openJournal } from "./journal.ts"
import { listing } from "../../venues/listing.ts"

/** Market orders get the last price less 0.01 %; limit orders fill whole when their price is touched. */
export const paperFills: FillModel = { slippage: { _tag: "Fixed", basisPoints: 1 } }

/** How often the hour is looked at. */
const HOURS_SEEN_EVERY = "1 second"

/**
 * An exchange of our own over real, simulated or recorded prices: the domain's matching engine with a book that is
 * written before anything is answered. Prices that are followed drive it (`seeing`): what is wanted
 * there is traded. A price touches only the accounts with an order to meet, and waits for none of them: each writes and
 * tells what happened to it by itself.
 */
export const paperExchange = Effect.fn("paperExchange")(function* (
  source: Venue,
  fillModel: FillModel = paperFills
): Effect.fn.Return<Exchange, never, Store> {
  const store = yield* Store
  const markets = new Map<Symbol, Market>()
  const last = new Map<Symbol, Tick>()
  const waiting = new Map<Symbol, Thresholds<Holder>>()
  const holders = new Map<string, { readonly holder: Holder; readonly account: ExchangeAccount }>()
  /** Openings of one account take turns. */
  const openings = new OneByOne()

  /** Until when (market time) funding of each market has been charged. */
  const fundedUntil = new Map<Symbol, number>()

  /** A market as an account trades it: by its rules, at its fees. */
  const traded = ({ account }: Holder, market: Market): Market => marketBy(account.terms, market)

  const rearm = (holder: Holder, symbol: Symbol): void => {
    const { account, stopped } = holder
    const arm = (of: Symbol) => waiting.get(of)?.set(holder, stopped === undefined ? crossings(account, of) : {})
    arm(symbol)
    if (!account.margined) return
    // What stands behind a cross position is the free balance, which anything may move.
    for (const [other, market] of markets) if (other !== symbol && market.instrument.kind === "FUTURES") arm(other)
  }

  /** Trades an instrument by these rules from here on, at prices from now on; orders that wait in it are armed. */
  const list = (instrument: Instrument): void => {
    const { symbol } = instrument
    last.delete(symbol)
    markets.set(symbol, marketOf(instrument))
    if (waiting.has(symbol)) return
    waiting.set(symbol, new Thresholds())
    for (const { holder } of holders.values()) rearm(holder, symbol)
  }
  const { always, follow } = listing(list)

  const tell = (holder: Holder, symbol: Symbol, reports: ReadonlyArray<ExecutionReport>): void => {
    rearm(holder, symbol)
    for (const report of reports) holder.tell(announced(holder.account, symbol, report))
  }

  /** Charges the funding that has come due, at the last price before it. */
  const fund = (holder: Holder, market: Market, before: Tick, at: number): void => {
    if (nextFunding(holder.account, market) > at) return
    const { symbol } = market.instrument
    tell(holder, symbol, chargeFunding(holder.account, traded(holder, market), before.price, at))
  }

  /** Lets an account see a price. */
  const show = (holder: Holder, market: Market, { price, at }: Tick): void => {
    const { symbol } = market.instrument
    tell(holder, symbol, priceMoved(holder.account, traded(holder, market), price, at))
  }

  /** Lets every account see a price that it concerns; what happened to each is on its way when this ends. */
  const match = (tick: Tick): Effect.Effect<void> => {
    const before = last.get(tick.symbol) ?? tick
    last.set(tick.symbol, tick)
    const market = markets.get(tick.symbol)
    if (market === undefined) return Effect.void
    const touched = new Set<Holder>()
    if (market.instrument.kind === "FUTURES" && tick.at >= (fundedUntil.get(tick.symbol) ?? 0)) {
      fundedUntil.set(tick.symbol, fundingAfter(market, tick.at))
      for (const { holder } of holders.values()) {
        fund(holder, market, before, tick.at)
        touched.add(holder)
      }
    }
    for (const holder of waiting.get(tick.symbol)?.take(tick.price) ?? []) {
      if (holder.stopped === undefined) show(holder, market, tick)
      touched.add(holder)
    }
    if (touched.size === 0) return Effect.void
    // Whoever follows the account hears of a failure.
    return Effect.forEach(touched, (holder) => Effect.forkDetach(Effect.ignore(holder.settled)), { discard: true })
  }

  /** The hour alone ends sessions and begins them, also while nobody trades: whether it did. */
  const passed = (holder: Holder, now: number): boolean => {
    let turned = false
    for (const { market, turnsAt } of holder.account.books.values()) {
      if (turnsAt > now || holder.stopped !== undefined) continue
      const { symbol } = market.instrument
      tell(holder, symbol, passTime(holder.account, symbol, now))
      turned = true
    }
    return turned
  }
  let turnsAt = 0
  const passing = Effect.gen(function* () {
    const now = yield* marketNow
    const closes = [...markets.values()].find(({ instrument }) => keepsHours(instrument))
    if (closes === undefined || now < turnsAt) return
    turnsAt = nextChange(closes.instrument, now)?.at ?? Infinity
    for (const { holder } of holders.values())
      if (passed(holder, now)) yield* Effect.forkDetach(Effect.ignore(holder.settled))
  })

  const accountOf = (holder: Holder): ExchangeAccount => ({
    settles: 0,
    balances: holder.answer((account) =>
      Object.entries(balances(account)).map(([asset, { free, reserved }]) => ({
        asset,
        total: plus(free, reserved),
        available: free
      }))
    ),
    ...sharedMargin(holder, (symbol) => last.get(symbol)?.price),
    place: Effect.fnUntraced(function* (symbol, order) {
      const now = yield* marketNow
      // From here on nothing is waited for until it is in the account.
      if (holder.stopped !== undefined) return yield* holder.stopped
      const listed = markets.get(symbol)
      const tick = last.get(symbol)
      if (listed === undefined || tick === undefined) return yield* noPrice(symbol)
      const market = traded(holder, listed)
      // Where the broker takes the same id for another order so does this one (TERMS-12).
      const { deduplicates } = termsOf(holder.account.terms, market.instrument) ?? { deduplicates: true }
      const before = deduplicates ? findOrder(holder.account, order.clientOrderId) : undefined
      const other = before === undefined ? undefined : differs(market, order, before.request)
      if (other !== undefined) return yield* new OrderDiffers({ clientOrderId: order.clientOrderId, message: other })
      const known = before !== undefined
      if (!known) show(holder, listed, tick)
      passed(holder, now)
      const reports = place(holder.account, market, order, now)
      const [first] = reports
      if (known || first?._tag === "OrderRejected") rearm(holder, symbol)
      else tell(holder, symbol, reports)
      yield* Effect.mapError(holder.settled, unanswered)
      if (first?._tag === "OrderRejected") {
        const { clientOrderId, message, missing, reason } = first
        return yield* new OrderRejected({ clientOrderId, reason, message, ...(missing !== undefined && { missing }) })
      }
      return { exchangeOrderId: findOrder(holder.account, order.clientOrderId)?.exchangeOrderId ?? "" }
    }),
    cancel: Effect.fnUntraced(function* (symbol, { clientOrderId }) {
      const now = yield* marketNow
      if (holder.stopped !== undefined) return yield* holder.stopped
      const ended = cancel(holder.account, clientOrderId, now)
      tell(holder, symbol, ended)
      yield* ended.length > 0 ? holder.settled : holder.surely(() => undefined)
    }),
    find: ({ clientOrderId }) =>
      holder.surely((account) => Option.map(Option.fromUndefinedOr(findOrder(account, clientOrderId)), stateOf)),
    openOrders: holder.surely((account) => openOrders(account).map(stateOf)),
    fills: (after) =>
      holder.surely((account) => {
        const since = after === undefined ? 0 : Number(after)
        const { cursor, fills } = fillsSince(account, since)
        const settlements = account.settlements.filter(({ number }) => number > since)
        const happened =
          settlements.length === 0 ? fills : [...fills, ...settlements].sort((a, b) => a.number - b.number)
        return { fills: happened.map(({ report, symbol }) => ({ symbol, report })), cursor: String(cursor) }
      }),
    fillsOf: ({ clientOrderId }) =>
      holder.surely((account) =>
        fillsSince(account, 0)
          .fills.filter(({ report }) => report.clientOrderId === clientOrderId)
          .map(({ report, symbol }) => ({ symbol, report }))
      ),
    positions: holder.surely((account) =>
      [...markets.values()].map((market) => positionOf(account, traded(holder, market)))
    ),
    reports: holder.reports
  })

  /** An account whose book was read catches up with the market. */
  const begin = Effect.fnUntraced(function* (holder: Holder) {
    const now = yield* marketNow
    for (const [symbol, market] of markets) {
      const tick = last.get(symbol)
      if (tick === undefined) rearm(holder, symbol)
      else {
        fund(holder, market, tick, tick.at)
        show(holder, market, tick)
      }
    }
    passed(holder, now)
    yield* holder.settled
  })

  const open = Effect.fn("Paper.open")(function* (connection: Connection) {
    const name = nameOf(connection.tenantId, connection.id)
    const known = holders.get(name)
    if (known !== undefined) return known.account
    const opened = Effect.provideService(openJournal(connection, fillModel, source.money), Store, store)
    const holder = new Holder(yield* Effect.mapError(opened, bookUnavailable), { open: opened, begin })
    const account = accountOf(holder)
    holders.set(name, { holder, account })
    yield* begin(holder)
    return account
  })

  /** Opened where it is not: only then all that is kept of it is known. */
  const forget = Effect.fn("Paper.forget")(function* (connection: Connection) {
    const name = nameOf(connection.tenantId, connection.id)
    if (!holders.has(name)) yield* open(connection)
    const holder = holders.get(name)?.holder
    if (holder === undefined) return
    yield* holder.forget
    for (const thresholds of waiting.values()) thresholds.delete(holder)
    holders.delete(name)
  })

  /** The rules of what is traded are others than before: they hold for what is placed from here on. */
  const revise = (all: ReadonlyMap<Symbol, Look>): void => {
    for (const [symbol, { instrument }] of all) {
      const known = markets.get(symbol)
      if (known !== undefined && !Equal.equals(known.instrument, instrument)) markets.set(symbol, marketOf(instrument))
    }
  }

  return {
    broker: PAPER_BROKER,
    environment: "PAPER",
    venue: source.id,
    terms: termsFor(source.lists),
    // It is matched whether anybody follows it or not: there is nothing to close.
    open: (connection) => openings.take(nameOf(connection.tenantId, connection.id), open(connection)),
    forget: (connection) => openings.take(nameOf(connection.tenantId, connection.id), forget(connection)),
    unheard: (tenantId, id) => holders.get(nameOf(tenantId, id))?.holder.unheard,
    marketData: source,
    seeing: (venue) => {
      const { instruments, looks, prices } = venue
      return {
        ...venue,
        instruments: Effect.tap(instruments, always),
        ...(looks !== undefined && {
          looks: (wanted) => Stream.tap(looks(wanted), (all) => Effect.sync(() => revise(all)))
        }),
        prices: (wanted) =>
          Stream.unwrap(
            Effect.gen(function* () {
              yield* follow(wanted)
              if (venue.lists.includes("STOCK"))
                yield* Effect.forkScoped(Effect.forever(Effect.andThen(Effect.sleep(HOURS_SEEN_EVERY), passing)))
              return prices(wanted).pipe(
                Stream.tap(match),
                Stream.tapError(() => Effect.sync(() => last.clear()))
              )
            })
          )
      }
    }
  }
})

const nameOf = (tenantId: TenantId, id: ConnectionId): string => `${tenantId}/${id}`
