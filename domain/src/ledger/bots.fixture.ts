import { advance } from "../bot/advance.ts"
import type { BotEvent } from "../bot/event.ts"
import { decodeState, encodeState } from "../bot/encode.ts"
import { isLive } from "../bot/life.ts"
import { initialState } from "../bot/initial-state.ts"
import { type RunState } from "../bot/state.ts"
import type { RunConfig } from "../bot/run-config.ts"
import { summarize } from "../bot/summarize.ts"
import type { RunSummary } from "../bot/summary.ts"
import { meets } from "../bot/waking.ts"
import { type Account, amountText, assetOf, bookOf } from "../exchange/account.ts"
import { cancel } from "../exchange/cancel.ts"
import { chargeFunding, nextFunding } from "../exchange/margin/funding.ts"
import { place } from "../exchange/place.ts"
import { priceMoved } from "../exchange/price-moved.ts"
import type { Time } from "../ids.ts"
import type { Market, Price, Quantity } from "../market/market.ts"
import { asQuantity } from "../number/exact.ts"
import { absolute, big } from "../number/whole.ts"
import { runOf } from "../simulation/run.fixture.ts"
import { runShort, runShortOf } from "../order/client-order-id.ts"
import { Schema } from "effect"
import { executionReport, type ExecutionReport } from "../order/report.ts"
import type { BotSettings } from "../strategy/settings.ts"
import { endedRun, type EndedRuns, noRuns, together } from "./ended-runs.ts"
import { bookStep, type LedgerBooks, type LedgerEntry, noBooks } from "./entry.ts"

/** One run of a bot, live or over. */
export interface SomeRun {
  readonly config: RunConfig
  state: RunState
}

/** An entry of a run's ledger, and when it was written. */
export interface Entered {
  readonly bot: number
  readonly runId: string
  readonly at: number
  readonly entry: LedgerEntry
  /** Where the run's books stood after it. */
  readonly books: LedgerBooks
}

/** Most steps at one price: a bot that needs more does not come to rest. */
const RESTLESS = 5_000

/** Several bots, each with its runs one after another, on one account in one market. */
export class Bots {
  readonly #account: Account
  readonly #market: Market
  readonly #runs = new Map<string, SomeRun>()
  readonly #ofBot: ReadonlyArray<Array<SomeRun>>
  readonly entries: Array<Entered> = []
  /** Where each run's books stand. */
  readonly books = new Map<string, LedgerBooks>()
  readonly #write: (report: ExecutionReport) => unknown
  price: Price
  at: number

  constructor(account: Account, market: Market, bots: number, price: Price, at: number) {
    this.#account = account
    this.#market = market
    this.#write = Schema.encodeSync(executionReport(market))
    this.#ofBot = Array.from({ length: bots }, () => [])
    this.price = price
    this.at = at
    priceMoved(account, market, price, at)
  }

  /** A bot's latest run. */
  run(bot: number): SomeRun | undefined {
    return this.#ofBot[bot]?.at(-1)
  }

  isLive(bot: number): boolean {
    const run = this.run(bot)
    return run !== undefined && isLive(run.state.life)
  }

  /** Begins a bot's next run. */
  start(bot: number, settings: BotSettings): void {
    const runs = this.#ofBot[bot]
    const config = runOf(this.#market, settings, `bot-${bot}-run-${runs?.length ?? 0}`)
    const run = { config, state: initialState(config) }
    runs?.push(run)
    this.#runs.set(runShort(config.runId), run)
    this.happen(run, { _tag: "Started", at: this.at as Time, actor: "TRADER" })
  }

  /** Something happens to a run, live or over, and all that follows from it. */
  happen(run: SomeRun, event: BotEvent): void {
    this.#tell(this.#step(run, event))
    this.#wakeAll()
  }

  /** The process dies: all there is of a run is what it had written. */
  die(): void {
    for (const run of this.#runs.values()) run.state = decodeState(encodeState(run.state))
  }

  /** The market trades at a price. */
  move(price: Price, at: number, volume: Quantity): void {
    this.at = at
    if (nextFunding(this.#account, this.#market) <= at)
      this.#tell(chargeFunding(this.#account, this.#market, this.price, at))
    this.price = price
    this.#tell(priceMoved(this.#account, this.#market, price, at, { volume }))
    this.#wakeAll()
  }

  /** Each bot's figures over all its runs: those that are over, and the one that goes on. */
  figures(): ReadonlyArray<{ readonly ended: EndedRuns; readonly live: RunSummary | undefined }> {
    return this.#ofBot.map((runs) => ({
      ended: runs
        .filter(({ state }) => !isLive(state.life))
        .reduce((sum, { config, state }) => together(sum, endedRun(summarize(config, state))), noRuns),
      live: runs.flatMap(({ config, state }) => (isLive(state.life) ? [summarize(config, state)] : [])).at(-1)
    }))
  }

  #step(run: SomeRun, event: BotEvent): Array<ExecutionReport> {
    const { orders } = advance(run.config, run.state, event, false)
    this.#enter(run, event)
    return orders.flatMap((action) =>
      action._tag === "Place"
        ? place(this.#account, this.#market, action.order, this.at)
        : cancel(this.#account, action.clientOrderId, this.at)
    )
  }

  #enter({ config, state }: SomeRun, event: BotEvent): void {
    const { runId } = config
    const kept = "clientOrderId" in event ? this.#write(event) : event
    const { books, entry } = bookStep(this.books.get(runId) ?? noBooks, kept, summarize(config, state))
    this.books.set(runId, books)
    const bot = this.#ofBot.findIndex((runs) => runs.some((run) => run.config.runId === runId))
    if (entry !== undefined) this.entries.push({ bot, runId, at: this.at, entry, books })
  }

  #tell(reports: ReadonlyArray<ExecutionReport>): void {
    const waiting = [...reports]
    for (let report = waiting.shift(); report !== undefined; report = waiting.shift()) {
      const run = this.#runs.get(runShortOf(report.clientOrderId) ?? "")
      if (run !== undefined) waiting.push(...this.#step(run, report))
    }
  }

  #wakeAll(): void {
    for (let steps = 0; steps < RESTLESS; steps++) {
      const next = this.#woken()
      if (next === undefined) return
      this.#tell(this.#step(...next))
    }
    throw new Error("the bots do not come to rest")
  }

  #woken(): readonly [SomeRun, BotEvent] | undefined {
    const at = this.at as Time
    for (const run of this.#runs.values()) {
      const { wake } = run.state
      if (wake.at !== undefined && wake.at <= at) return [run, { _tag: "TimerDue", at }]
      if (meets(wake, this.price)) return [run, { _tag: "PriceReached", at, price: this.price }]
      if (wake.balance === undefined) continue
      const { balance: asset } = wake
      const available = amountText(this.#account, asset, assetOf(this.#account, asset).free)
      return [run, { _tag: "BalanceSeen", at, asset, available }]
    }
    return undefined
  }

  /** What open futures positions stand at, in quote units of the market. */
  unrealised(): bigint {
    let sum = 0n
    for (const { cost, lots } of bookOf(this.#account, this.#market).positions?.values() ?? []) {
      const worth = this.#market.notional(this.price, asQuantity(absolute(lots)))
      sum += lots > 0 ? worth - big(cost) : big(cost) - worth
    }
    return sum
  }
}
