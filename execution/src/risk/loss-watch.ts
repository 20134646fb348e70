import { Effect, Option, type Scope, Schedule } from "effect"
import type { Environment } from "@tradetower/domain/connection"
import type { RunId, TenantId } from "@tradetower/domain/ids"
import type { Market } from "@tradetower/domain/market"
import { fine, fineText } from "@tradetower/domain/number"
import {
  type BotRiskLimits,
  type Breach,
  countAnew,
  defaultRiskLimits,
  exposureBreach,
  expiryBreach,
  expiryWarning,
  liquidationBreach,
  lossBreach,
  lossMeter,
  type LossMeter,
  measure,
  pairBreach,
  type RiskLimits
} from "@tradetower/domain/risk"
import { type Bus, marketNow, Notifications, RiskMarks, Store, type StoreUnavailable } from "@tradetower/platform"
import { untilItWorks } from "../patience.ts"
import type { Book, HeldRun, Holdings } from "./holdings.ts"
import { react } from "./react.ts"
import type { RiskBook } from "./risk-book.ts"

/** Marks that changed are written at most this often, ms. */
const MARKED_EVERY = 10_000

/** Books looked at before whatever else waits has its turn: an order must not wait for the look at every tenant. */
const LOOKED_AT_ONCE = 50

/** Bots whose limits are read at one look, after a start. */
const LEARNED_AT_ONCE = 200

const losesWatched = (own: BotRiskLimits | undefined): boolean =>
  own?.maxDrawdownPercent !== undefined || own?.maxDailyLossPercent !== undefined

/** What is remembered of one result. */
interface Marked {
  readonly meter: LossMeter
  /** Limits met and not yet kept again: told once. */
  readonly met: Set<string>
  changed: boolean
  writtenAt: number
  /** Of which it is: it goes with it. */
  readonly of: { readonly book: Book } | { readonly runId: RunId }
}

/**
 * Watches once a second what every tenant's bots lose and hold (RISK-19 to RISK-23); a limit that is met pauses or closes
 * the bots it concerns. Costs nothing for tenants whose bots hold nothing.
 */
export const watchLosses = Effect.fn("watchLosses")(function* (
  holdings: Holdings,
  limits: RiskBook["Service"],
  equityOf: (tenantId: TenantId, environment: Environment, quote: string) => bigint | undefined
): Effect.fn.Return<void, never, Store | Bus | Scope.Scope> {
  const store = yield* Store
  /** One for each book, of which there are as many as tenants trade in, and for each live run that is watched. */
  const marks = new Map<string, Marked>()
  /** Live runs whose trader knows that the market expires, and those that were stopped for it. */
  const warned = new Set<RunId>()
  const expiring = new Set<RunId>()
  const forgetEnded = (): void => {
    for (const [name, { of }] of marks)
      if ("runId" in of ? !holdings.holds(of.runId) : !holdings.keeps(of.book)) marks.delete(name)
    for (const told of [warned, expiring]) for (const runId of told) if (!holdings.holds(runId)) told.delete(runId)
  }

  /** What is remembered of a result; the first look reads what an earlier process wrote. */
  const marked = Effect.fnUntraced(function* (
    tenantId: TenantId,
    id: string,
    result: bigint,
    now: number,
    of: Marked["of"]
  ) {
    const name = `${tenantId}/${id}`
    const known = marks.get(name)
    if (known !== undefined) return known
    const stored = Option.getOrUndefined(yield* store.read(RiskMarks, { tenantId }, id))?.value
    if (stored !== undefined && "book" in of) of.book.ended += fine(stored.ended)
    const meter =
      stored === undefined
        ? lossMeter(result, now)
        : { peak: fine(stored.peak), day: stored.day, dayStart: fine(stored.dayStart) }
    const made: Marked = {
      meter,
      met: new Set(),
      changed: stored === undefined,
      writtenAt: 0,
      of: "runId" in of ? { runId: of.runId } : of
    }
    marks.set(name, made)
    return made
  })
  const writeChanged = Effect.fnUntraced(function* (
    tenantId: TenantId,
    id: string,
    mark: Marked,
    ended: bigint,
    now: number
  ) {
    if (!mark.changed || now - mark.writtenAt < MARKED_EVERY) return
    const { day, dayStart, peak } = mark.meter
    mark.changed = false
    mark.writtenAt = now
    yield* store.upsert(RiskMarks, {
      id,
      tenantId,
      peak: fineText(peak),
      day,
      dayStart: fineText(dayStart),
      ended: fineText(ended)
    })
  })

  const met = Effect.fnUntraced(function* (
    breach: Breach,
    onBreach: RiskLimits["onBreach"],
    runs: Iterable<HeldRun>,
    now: number
  ) {
    yield* Effect.logWarning(`a risk limit was met: ${breach.message}`)
    yield* react(breach, onBreach, [...runs], now)
  })

  /** Told once, until it is kept again. */
  const once = (mark: Marked, name: string, breach: Breach | undefined): breach is Breach => {
    if (breach === undefined) mark.met.delete(name)
    else if (!mark.met.has(name)) return mark.met.add(name).has(name)
    return false
  }

  const ownOf = (run: HeldRun): BotRiskLimits | undefined => limits.ownLimits(run.tenantId, run.botId)
  /** Whether there is anything to look at in this run alone; most have no limits of their own. */
  const concerns = (run: HeldRun): boolean => run.standing.liquidation !== undefined || losesWatched(ownOf(run))

  /** Reads the limits of bots nobody asked for since the start, some at each look. */
  const learnSome = Effect.fnUntraced(function* (tenantId: TenantId, runs: Iterable<HeldRun>) {
    let some = LEARNED_AT_ONCE
    let known = limits.tenant(tenantId) !== undefined
    for (const { botId } of runs) {
      if (known && limits.ownLimits(tenantId, botId) !== undefined) continue
      if (some-- === 0) return
      yield* limits.learn(tenantId, botId)
      known = true
    }
  })

  const lookAtRun = Effect.fnUntraced(function* (run: HeldRun, tenant: RiskLimits, now: number) {
    const own = ownOf(run)
    const minLiquidation = own?.minLiquidationPercent ?? tenant.minLiquidationPercent
    const watched = losesWatched(own)
    const { liquidation } = run.standing
    const id = `run:${run.runId}`
    const result = holdings.resultOf(run)
    const mark = yield* marked(run.tenantId, id, result, now, run)
    if (watched) {
      mark.changed = measure(mark.meter, result, now) || mark.changed
      const breach = lossBreach("the bot", own ?? {}, { invested: run.standing.invested, result, meter: mark.meter })
      if (breach !== undefined) {
        countAnew(mark.meter, result)
        mark.changed = true
        yield* met(breach, own?.onBreach ?? tenant.onBreach, [run], now)
      }
      yield* writeChanged(run.tenantId, id, mark, 0n, now)
    }
    const price = holdings.price(run.market)
    const near = price === undefined ? undefined : liquidationBreach(price, liquidation, minLiquidation)
    if (once(mark, "LIQUIDATION", near)) yield* met(near, own?.onBreach ?? tenant.onBreach, [run], now)
  })

  const warnOfExpiry = Effect.fnUntraced(function* (market: Market, runs: Iterable<HeldRun>, now: number) {
    const text = expiryWarning(market, now)
    if (text === undefined) return
    for (const { botId, runId, tenantId } of runs) {
      const id = `${runId}:expires`
      if (warned.has(runId)) continue
      yield* store
        .create(Notifications, {
          id,
          tenantId,
          botDefinitionId: botId,
          at: now,
          kind: "RISK",
          severity: "WARNING",
          text,
          read: false
        })
        .pipe(Effect.catchTag("AlreadyExists", () => Effect.void))
      warned.add(runId)
    }
  })

  const lookAtBook = Effect.fnUntraced(function* (
    book: Book,
    now: number
  ): Effect.fn.Return<void, StoreUnavailable, Bus> {
    book.equity = equityOf(book.tenantId, book.environment, book.quote)
    const first = holdings.look(book)
    if (first === undefined) return
    const id = `${book.environment}:quote:${book.quote}`
    const before = marks.has(`${book.tenantId}/${id}`)
    const mark = yield* marked(book.tenantId, id, first.result, now, { book })
    const { exposure, invested, result } = (before ? first : holdings.look(book)) ?? first
    const runs = function* () {
      for (const pair of book.pairs.values()) yield* pair.runs.values()
    }
    yield* learnSome(book.tenantId, runs())
    const tenant = limits.tenant(book.tenantId)?.limits ?? defaultRiskLimits
    mark.changed = measure(mark.meter, result, now) || mark.changed
    const lost = lossBreach(book.environment === "LIVE" ? "your live bots" : "your bots", tenant, {
      invested,
      result,
      meter: mark.meter
    })
    if (lost !== undefined) {
      countAnew(mark.meter, result)
      mark.changed = true
      yield* met(lost, tenant.onBreach, runs(), now)
    }
    const equity = book.equity ?? 0n
    const large = exposureBreach(exposure, tenant.maxExposurePercent, equity)
    if (once(mark, "EXPOSURE", large)) yield* met(large, tenant.onBreach, runs(), now)
    for (const pair of book.pairs.values()) {
      const { symbol } = pair.market.instrument
      const share = pairBreach(symbol, holdings.pairExposure(pair), tenant.maxPairPercent, equity)
      if (once(mark, `PAIR ${symbol}`, share)) yield* met(share, tenant.onBreach, pair.runs.values(), now)
      for (const run of pair.runs.values()) if (concerns(run)) yield* lookAtRun(run, tenant, now)
      if (pair.market.instrument.futures?.expiresAt === undefined) continue
      yield* warnOfExpiry(pair.market, pair.runs.values(), now)
      const ending = expiryBreach(pair.market, now)
      const left = ending === undefined ? [] : [...pair.runs.values()].filter(({ runId }) => !expiring.has(runId))
      if (ending === undefined || left.length === 0) continue
      for (const { runId } of left) expiring.add(runId)
      yield* met(ending, "CLOSE", left, now)
    }
    yield* writeChanged(book.tenantId, id, mark, book.ended, now)
  })

  const look = Effect.gen(function* () {
    const now = yield* marketNow
    forgetEnded()
    let looked = 0
    for (const book of holdings.books) {
      if (book.pairs.size === 0) continue
      if (++looked % LOOKED_AT_ONCE === 0) yield* Effect.sleep("1 millis")
      yield* lookAtBook(book, now).pipe(
        Effect.catch((error) => Effect.logWarning(`the risk of ${book.tenantId} could not be looked at`, error))
      )
    }
  })
  yield* Effect.forkScoped(untilItWorks("watching losses", Effect.repeat(look, Schedule.fixed("1 second"))))
})
