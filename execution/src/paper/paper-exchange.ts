import { Effect, Option, Semaphore, Stream } from "effect"
import {
  balances,
  cancel,
  chargeFunding,
  crossings,
  type Decimal,
  type ExchangeId,
  type ExecutionReport,
  type FillModel,
  fillsSince,
  findOrder,
  fromUnits,
  fundingAfter,
  type Market,
  marketOf,
  nextFunding,
  openOrders,
  type PaperOrder,
  place,
  priceMoved,
  type Quantity,
  type Symbol,
  type TenantId,
  toUnits
} from "@tradetower/domain"
import { marketNow, Store } from "@tradetower/platform"
import {
  type AccountReport,
  type Exchange,
  type ExchangeAccount,
  ExchangeUnavailable,
  type MarketData,
  OrderRejected,
  type OrderState,
  type Tick
} from "../exchange.ts"
import { Thresholds } from "../watch/thresholds.ts"
import { Announcements } from "./announcements.ts"
import { type KeptAccount, openJournal } from "./journal.ts"

/** Market orders get the last price less 0.01 %; limit orders fill whole when their price is touched. */
export const paperFills: FillModel = { slippage: { _tag: "Fixed", basisPoints: 1 } }

interface Holder extends KeptAccount {
  readonly announcements: Announcements
}

/**
 * An exchange of our own over real, simulated or recorded prices: the domain's matching engine with a book that is
 * written before anything is answered. Running `marketData.ticks` is what drives it; a price is passed on once its
 * fills have been heard. A price touches only the accounts with an order to meet.
 */
export const paperExchange = Effect.fn("paperExchange")(function* (
  id: ExchangeId,
  source: MarketData,
  fillModel: FillModel = paperFills
): Effect.fn.Return<Exchange, ExchangeUnavailable, Store> {
  const store = yield* Store
  const markets = new Map<Symbol, Market>()
  for (const instrument of yield* source.instruments) markets.set(instrument.symbol, marketOf(instrument))
  const last = new Map<Symbol, Tick>()
  const waiting = new Map([...markets.keys()].map((symbol) => [symbol, new Thresholds<Holder>()]))
  const holders = new Map<TenantId, { readonly holder: Holder; readonly account: ExchangeAccount }>()
  const opening = yield* Semaphore.make(1)

  /** Until when (market time) funding of each market has been charged. */
  const fundedUntil = new Map<Symbol, number>()

  const rearm = (holder: Holder, symbol: Symbol): void => {
    waiting.get(symbol)?.set(holder, crossings(holder.account, symbol))
    if (!holder.account.margined) return
    // What stands behind a cross position is the free balance, which anything may move.
    for (const [other, market] of markets)
      if (other !== symbol && market.instrument.kind === "FUTURES")
        waiting.get(other)?.set(holder, crossings(holder.account, other))
  }

  /** Charges the funding that has come due, at the last price before it. */
  const fund = (holder: Holder, market: Market, before: Tick, at: number): ReadonlyArray<AccountReport> => {
    if (nextFunding(holder.account, market) > at) return []
    const { symbol } = market.instrument
    const reports = chargeFunding(holder.account, market, before.price, at)
    rearm(holder, symbol)
    return reports.map((report) => announced(holder, symbol, report))
  }

  /** Everyone's funding, when a tick is the first after it fell due. */
  const fundAll = (market: Market, before: Tick | undefined, tick: Tick): Effect.Effect<void> => {
    fundedUntil.set(tick.symbol, fundingAfter(market, tick.at))
    return Effect.forEach(
      holders.values(),
      ({ holder }) => {
        const reports = fund(holder, market, before ?? tick, tick.at)
        return reports.length === 0 ? Effect.void : Effect.andThen(holder.save, tell(holder, reports))
      },
      { discard: true }
    )
  }

  const tell = (holder: Holder, reports: ReadonlyArray<AccountReport>) =>
    Effect.suspend(() => holder.announcements.say(reports).heard)

  /** Lets an account see a price; answers what that did to its orders. */
  const show = (holder: Holder, market: Market, { price, at }: Tick): ReadonlyArray<AccountReport> => {
    const { symbol } = market.instrument
    const reports = priceMoved(holder.account, market, price, at)
    rearm(holder, symbol)
    return reports.map((report) => announced(holder, symbol, report))
  }

  const match = (tick: Tick): Effect.Effect<void> => {
    const before = last.get(tick.symbol)
    last.set(tick.symbol, tick)
    const market = markets.get(tick.symbol)
    if (market === undefined) return Effect.void
    const due = market.instrument.kind === "FUTURES" && tick.at >= (fundedUntil.get(tick.symbol) ?? 0)
    return due
      ? Effect.andThen(
          fundAll(market, before, tick),
          Effect.suspend(() => meet(market, tick))
        )
      : meet(market, tick)
  }

  const meet = (market: Market, tick: Tick): Effect.Effect<void> => {
    const met = waiting.get(tick.symbol)?.take(tick.price) ?? []
    if (met.length === 0) return Effect.void
    return Effect.forEach(
      met,
      (holder) => {
        const reports = show(holder, market, tick)
        return Effect.andThen(holder.save, tell(holder, reports))
      },
      { concurrency: "unbounded", discard: true }
    )
  }

  const noPrice = (symbol: Symbol) =>
    new ExchangeUnavailable({ message: `there is no price of ${symbol} right now`, retryable: true })

  const accountOf = (holder: Holder): ExchangeAccount => ({
    balances: Effect.map(holder.save, () =>
      Object.entries(balances(holder.account)).map(([asset, { free, reserved }]) => ({
        asset,
        total: sum(free, reserved),
        available: free
      }))
    ),
    place: Effect.fnUntraced(function* (symbol, order) {
      const market = markets.get(symbol)
      const tick = last.get(symbol)
      if (market === undefined || tick === undefined) return yield* noPrice(symbol)
      const known = findOrder(holder.account, order.clientOrderId) !== undefined
      const before = known ? [] : show(holder, market, tick)
      const reports = place(holder.account, market, order, yield* marketNow)
      rearm(holder, symbol)
      yield* holder.save
      const [first] = reports
      if (first?._tag === "OrderRejected") {
        const { clientOrderId, message, missing, reason } = first
        return yield* new OrderRejected({ clientOrderId, reason, message, ...(missing !== undefined && { missing }) })
      }
      if (!known) holder.announcements.say([...before, ...reports.map((report) => announced(holder, symbol, report))])
      return { exchangeOrderId: findOrder(holder.account, order.clientOrderId)?.exchangeOrderId ?? "" }
    }),
    cancel: Effect.fnUntraced(function* (symbol, { clientOrderId }) {
      const reports = cancel(holder.account, clientOrderId, yield* marketNow)
      rearm(holder, symbol)
      yield* holder.save
      holder.announcements.say(reports.map((report) => announced(holder, symbol, report)))
    }),
    find: (_, clientOrderId) =>
      Effect.map(holder.save, () =>
        Option.map(Option.fromUndefinedOr(findOrder(holder.account, clientOrderId)), stateOf)
      ),
    openOrders: Effect.map(holder.save, () => openOrders(holder.account).map(stateOf)),
    fills: (after) =>
      Effect.map(holder.save, () => {
        const since = after === undefined ? 0 : Number(after)
        const { cursor, fills } = fillsSince(holder.account, since)
        const settlements = holder.account.settlements.filter(({ number }) => number > since)
        const happened =
          settlements.length === 0 ? fills : [...fills, ...settlements].sort((a, b) => a.number - b.number)
        return { fills: happened.map(({ report, symbol }) => ({ symbol, report })), cursor: String(cursor) }
      }),
    reports: holder.announcements.stream
  })

  const open = Effect.fn("Paper.open")(function* (tenantId: TenantId) {
    const known = holders.get(tenantId)
    if (known !== undefined) return known.account
    const kept = yield* openJournal(tenantId, fillModel).pipe(
      Effect.provideService(Store, store),
      Effect.mapError(({ message, retryable }) => new ExchangeUnavailable({ message, retryable }))
    )
    const holder: Holder = { ...kept, announcements: new Announcements() }
    const account = accountOf(holder)
    holders.set(tenantId, { holder, account })
    for (const [symbol, market] of markets) {
      const tick = last.get(symbol)
      if (tick === undefined) rearm(holder, symbol)
      else {
        fund(holder, market, tick, tick.at)
        show(holder, market, tick)
      }
    }
    yield* holder.save
    return account
  }, opening.withPermits(1))

  return {
    id,
    settles: 0,
    account: open,
    marketData: {
      ...source,
      ticks: source.ticks.pipe(
        Stream.tap(match),
        Stream.tapError(() => Effect.sync(() => last.clear()))
      )
    }
  }
})

const stateOf = (order: PaperOrder): OrderState => {
  const { exchangeOrderId, filled, request, status, symbol } = order
  // Funding of its position may have been told after its end.
  const end = order.reports.findLast(({ _tag }) => _tag === "OrderCancelled" || _tag === "OrderRejected")
  const reason = end?._tag === "OrderCancelled" ? end.reason : end?._tag === "OrderRejected" ? end.message : undefined
  return {
    clientOrderId: request.clientOrderId,
    exchangeOrderId,
    symbol,
    status: status === "PARTLY_FILLED" ? "OPEN" : status,
    filledQuantity: filled as Quantity,
    ...(reason !== undefined && { reason })
  }
}

const announced = (holder: KeptAccount, symbol: Symbol, report: ExecutionReport): AccountReport => {
  if (report._tag !== "OrderCancelled") return { symbol, report }
  const filled = findOrder(holder.account, report.clientOrderId)?.filled ?? 0
  return { symbol, report, filledQuantity: filled as Quantity }
}

const sum = (a: Decimal, b: Decimal): Decimal => fromUnits((toUnits(a, 18) ?? 0n) + (toUnits(b, 18) ?? 0n), 18)
