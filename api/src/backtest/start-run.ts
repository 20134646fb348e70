import { Clock, Effect } from "effect"
import { marketOf, type Price } from "@tradetower/domain/market"
import { tradedUnder, SweepInvalid, sweepOf, SweepTooLarge, type TradingCosts } from "@tradetower/domain/simulation"
import { type BotSettings, validateSettings } from "@tradetower/domain/strategy"
import { tierProblem } from "@tradetower/domain/terms"
import { Backtests, type BacktestRecord, type JobRecord, OneByOne, Store, type SweepRecord } from "@tradetower/platform"
import { CannotWork, Conflict, type FieldProblem, type NewBacktest, type NewSweep } from "../../contract/index.ts"
import { newId } from "../new-id.ts"
import { settingsField } from "../settings-field.ts"
import { sendJob } from "./send-job.ts"
import { firstPrice, type Stretch, stretchOf } from "./series-of.ts"

const cannotWork = (errors: ReadonlyArray<FieldProblem>): CannotWork =>
  new CannotWork({
    detail: errors.length === 1 && errors[0] !== undefined ? errors[0].message : `${errors.length} values can't work.`,
    errors
  })

/** Why settings can't work on the candles' market, by whose rules it is traded, at the price they begin with. */
const problemsOf = Effect.fnUntraced(function* (stretch: Stretch, settings: BotSettings, options: TradingCosts) {
  const price = (yield* firstPrice(stretch)) as Price | undefined
  const market = marketOf(tradedUnder(stretch.instrument, options, settings))
  return validateSettings(market, settings, price, options.terms)
})

/** Refuses a fee tier that the rules don't have for the candles' market. */
const refuseTier = ({ instrument }: Stretch, { feeTier, terms = "paper" }: TradingCosts) => {
  const message = tierProblem(terms, instrument, feeTier)
  return message === undefined ? Effect.void : cannotWork([{ field: "options.feeTier", message }])
}

const refuse = (problems: Effect.Success<ReturnType<typeof problemsOf>>) =>
  problems.length === 0 ? Effect.void : cannotWork(problems.map(settingsField))

/** How many of a trader's jobs of each kind may be waiting or under way. */
const MOST: Record<JobRecord["kind"], number> = { BACKTEST: 50, SWEEP: 10, DOWNLOAD: 10 }
const inWords: Record<JobRecord["kind"], string> = { BACKTEST: "backtests", SWEEP: "sweeps", DOWNLOAD: "downloads" }

/** Jobs of one trader are counted and begun one after another, so that all of them together are within the limit. */
const beginning = new OneByOne()

const unfinished = Effect.fnUntraced(function* ({ kind, tenantId }: JobRecord) {
  const store = yield* Store
  const found = yield* Effect.forEach(["QUEUED", "RUNNING"] as const, (state) =>
    store.query(Backtests, { tenantId }, { where: { kind, state }, limit: MOST[kind] })
  )
  return found.flatMap(({ items }) => items.map(({ value }) => value))
})

/**
 * Keeps a new job and sends it to be done, unless one that is not done does it already (`sameAs`): that is answered.
 * Refused while too many of the trader's are not done.
 */
export const enqueue = <J extends JobRecord>(job: J, sameAs: (other: JobRecord) => J | undefined = () => undefined) =>
  beginning.take(
    job.tenantId,
    Effect.gen(function* () {
      const store = yield* Store
      const most = MOST[job.kind]
      const others = yield* unfinished(job)
      const same = others.map(sameAs).find((other) => other !== undefined && !other.cancelRequested)
      if (same !== undefined) return same
      if (others.length >= most)
        return yield* new Conflict({
          detail: `${most} of your ${inWords[job.kind]} are not done yet, and no more may wait. Begin this one when one of them is done, or cancel or delete one.`
        })
      // A chance of 2^-100 that the id is taken.
      yield* store.create(Backtests, job as JobRecord).pipe(Effect.catchTag("AlreadyExists", Effect.die))
      yield* sendJob(job, 0)
      return job
    })
  )

const queued = Effect.gen(function* () {
  const id = yield* newId
  const createdAt = yield* Clock.currentTimeMillis
  return { id, createdAt, state: "QUEUED" as const, progress: 0, cancelRequested: false }
})

const runFields = ({ venue, from, instrument, symbol, tenantId, timeframe, to }: Stretch) => ({
  tenantId,
  venue,
  symbol,
  timeframe,
  from,
  to,
  instrument
})

/** Begins a backtest that can work. */
export const startBacktest = Effect.fn("api.startBacktest")(function* ({
  options = {},
  settings,
  ...asked
}: NewBacktest) {
  const stretch = yield* stretchOf(asked)
  yield* refuseTier(stretch, options)
  yield* refuse(yield* problemsOf(stretch, settings, options))
  const job: BacktestRecord = { ...(yield* queued), kind: "BACKTEST", ...runFields(stretch), settings, options }
  return yield* enqueue(job)
})

/** How many sets a sweep has; refuses ranges that can't be walked or have too many. */
const setsOf = (settings: BotSettings, axes: NewSweep["axes"]) =>
  Effect.catch(
    Effect.try({ try: () => sweepOf(settings, axes).count, catch: (cause) => cause }),
    (cause): Effect.Effect<never, CannotWork> => {
      if (cause instanceof SweepTooLarge) return Effect.fail(cannotWork([{ field: "axes", message: cause.message }]))
      if (!(cause instanceof SweepInvalid)) return Effect.die(cause)
      const at = axes.findIndex(({ field }) => field === cause.field)
      return Effect.fail(cannotWork([{ field: `axes.${at}.field`, message: cause.message }]))
    }
  )

/** Begins a sweep; single sets may turn out not to work. */
export const startSweep = Effect.fn("api.startSweep")(function* ({
  axes,
  by = "RETURN",
  options = {},
  settings,
  ...asked
}: NewSweep) {
  const sets = yield* setsOf(settings, axes)
  const stretch = yield* stretchOf(asked)
  yield* refuseTier(stretch, options)
  // Of a market that the strategy or the rules don't trade no set can be.
  yield* refuse((yield* problemsOf(stretch, settings, options)).filter(({ field }) => field === "symbol"))
  const { from, to } = stretch
  const job: SweepRecord = {
    ...(yield* queued),
    kind: "SWEEP",
    ...runFields(stretch),
    settings,
    options,
    axes,
    by,
    sets,
    done: 0,
    heldOutFrom: Math.floor(from + ((to - from) * 2) / 3)
  }
  return yield* enqueue(job)
})
