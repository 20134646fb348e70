import { describe, expect, it } from "vitest"
import type { BotEvent } from "../bot/event.ts"
import { closesPosition } from "../bot/kept.ts"
import type { Closure } from "../bot/life.ts"
import { isLive } from "../bot/life.ts"
import { type Account, assetOf, openAccount } from "../exchange/account.ts"
import type { Time } from "../ids.ts"
import type { Market } from "../market/market.ts"
import { draw, type Random, random } from "../market/random.ts"
import type { Decimal } from "../number/decimal.ts"
import { fineText } from "../number/decimal-units.ts"
import { minus, times, plus, zero } from "../number/decimal-arithmetic.ts"
import { add, big, whole } from "../number/whole.ts"
import { barPath } from "../simulation/bar-path.ts"
import { models, type Trials, trials } from "../simulation/chance.fixture.ts"
import { nearAmount, nearPrice } from "../simulation/cheap-coins.fixture.ts"
import { minutes, oneOf } from "../simulation/run.fixture.ts"
import { validateSettings } from "../strategy/validate.ts"
import { Bots, type Entered, type SomeRun } from "./bots.fixture.ts"
import { positionProfitAt, resultOfEnded, sinceTheirEnd } from "./ended-runs.ts"
import { addSums, netOf, noSums, sumsSince } from "./sums.ts"
import { budget } from "../budget.fixture.ts"

const BOTS = 3
const heldOf = (account: Account, asset: string): Decimal => {
  const { free, reserved } = assetOf(account, asset)
  return fineText(big(add(free, reserved)))
}

/** Everything an account has, in quote at a price. */
const worthOf = (account: Account, market: Market, bots: Bots): Decimal => {
  const { base, quote } = market.instrument
  const held = times(market.priceText(bots.price), heldOf(account, base))
  return [held, heldOf(account, quote), market.quoteText(whole(bots.unrealised()))].reduce(plus)
}

/** All bots' results over all their runs, and what has become of that which ended runs left. */
const toldBy = (bots: Bots, price: Decimal): { readonly results: Decimal; readonly left: Decimal } => {
  let [results, left] = [zero, zero]
  for (const { ended, live } of bots.figures()) {
    results = plus(results, resultOfEnded(ended))
    left = plus(left, sinceTheirEnd(ended, price))
    if (live !== undefined)
      results = minus([results, live.tradingProfit, positionProfitAt(live, price)].reduce(plus), live.fees)
  }
  return { results, left }
}

const sumsOf = (entries: ReadonlyArray<Entered>) =>
  entries.reduce((sum, { entry }) => addSums(sum, { ...entry, trades: 0 }), noSums)

/** What the books of all runs, ended ones too, say: net of what they realised, with their positions at a price. */
const bookedAt = (bots: Bots, price: Decimal): Decimal =>
  [...bots.books.values()]
    .map(({ cost, position, sums }) => plus(netOf(sums), minus(times(price, position), cost)))
    .reduce(plus, zero)

/** What trades and their fees moved on the account, as the entries say it: of quote and of base. */
const movedBy = (entries: ReadonlyArray<Entered>): { readonly quote: Decimal; readonly base: Decimal } => {
  const moved = { quote: zero, base: zero }
  for (const { entry } of entries) {
    const { deal, fee } = entry
    const bought = deal?.side === "BUY"
    moved.base = minus(moved.base, fee?.of === "BASE" ? fee.amount : zero)
    moved.quote = minus(moved.quote, fee?.of === "QUOTE" ? fee.amount : zero)
    if (deal === undefined) continue
    moved.base = (bought ? plus : minus)(moved.base, deal.quantity)
    moved.quote = (bought ? minus : plus)(moved.quote, deal.amount)
  }
  return moved
}

/** What is wrong with the sums of entries grouped in any way, and of those since any moment. */
const wrongSums = (state: Random, entries: ReadonlyArray<Entered>): string | undefined => {
  const all = sumsOf(entries)
  const groupings: Readonly<Record<string, (one: Entered) => unknown>> = {
    bot: ({ bot }) => bot,
    run: ({ runId }) => runId,
    day: ({ at }) => Math.floor(at / 86_400_000),
    kind: ({ entry }) => entry.kind,
    chance: () => draw(state) % 7
  }
  for (const [name, by] of Object.entries(groupings)) {
    const grouped = [...Map.groupBy(entries, by).values()].map(sumsOf).reduce(addSums, noSums)
    if (JSON.stringify(grouped) !== JSON.stringify(all)) return `by ${name} they are ${JSON.stringify(grouped)}`
  }
  // From where a run's books stood at any moment to where they stand now: the entries in between.
  const moment = entries[draw(state) % Math.max(1, entries.length)]?.at ?? 0
  for (const own of Map.groupBy(entries, ({ runId }) => runId).values()) {
    const before = own.findLast(({ at }) => at < moment)?.books.sums ?? noSums
    const since = sumsSince(own.at(-1)?.books.sums ?? noSums, before)
    const told = sumsOf(own.filter(({ at }) => at >= moment))
    if (JSON.stringify({ ...since, trades: 0 }) !== JSON.stringify(told))
      return `since ${moment}: ${JSON.stringify(since)}`
  }
  return undefined
}

/** What the trader does next with a bot, if anything: often it is stopped, in every way, and started again. */
const deed = (state: Random, bots: Bots, { state: { life } }: SomeRun): BotEvent | undefined => {
  const now = { at: bots.at as Time, actor: "TRADER" } as const
  const closure: Closure = oneOf(state, "CLOSE_POSITIONS", "CANCEL_ORDERS", "CANCEL_ORDERS", "LIQUIDATE", "NONE")
  const market = { price: bots.price, at: bots.at as Time }
  const stop: BotEvent = { _tag: "StopRequested", ...now, closure, reason: "Stopped by you.", market }
  // The kill switch closes what an ended run kept.
  if (!isLive(life)) return closesPosition(closure) && draw(state) % 3 === 0 ? stop : undefined
  switch (draw(state) % 40) {
    case 0:
    case 1:
      return stop
    case 2:
      return { _tag: "PauseRequested", ...now, reason: "Lunch." }
    case 3:
    case 4:
      return { _tag: "ResumeRequested", ...now }
    case 6:
    case 7:
      return { _tag: "FundsTaken", ...now, amount: whole(BigInt(1 + (draw(state) % 5_000_000))) }
    case 5:
      return { _tag: "FundsAdded", ...now, amount: whole(BigInt(1 + (draw(state) % 5_000))) }
    default:
      return undefined
  }
}

type Kind = readonly [Trials, ...ReadonlyArray<Trials>]

/** A market's bots at random; answers how many runs they ended, how often one kept something, and what was wrong. */
const live = (kind: Kind, seed: number) => {
  const state = random(seed)
  const market = oneOf(state, ...kind[0].markets, ...kind[0].cheap)
  const account = openAccount("a", { USD: "20000", ABC: nearAmount(market, "60") }, oneOf(state, ...models))
  const candles = minutes(market, seed, 150, 5 + (seed % 5) * 8, nearPrice(market))
  const first = candles[0]
  if (first === undefined) throw new Error("no candles")
  const bots = new Bots(account, market, BOTS, first.open, first.at)
  const began = {
    worth: worthOf(account, market, bots),
    price: market.priceText(first.open),
    quote: heldOf(account, market.instrument.quote)
  }
  const brought = heldOf(account, market.instrument.base)
  for (const candle of candles) {
    for (let bot = 0; bot < BOTS; bot++) {
      const run = bots.run(bot)
      const { make } = oneOf(state, ...kind)
      const settings = make(state, market)
      if (!bots.isLive(bot) && draw(state) % 4 === 0 && validateSettings(market, settings, bots.price).length === 0)
        bots.start(bot, settings)
      else if (run !== undefined) {
        const event = deed(state, bots, run)
        if (event !== undefined) bots.happen(run, event)
      }
    }
    if (draw(state) % 20 === 0) bots.die()
    for (const point of barPath(candle, 60_000)) bots.move(point.price, point.at, point.volume)
    const price = market.priceText(bots.price)
    const { left, results } = toldBy(bots, price)
    // What the account had in base at the start moved with the price by itself.
    const alone = times(brought, minus(price, began.price))
    const change = minus(worthOf(account, market, bots), began.worth)
    if (change !== [results, left, alone].reduce(plus))
      return { wrong: `at ${candle.at} worth changed by ${change}; results ${results}, left ${left}, alone ${alone}` }
    const told = plus(bookedAt(bots, price), alone)
    if (change !== told) return { wrong: `at ${candle.at} worth changed by ${change}; the ledger says ${told}` }
  }
  const { base, kind: of, quote } = market.instrument
  const moved = movedBy(bots.entries)
  const wrong = wrongSums(state, bots.entries)
  if (wrong !== undefined) return { wrong }
  const had = plus(began.quote, of === "SPOT" ? moved.quote : netOf(sumsOf(bots.entries)))
  if (heldOf(account, quote) !== had) return { wrong: `the account has ${heldOf(account, quote)} of quote, not ${had}` }
  if (of === "SPOT" && heldOf(account, base) !== plus(brought, moved.base))
    return { wrong: `the account has ${heldOf(account, base)} of base, not ${plus(brought, moved.base)}` }
  const ended = bots.figures().map((figures) => figures.ended)
  return {
    runs: ended.reduce((sum, { runs }) => sum + runs, 0),
    left: ended.filter(({ left }) => left.base !== "0").length,
    fills: ended.reduce((sum, { fills }) => sum + fills, 0)
  }
}

/** All strategies that trade a kind of market. */
const kindOf = (wanted: "SPOT" | "FUTURES"): Kind => {
  const [first, ...more] = Object.values(trials).filter(({ markets }) => markets[0].instrument.kind === wanted)
  if (first === undefined) throw new Error(`nothing trades ${wanted}`)
  return [first, ...more]
}

describe.each(["SPOT", "FUTURES"] as const)("bots on %s that are started, stopped, restarted and killed", (kind) => {
  it("LEDGER-8 LEDGER-9 LEDGER-12 over all their runs make what the account's worth changed by, to the last unit", () => {
    const seen = { runs: 0, left: 0, fills: 0 }
    for (let seed = 1; seed <= budget(5); seed++) {
      const { wrong, fills = 0, left = 0, runs = 0 } = live(kindOf(kind), seed)
      expect(wrong, `seed ${seed}`).toBeUndefined()
      seen.runs += runs
      seen.left += left
      seen.fills += fills
    }
    expect(seen.runs).toBeGreaterThan(budget(62))
    expect(seen.left).toBeGreaterThan(budget(8))
    expect(seen.fills).toBeGreaterThan(budget(416))
  })
})
