import { Clock, Effect, Queue, Schema, type Scope, Stream } from "effect"
import type { ConnectionId } from "@tradetower/domain/connection"
import { type BotEvent, outdatesPrice, wake } from "@tradetower/domain/bot"
import { derivedOnce } from "@tradetower/domain/derived-once"
import type { RunId, TenantId, Time } from "@tradetower/domain/ids"
import {
  type Candle,
  type VenueId,
  type Instrument,
  type Market,
  type Price,
  type Symbol,
  timeframeMillis,
  type TradingStatus
} from "@tradetower/domain/market"
import {
  Blobs,
  BotEvents,
  BotRuns,
  type Bus,
  everyDocument,
  everyTenant,
  marketNow,
  type OutgoingMessage,
  type StepRecord,
  Store
} from "@tradetower/platform"
import { happened, tellBots } from "../bot-commands.ts"
import { inBackground } from "../patience.ts"
import { MarketCandles } from "./candles.ts"
import { EarlySteps } from "./early-steps.ts"
import { type Available, makeQuestions } from "./questions.ts"
import { type SessionCalls, sessionCalls } from "./session-calls.ts"
import { type Sleep, Sleepers, type Woken } from "./sleepers.ts"
import { wakeMessage } from "./wake-message.ts"

/** Where prices come in and wakes go out. */
export interface Watch {
  /** A price passed: whoever waits for it is told. Synchronous, because there are very many. */
  readonly price: (venue: VenueId, symbol: Symbol, price: Price, at: number) => void
  /** A 1-minute candle closed and is in the archive. */
  readonly candle: (venue: VenueId, symbol: Symbol, candle: Candle) => void
  /** Trades were missed: candles built from the stream begin anew. */
  readonly interrupted: (venue: VenueId, symbol: Symbol) => void
  /** All candles that close until then are known: whoever waits for one is told. */
  readonly candlesClosed: (venue: VenueId, symbol: Symbol, until: number) => void
  /** The exchange was lost or is back: told to every live run on it. */
  readonly connection: (venue: VenueId, connected: boolean, reason: string) => Effect.Effect<void>
  /** A market takes other orders than before: told to every live run on it that has to wait, or goes on. */
  readonly trading: (venue: VenueId, symbol: Symbol, status: TradingStatus) => Effect.Effect<void>
  /** A market is followed from here on: its runs are watched. One that was before begins anew. */
  readonly follow: (market: Market) => Effect.Effect<void>
  /** The rules of a market are others than before; nobody is told who can go on. */
  readonly revised: (before: Instrument, after: Instrument) => Effect.Effect<void>
  /** A market is let go: no price of before wakes anyone. */
  readonly letGo: (venue: VenueId, symbol: Symbol) => void
  /** How many runs are watched. */
  readonly size: () => number
}

/** A timer this little late counts as on time, so that a replay of the same prices gives the same events. */
const ON_TIME = timeframeMillis["1m"]
const ended = new Set(["STOPPED", "COMPLETED"])
/** What an account has still to tell its bots; absent when there is nothing. */
type Unheard = (connection: ConnectionId, tenantId: TenantId) => Effect.Effect<void> | undefined

const nameOf = (venue: string, symbol: string) => `${venue}/${symbol}`
/** Reads the wakes of runs on a market. */
const decoderOf = derivedOnce((market: Market) => Schema.decodeUnknownEffect(wake(market)))

/**
 * Watches the wakes of all live runs on markets that are followed: reads the newest step of each at first, then follows the change
 * feed of their events. Each wake becomes one message to the bot's session, under an id made from run and step.
 */
export const makeWatch = Effect.fn("makeWatch")(function* (
  available: Available,
  unheard: Unheard = () => undefined
): Effect.fn.Return<Watch, never, Store | Bus | Blobs | Scope.Scope> {
  const store = yield* Store
  const blobs = yield* Blobs
  const sleepers = new Map<string, Sleepers>()
  const sessions = new Map<Sleepers, SessionCalls>()
  const outgoing = yield* Queue.unbounded<OutgoingMessage>()
  const candles = new Map<Market, MarketCandles>()
  const early = new EarlySteps()

  const add = (market: Market, now: number): void => {
    const { symbol, venue } = market.instrument
    const place = new Sleepers(market)
    sleepers.set(nameOf(venue, symbol), place)
    sessions.set(place, sessionCalls(place, now))
    candles.set(market, new MarketCandles(market, blobs))
  }
  const say = (message: OutgoingMessage) => void Queue.offerUnsafe(outgoing, message)
  const questions = yield* makeQuestions(candles, available, say, (place, woken) => tell(place, woken))

  const tellNow = (place: Sleepers, woken: Woken): void => {
    if (woken.by === "PRICE" || woken.by === "TIMER") say(wakeMessage(place.market, woken))
    else questions.ask(place, woken)
  }
  /** What a price did to a bot's orders is heard before the price itself; bots of others don't wait for that. */
  const late = yield* Queue.unbounded<Effect.Effect<void>>()
  const tell = (place: Sleepers, woken: Woken): void => {
    const before = unheard(woken.sleep.connection, woken.sleep.tenantId)
    if (before === undefined) tellNow(place, woken)
    else
      Queue.offerUnsafe(
        late,
        Effect.map(before, () => tellNow(place, woken))
      )
  }
  yield* Effect.forkScoped(Effect.forever(Effect.flatMap(Queue.take(late), (telling) => Effect.forkScoped(telling))))

  /** How long an exchange may take to answer a closing run is real time, however fast the market's own time runs. */
  const closing = new Map<RunId, { readonly market: Market; readonly sleep: Sleep; readonly due: number }>()

  const register = Effect.fnUntraced(function* (step: StepRecord) {
    const place = sleepers.get(nameOf(step.venue, step.symbol))
    if (place === undefined) return early.keep(step)
    early.forget(step)
    const waiting = closing.get(step.botRunId)
    if (waiting !== undefined && waiting.sleep.seq < step.seq) closing.delete(step.botRunId)
    if (ended.has(step.summary.state)) return place.forget(step.botRunId)
    const { at, ...rest } = yield* decoderOf(place.market)(step.wake)
    const patient = step.summary.state === "CLOSING" && at !== undefined
    const sleep: Sleep = {
      tenantId: step.tenantId,
      connection: step.connection,
      botId: step.botDefinitionId,
      runId: step.botRunId,
      seq: step.seq,
      at: step.at,
      outdated: outdatesPrice(step.event["_tag"]),
      wake: patient || at === undefined ? rest : { ...rest, at }
    }
    if (patient && (waiting === undefined || waiting.sleep.seq < step.seq)) {
      const due = (yield* Clock.currentTimeMillis) + (at - step.at)
      closing.set(step.botRunId, { market: place.market, sleep: { ...sleep, wake: { at } }, due })
    }
    const now = yield* marketNow
    const greeting = sessions.get(place)?.greet(step, now, !place.has(step.botRunId))
    if (greeting !== undefined) say(greeting)
    const woken = place.register(sleep, now)
    if (woken !== undefined) tell(place, woken)
  })
  const registerOrReport = (step: StepRecord) =>
    register(step).pipe(
      Effect.catchTag("SchemaError", (error) =>
        Effect.logError(`step ${step.seq} of run ${step.botRunId} can't be watched, its wake is unreadable`, error)
      )
    )

  /** The newest step of every live run not watched yet, also of those whose projection came after the last look. */
  const load = everyDocument(store, BotRuns, everyTenant("execution: wakes of live runs"), {
    where: { live: true },
    limit: 200
  }).pipe(
    Stream.filter(({ value }) => sleepers.get(nameOf(value.venue, value.symbol))?.has(value.id) !== true),
    Stream.mapEffect(
      ({ value: run }) =>
        store
          .query(
            BotEvents,
            { tenantId: run.tenantId, botRunId: run.id },
            { where: { kind: "STEP" }, orderBy: { field: "seq", direction: "DESC" }, limit: 1 }
          )
          .pipe(
            Effect.flatMap(({ items: [newest] }) =>
              newest?.value.kind === "STEP" ? registerOrReport(newest.value) : Effect.void
            )
          ),
      { concurrency: 8 }
    ),
    Stream.runDrain,
    Effect.withSpan("Watch.load")
  )
  const loaded = inBackground("reading the wakes of live runs", load)

  yield* Effect.forkScoped(
    inBackground(
      "following the wakes of runs",
      store.changes(BotEvents, "execution-watch", (batch) =>
        Effect.forEach(batch, (doc) => (doc.kind === "STEP" ? registerOrReport(doc) : Effect.void), { discard: true })
      )
    )
  )
  yield* Effect.forkScoped(
    loaded.pipe(
      Effect.andThen(Effect.sleep("1 minute")),
      Effect.andThen(loaded),
      Effect.andThen(Effect.forever(Effect.sleep("30 minutes").pipe(Effect.andThen(loaded))))
    )
  )
  yield* Effect.forkScoped(
    Effect.forever(
      Queue.takeAll(outgoing).pipe(
        Effect.flatMap((messages) => tellBots(messages)),
        Effect.catch((error) =>
          Effect.logError("the bus refused wakes; they are sent again at the next reminder", error)
        )
      )
    )
  )

  const callSession = (place: Sleepers, now: number): void => {
    for (const message of sessions.get(place)?.upTo(now) ?? []) say(message)
  }
  const timers = (place: Sleepers, now: number): void => {
    for (const woken of place.due(now)) {
      const at = woken.sleep.wake.at
      const punctual = at !== undefined && now - at < ON_TIME ? Math.max(at, woken.sleep.at) : woken.at
      tell(place, { ...woken, at: punctual })
    }
  }
  yield* Effect.forkScoped(
    Effect.forever(
      Effect.gen(function* () {
        yield* Effect.sleep("100 millis")
        const now = yield* marketNow
        const wall = yield* Clock.currentTimeMillis
        for (const [runId, { due, market, sleep }] of closing) {
          if (due > wall) continue
          closing.delete(runId)
          const woken = { by: "TIMER", sleep, at: Math.max(now, sleep.wake.at ?? now) } as const
          Queue.offerUnsafe(outgoing, wakeMessage(market, woken))
        }
        for (const place of sleepers.values()) {
          callSession(place, now)
          if ((place.nextTimer ?? Infinity) <= now) timers(place, now)
        }
      })
    )
  )
  yield* Effect.forkScoped(
    Effect.forever(
      Effect.gen(function* () {
        yield* Effect.sleep("6 minutes")
        const now = yield* marketNow
        for (const place of sleepers.values()) for (const woken of place.remind(now)) tell(place, woken)
      })
    )
  )

  return {
    price: (venue, symbol, price, at) => {
      const place = sleepers.get(nameOf(venue, symbol))
      if (place === undefined) return
      callSession(place, at)
      if ((place.nextTimer ?? Infinity) <= at) timers(place, at)
      for (const woken of place.price(price, at)) tell(place, woken)
    },
    candle: (venue, symbol, candle) => {
      const place = sleepers.get(nameOf(venue, symbol))
      if (place !== undefined) candles.get(place.market)?.add(candle)
    },
    interrupted: (venue, symbol) => {
      const place = sleepers.get(nameOf(venue, symbol))
      if (place !== undefined) candles.get(place.market)?.lost()
    },
    candlesClosed: (venue, symbol, until) => {
      const place = sleepers.get(nameOf(venue, symbol))
      if (place !== undefined) for (const woken of place.candleClosed(until)) tell(place, woken)
    },
    connection: Effect.fnUntraced(function* (venue, connected, reason) {
      const at = (yield* marketNow) as Time
      const event: BotEvent = connected ? { _tag: "ExchangeRestored", at } : { _tag: "ExchangeLost", at, reason }
      for (const place of sleepers.values()) {
        if (place.venue !== venue) continue
        if (!connected) place.forgetPrices()
        for (const run of place.runs) {
          const id = `${run.runId}:${connected ? "restored" : "lost"}:${at}`
          Queue.offerUnsafe(outgoing, happened(run, place.market, event, id))
        }
      }
    }),
    trading: Effect.fnUntraced(function* (venue, symbol, status) {
      const place = sleepers.get(nameOf(venue, symbol))
      if (place === undefined) return
      for (const message of sessions.get(place)?.trading(status, yield* marketNow) ?? []) say(message)
    }),
    follow: Effect.fnUntraced(function* (market) {
      const { symbol, venue } = market.instrument
      if (sleepers.has(nameOf(venue, symbol))) return
      add(market, yield* marketNow)
      for (const step of early.of(market.instrument)) yield* registerOrReport(step)
    }),
    revised: Effect.fnUntraced(function* ({ symbol, venue }, after) {
      const place = sleepers.get(nameOf(venue, symbol))
      for (const message of (place && sessions.get(place)?.revised(after, yield* marketNow)) ?? []) say(message)
    }),
    letGo: (venue, symbol) => {
      const place = sleepers.get(nameOf(venue, symbol))
      if (place === undefined) return
      place.forgetPrices()
      candles.get(place.market)?.lost()
    },
    size: () => [...sleepers.values()].reduce((sum, place) => sum + place.runs.length, 0)
  }
})
