import { advance } from "../bot/advance.ts"
import { encodeState } from "../bot/encode.ts"
import type { BotEvent } from "../bot/event.ts"
import { broughtBy } from "../bot/given.ts"
import { initialState } from "../bot/initial-state.ts"
import { stopOf } from "../bot/stop-of.ts"
import { keepsHours, nextChange, type Session, sessionAt } from "../calendar/sessions.ts"
import { decimalsOn, openAccount } from "../exchange/account.ts"
import type { FillModel } from "../exchange/fill-model.ts"
import { RunId, type Time } from "../ids.ts"
import type { Instrument } from "../market/instrument.ts"
import type { Price } from "../market/market.ts"
import { draw, random } from "../market/random.ts"
import { type Opened, heldOf } from "../simulation/off-books.ts"
import { type PaperRun, paperRun, resumedRun } from "../simulation/paper-run.ts"
import { type BotRunConfig, runConfig } from "../strategy/run-config.ts"
import type { Move } from "../exchange/price-moved.ts"
import { coverOf, coverSpans, holds, type Spans } from "./cover.ts"
import { type DecisionLog, decisionLog } from "./decisions.ts"
import { type FaultyLine, faultyLine } from "./faulty-line.ts"
import type { RehearsalOf } from "./rehearsal-of.ts"

/** Begins so long after the market opened, ms: a stock's first prices are an auction's. */
const AFTER_THE_BELL = 1_800_000

/** Noise of a price on its way, hundredths of a percent at the most. */
const NOISE = 2

/** One bot with its account, on a market that goes where it is told to, second by second. */
export interface Stage {
  readonly config: BotRunConfig
  readonly run: PaperRun
  readonly line: FaultyLine
  readonly opened: Opened
  readonly now: number
  readonly price: Price
  /** The bot's stop for what it holds; zero: it has none. */
  readonly stop: Price
  readonly holds: boolean
  /** 1 where a fall hurts, -1 where a rise does. */
  readonly side: 1 | -1
  /** Trades of the account so far. */
  readonly trades: number
  /** What it decided since the fault began, and for how long who protected what it held. */
  readonly log: DecisionLog
  readonly spans: Spans
  /** While nobody protected what it held, the bot was to watch its stop, because the exchange keeps none for it. */
  readonly alone: boolean
  /** The fault begins: from here on it is watched. */
  readonly strike: () => void
  /** A second passes (or `seconds`), and the market trades at a price; without one it tells nothing. */
  readonly tick: (price?: number, seconds?: number, move?: Move) => void
  /** The price goes there in so many seconds, until something is so. */
  readonly walk: (to: number, seconds: number, until?: () => boolean) => void
  readonly tell: (event: BotEvent) => void
  /** The process starts again: its state is folded from its recorded events. False: it is another than it was. */
  readonly restart: () => boolean
}

/** The next moment at which a market is open, and has been for a while. */
const openFrom = (instrument: Instrument, at: number): number => {
  if (!keepsHours(instrument)) return at
  let change = nextChange(instrument, at)
  while (change !== undefined && change.session !== "REGULAR") change = nextChange(instrument, change.at)
  return (change?.at ?? at) + AFTER_THE_BELL
}

/** The price a rehearsal begins at: the market's, or the nearest at which the bot enters. */
const firstPrice = ({ market, settings, strategy }: BotRunConfig, price: Price): Price => {
  const gate = strategy.entries.limit?.(market, settings, price)
  let first: number = price
  if (gate !== undefined) first = gate.side === "BELOW" ? Math.min(first, gate.price) : Math.max(first, gate.price)
  const between = strategy.entries.between?.(strategy.shape(market, settings))
  if (between !== undefined) first = Math.min(Math.max(first, between.low), between.high)
  return first as Price
}

/** Sets up a bot that enters at once, whatever it would wait for; `volume` where its fills have one. */
export const stageOf = (of: RehearsalOf, fillModel?: FillModel): Stage => {
  const { market, terms } = of
  const { instrument } = market
  // What is rehearsed is what follows from entering.
  const settings = { ...of.settings, start: { _tag: "IMMEDIATELY" as const } }
  const fresh = () =>
    runConfig({ runId: RunId.make(`rehearsal-${of.seed}`), market, settings, ...(terms !== undefined && { terms }) })
  const config = fresh()
  let price = firstPrice(config, of.price)
  const brought = broughtBy(config.strategy, market, settings, price)
  const beyond = config.strategy.money.beyond?.(market, settings) ?? 0n
  const account = openAccount(
    config.runId,
    {
      [instrument.base]: market.baseText(2n * brought.base),
      [instrument.quote]: market.quoteText(2n * brought.quote + beyond)
    },
    fillModel,
    {
      decimals: decimalsOn(market),
      keepsHours: keepsHours(instrument),
      ...(terms !== undefined && { terms })
    }
  )
  const opened = heldOf(account, market)
  const line = faultyLine(account, market)
  const chance = random(of.seed)
  const events: Array<BotEvent> = []
  let now = openFrom(instrument, of.at)
  let log = decisionLog(now)
  let spans = coverSpans()
  let struck = false
  let alone = false
  const session = keepsHours(instrument) ? (at: number): Session => sessionAt(instrument, at) : undefined
  const around = {
    line,
    session,
    onStep: (step: Parameters<DecisionLog["add"]>[0]) => {
      events.push(step.event)
      log.add(step)
    }
  }
  let run = paperRun(config, account, around)
  run.happen({ _tag: "Started", at: now as Time, actor: "TRADER" })

  const answer = (): void => {
    const answers = line.due(now)
    if (answers.length > 0) run.happen(...answers)
  }
  const tick: Stage["tick"] = (to, seconds = 1, move) => {
    if (struck) {
      const cover = coverOf(run, line)
      spans.add(cover, seconds)
      alone ||= cover === "NOBODY" && run.state.stop.watched === true
    }
    now += seconds * 1_000
    if (to === undefined) run.passed(now)
    else {
      price = Math.max(1, Math.round(to)) as Price
      run.price(price, now, move)
    }
    answer()
  }

  return {
    config,
    line,
    opened,
    get run() {
      return run
    },
    get now() {
      return now
    },
    get price() {
      return price
    },
    get stop() {
      return stopOf(config, run.state)
    },
    get holds() {
      return holds(run, line)
    },
    get side() {
      return coverSide(run)
    },
    get trades() {
      return account.tradeCount
    },
    get log() {
      return log
    },
    get spans() {
      return spans
    },
    get alone() {
      return alone
    },
    strike: () => {
      struck = true
      log = decisionLog(now)
      spans = coverSpans()
    },
    tick,
    walk: (to, seconds, until = () => false) => {
      const from = price
      for (let second = 1; second <= seconds && !until(); second++) {
        const noise = ((draw(chance) % (2 * NOISE + 1)) - NOISE) / 10_000
        const on = from + ((to - from) * second) / seconds
        tick(second === seconds ? to : on * (1 + noise))
      }
    },
    tell: (event) => run.happen(event),
    restart: () => {
      const before = encodeState(run.state)
      const again = fresh()
      const state = initialState(again)
      for (const event of events) advance(again, state, event)
      line.up = line.sees = line.hears = true
      run = resumedRun(again, account, state, now, around)
      const same = encodeState(state) === before
      run.happen(...line.caughtUp(now))
      run.price(price, now)
      return same
    }
  }
}

/** Which way the price hurts what a run holds. */
const coverSide = ({ config, state }: PaperRun): 1 | -1 => {
  const { base } = state.ledger
  const leans = config.strategy.exits.of(config.strategy.shape(config.market, state.settings)).leans
  return base.position < 0 || (base.position === 0 && leans === "SHORT") ? -1 : 1
}
