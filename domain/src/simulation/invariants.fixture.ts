import { asQuantity } from "../number/exact.ts"
import { absolute, add, big, sub, type Whole, whole } from "../number/whole.ts"
import type { BotEvent } from "../bot/event.ts"
import { isLive, legalTransitions } from "../bot/life.ts"
import { assetOf, bookOf, openAccount, openOrders } from "../exchange/account.ts"
import { PLACES } from "../number/decimal-units.ts"
import type { FillModel } from "../exchange/fill-model.ts"
import type { Time } from "../ids.ts"
import type { Market, Price } from "../market/market.ts"
import { draw, type Random, random } from "../market/random.ts"
import type { BotSettings } from "../strategy/settings.ts"
import { bringsOf, investedFunds } from "../strategy/brings.ts"
import { strategyOf } from "../strategy/registry.ts"
import { validateSettings } from "../strategy/validate.ts"
import type { TermsName } from "../terms/list.ts"
import { barPath } from "./bar-path.ts"
import { models, type Trials } from "./chance.fixture.ts"
import { nearPrice } from "./cheap-coins.fixture.ts"
import { held, offBooks } from "./off-books.ts"
import { type PaperRun, paperRun } from "./paper-run.ts"
import type { RunStep } from "./surroundings.ts"
import { minutes, oneOf, runOf } from "./run.fixture.ts"

interface Seen {
  readonly wrong: Array<string>
  /** Refused since the run was last at rest. */
  readonly refused: Array<string>
  fills: number
  /** How often funds were taken out. */
  taken: number
}

const isStop = (id: string): boolean => id.includes("-STOP_LOSS-")

/** Every step: legal changes of state, no failure but of closing; orders refused are noted. */
const watch =
  (seen: Seen, terms: TermsName | undefined) =>
  ({ event, transitions }: RunStep): void => {
    // A stop that can't be paid for at its limit is watched instead (EXIT-11).
    const watched = terms !== undefined && event._tag === "OrderRejected" && isStop(event.clientOrderId)
    if (event._tag === "OrderRejected" && !(watched && event.reason === "INSUFFICIENT_FUNDS"))
      seen.refused.push(`${event.clientOrderId}: ${event.reason} ${event.message}`)
    if (event._tag === "OrderFilled") seen.fills += 1
    for (const { from, to, reason } of transitions) {
      if (!legalTransitions[from].includes(to)) seen.wrong.push(`${from} to ${to}`)
      if (to === "ERROR" && from !== "CLOSING") seen.wrong.push(`${from} to ERROR: ${reason}`)
    }
  }

interface Drawn {
  readonly seed: number
  readonly market: Market
  readonly fillModel: FillModel
  readonly settings: BotSettings
  /** Quote in the account beyond the investment, in its units. */
  readonly spare: bigint
}

interface Trial extends Drawn {
  readonly candles: ReturnType<typeof candlesOf>
  readonly brings: ReturnType<typeof bringsOf>
}

/** It sells what it was given: how much quote it ties up says nothing. */
const sells = ({ brings }: Trial): boolean => brings.base > 0n
const quoteScale = (market: Market): bigint => 10n ** BigInt(PLACES - market.quoteDecimals)
const baseScale = (market: Market): bigint => 10n ** BigInt(PLACES - market.baseDecimals)

/** A protective stop may have sold, in the same moment, what an order was placed for: the run is closing then. */
const closes = (run: PaperRun): boolean => ["CLOSING", "STOPPED", "COMPLETED"].includes(run.state.life)

/** At rest: the books add up to zero and equal the account; no more is tied up than was invested. */
const check = (trial: Trial, run: PaperRun, opened: { quote: bigint; base: bigint }, seen: Seen): void => {
  const { market } = trial
  const { ledger } = run.state
  const { kind, quote } = market.instrument
  if (!closes(run)) seen.wrong.push(...seen.refused)
  seen.refused.length = 0
  seen.wrong.push(...offBooks(run, opened))
  if (strategyOf(trial.settings).money.countsIn === "BASE") checkBase(trial, run, opened, seen)
  if (sells(trial) || ledger.quote.capital === 0) return
  const invested = -big(ledger.quote.capital) * quoteScale(market)
  const paid = opened.quote - big(assetOf(run.account, quote).free)
  const reserved = big(assetOf(run.account, quote).reserved)
  // A leveraged loss is gone, not tied up.
  const tied = kind !== "SPOT" && reserved < paid ? reserved : paid
  // What a market order costs while it waits for volume, no bot can know: a hundredth is allowed for that.
  const thin = trial.fillModel.volumeSharePercent !== undefined ? invested / 100n : 0n
  if (tied > invested + thin) seen.wrong.push(`${tied} is tied up of ${invested}`)
}

/** One that counts in base ties up no more base than it was given, and pays with what its sales brought. */
const checkBase = (
  { fillModel, market }: Trial,
  run: PaperRun,
  opened: { quote: bigint; base: bigint },
  seen: Seen
): void => {
  const { account, state } = run
  const { base, quote } = market.instrument
  const tied = opened.base - big(assetOf(account, base).free)
  const given = big(state.ledger.base.stock) * baseScale(market)
  if (tied > given) seen.wrong.push(`${tied} of base is tied up of ${given}`)
  // Two stops may fill in one moment, the new one and the one it replaces: closing sells what they bought too much.
  if (closes(run)) return
  const thin = fillModel.volumeSharePercent !== undefined ? opened.quote / 100n : 0n
  if (held(account, quote) + thin < opened.quote) seen.wrong.push(`it paid with quote that it did not earn`)
}

const stop = (at: number): BotEvent => ({
  _tag: "StopRequested",
  at: at as Time,
  actor: "TRADER",
  closure: "CLOSE_POSITIONS",
  reason: "enough"
})

const candlesOf = ({ market, seed }: Drawn) => minutes(market, seed, 600, 5 + (seed % 5) * 8, nearPrice(market))

/** What else may happen to a bot; now and then, in any order. */
const disturbance = (state: Random, trial: Trial, at: number, make: Make): BotEvent | undefined => {
  const now = { at: at as Time }
  const trader = { ...now, actor: "TRADER" } as const
  switch (draw(state) % 60) {
    case 0:
      return { _tag: "PauseRequested", ...trader, reason: "lunch" }
    case 1:
    case 2:
      return { _tag: "ResumeRequested", ...trader }
    case 3:
      return { _tag: "ExchangeLost", ...now, reason: "no answer" }
    case 4:
    case 5:
      return { _tag: "ExchangeRestored", ...now }
    case 6:
      return { _tag: "FundsAdded", ...trader, amount: whole(trial.market.quote(String(10 + (draw(state) % 500)))) }
    case 7: {
      const settings = {
        ...make(state, trial.market),
        ...("investment" in trial.settings
          ? { investment: trial.settings.investment }
          : { totalAmount: trial.settings.totalAmount })
      }
      return { _tag: "SettingsChanged", ...trader, settings }
    }
    case 8:
      return { _tag: "EntryRequested", ...trader }
    case 9:
      return { _tag: "SignalReceived", ...now, signalId: "s", action: draw(state) % 2 === 0 ? "BUY" : "EXIT" }
    case 10:
      return { _tag: "TimerDue", ...now }
    case 11:
    case 12:
      return { _tag: "FundsTaken", ...trader, amount: whole(trial.market.quote(String(10 + (draw(state) % 300)))) }
    default:
      return undefined
  }
}

type Make = Trials["make"]

const live = (trial: Trial, { make, terms }: Trials, chance: Random | undefined, seen: Seen): PaperRun => {
  const { market, settings, fillModel, spare, seed, candles, brings } = trial
  const { base, quote } = market.instrument
  const account = openAccount("a", {}, fillModel, terms === undefined ? {} : { terms })
  const bounded = !sells(trial) && investedFunds(market, settings).quote > 0n
  // The first price is near 100: what is brought for it, and a half more of it.
  const opened = {
    quote: (bounded ? brings.quote : (brings.quote * 3n) / 2n) * quoteScale(market) + spare,
    base: brings.base * 50n * baseScale(market)
  }
  assetOf(account, quote).free = whole(opened.quote)
  assetOf(account, base).free = whole(opened.base)
  const config = { ...runOf(market, settings, `run-${seed}`), ...(terms !== undefined && { terms }) }
  const run = paperRun(config, account, { onStep: watch(seen, terms) })
  const end = candles[450]?.at ?? 0
  /** What a run gives back leaves the account at once: from then on it has to do without it. */
  const happen = (step: () => void): void => {
    const before = run.state.investment
    step()
    const amount = before - run.state.investment
    if (amount <= 0n) return
    const inBase = strategyOf(settings).money.countsIn === "BASE"
    const out = amount * (inBase ? baseScale(market) : quoteScale(market))
    opened[inBase ? "base" : "quote"] -= out
    const asset = assetOf(account, inBase ? base : quote)
    asset.free = sub(asset.free, whole(out))
    if (asset.free < 0) seen.wrong.push(`${amount} was taken out, which is ${-big(asset.free)} more than was free`)
    seen.taken += 1
  }
  run.happen({ _tag: "Started", at: (candles[0]?.at ?? 0) as Time, actor: "TRADER" })
  for (const candle of candles) {
    const event = chance === undefined || candle.at >= end ? undefined : disturbance(chance, trial, candle.at, make)
    if (event?._tag === "FundsAdded") {
      const inBase = strategyOf(settings).money.countsIn === "BASE"
      const amount = inBase
        ? market.base(market.quoteText(event.amount)) * baseScale(market)
        : big(event.amount) * quoteScale(market)
      opened[inBase ? "base" : "quote"] += amount
      const asset = assetOf(account, inBase ? base : quote)
      asset.free = add(asset.free, whole(amount))
    }
    // Drawn from the settings of our strategies.
    const changed = event?._tag === "SettingsChanged" ? (event.settings as BotSettings) : undefined
    if (changed !== undefined && validateSettings(market, changed, candle.open, terms).length > 0) continue
    if (event !== undefined) happen(() => run.happen(event))
    if (candle.at === end) {
      if (chance !== undefined) run.happen({ _tag: "ExchangeRestored", at: end as Time })
      run.happen(stop(end))
    }
    for (const point of barPath(candle, 60_000)) {
      happen(() => run.price(point.price, point.at, { volume: point.volume }))
      if (run.state.life === "ERROR") run.happen(stop(point.at))
      check(trial, run, opened, seen)
      if (seen.wrong.length > 0) return run
    }
  }
  return run
}

/** Lots still to be closed at a price: of the position, or what its quote buys back. */
const openAt = ({ config: { market, strategy }, state }: PaperRun, price: Price): Whole => {
  const { base, quote } = state.ledger
  if (strategy.money.countsIn !== "BASE") return market.lotsIn(absolute(base.position))
  const left = absolute(quote.cash)
  return left === 0 ? 0 : market.lotsFor(left, price)
}

/**
 * Runs many; answers how many trades there were, some for more lots than a double counts (ORDER-7), and how often funds
 * were taken out.
 */
export const runs = (of: Trials, count: number, disturbed: boolean) => {
  const { cheap, make, markets, terms } = of
  let fills = 0
  let taken = 0
  let beyond = 0
  const wrong: Array<string> = []
  for (let seed = 1, tried = 0; tried < count; seed++) {
    const state = random(seed)
    const market = oneOf(state, ...markets, ...cheap)
    const drawn: Drawn = {
      seed,
      market,
      fillModel: oneOf(state, ...models),
      settings: make(state, market),
      spare: draw(state) % 2 === 0 ? 0n : 10n ** 24n
    }
    const candles = candlesOf(drawn)
    const [first] = candles
    if (first === undefined || validateSettings(market, drawn.settings, first.open, terms).length > 0) continue
    tried += 1
    const brings = bringsOf(market, drawn.settings, market.roundPrice(nearPrice(market), "UP"))
    const trial: Trial = { ...drawn, candles, brings }
    const seen: Seen = { wrong: [], refused: [], fills: 0, taken: 0 }
    const context = JSON.stringify({ ...drawn, spare: String(drawn.spare), market: market.instrument })
    const run = live(trial, of, disturbed ? random(seed + 1_000_000) : undefined, seen)
    wrong.push(...seen.wrong.map((one) => `${one}: ${context}`))
    fills += seen.fills
    taken += seen.taken
    beyond += run.fills.reports.filter(({ quantity }) => typeof quantity === "bigint").length

    if (isLive(run.state.life)) wrong.push(`it is ${run.state.life} at its end: ${context}`)
    const open = openOrders(run.account).length
    if (open > 0) wrong.push(`${open} orders are open at its end: ${context}`)
    // Work that is done may keep what it was done for.
    if (run.state.life === "COMPLETED" && strategyOf(trial.settings).about.name !== "GRID") continue
    const last = bookOf(run.account, market).lastPrice ?? run.state.price
    const rest = openAt(run, last)
    // The price went on after the run had ended: twice the minimum now may have been less than it then.
    const dust = rest < market.minQuantity || market.notional(last, asQuantity(rest)) < 2n * market.minNotional
    if (!dust) wrong.push(`${rest} lots are left at its end: ${context}`)
  }
  return { beyond, fills, taken, wrong }
}
