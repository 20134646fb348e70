import { describe, expect, it } from "vitest"
import type { BotEvent } from "../bot/event.ts"
import { legalTransitions } from "../bot/life.ts"
import { type Account, ASSET_DECIMALS, assetOf, openAccount, openOrders } from "../exchange/account.ts"
import type { FillModel } from "../exchange/fill-model.ts"
import type { Time } from "../ids.ts"
import { sums } from "../ledger/ledger.ts"
import type { Market, Quantity } from "../market/market.ts"
import { draw, type Random, random } from "../market/random.ts"
import type { Decimal } from "../number/decimal.ts"
import type { BotSettings } from "../strategy/settings.ts"
import { validateSettings } from "../strategy/validate.ts"
import { barPath } from "./bar-path.ts"
import { type PaperRun, paperRun, type RunStep } from "./paper-run.ts"
import { dca, grid, marketWith, minutes, oneOf, runOf } from "./run.fixture.ts"

const d = (value: number, places = 2): Decimal => value.toFixed(places).replace(/\.?0+$/, "") as Decimal
const between = (state: Random, low: number, high: number): number =>
  low + ((draw(state) % 10_000) / 10_000) * (high - low)
const maybe = <A>(state: Random, field: A): A | object => (draw(state) % 3 === 0 ? field : {})

const markets: ReadonlyArray<Market> = [
  marketWith({ tickSize: "0.01" as Decimal }),
  marketWith({
    tickSize: "0.05" as Decimal,
    lotSize: "0.0001" as Decimal,
    minQuantity: "0.001" as Decimal,
    feeAsset: "RECEIVED"
  }),
  marketWith({
    lotSize: "0.00000001" as Decimal,
    minQuantity: "0.00000001" as Decimal,
    minNotional: "5" as Decimal,
    makerFeeRate: "0.0025" as Decimal,
    takerFeeRate: "0.004" as Decimal
  })
]
const models: ReadonlyArray<FillModel> = [
  { slippage: { _tag: "None" } },
  { slippage: { _tag: "Fixed", basisPoints: 5 } },
  { slippage: { _tag: "ByVolume", basisPoints: 80, maxBasisPoints: 20 }, volumeSharePercent: 10 }
]

const anyGrid = (state: Random): BotSettings =>
  grid({
    investment: d(between(state, 100, 5_000)),
    lowPrice: d(between(state, 80, 98)),
    highPrice: d(between(state, 101, 125)),
    gridLevels: 5 + (draw(state) % 60),
    spacing: oneOf(state, "GEOMETRIC", "ARITHMETIC"),
    orderSizeCurrency: oneOf(state, "QUOTE", "BASE"),
    trailingUp: oneOf(state, true, false),
    pumpProtection: oneOf(state, true, false),
    reinvest: oneOf(state, true, false),
    ...maybe(state, { takeProfitPercent: d(between(state, 0.5, 6)) }),
    ...maybe(state, { stopLossPercent: d(between(state, 1, 9)) }),
    ...maybe(state, { stopLossPrice: d(between(state, 70, 79)) }),
    ...maybe(state, { trailingStopPercent: d(between(state, 2, 12)) })
  })

const anyDca = (state: Random): BotSettings => {
  const base = between(state, 20, 300)
  const averaging = between(state, 50, 900)
  return dca({
    investment: d(base + averaging + between(state, 0, 300)),
    baseOrderAmount: d(base),
    baseOrderType: oneOf(state, "MARKET", "LIMIT"),
    averagingOrdersAmount: d(averaging),
    averagingOrdersQuantity: draw(state) % 12,
    averagingOrdersStep: d(between(state, 0.2, 2)),
    amountMultiplier: d(between(state, 1, 1.6)),
    stepMultiplier: d(between(state, 1, 1.4)),
    takeProfitPercent: d(between(state, 0.3, 3)),
    ...maybe(state, { activeOrdersLimit: 1 + (draw(state) % 5) }),
    ...maybe(state, { stopLossPercent: d(between(state, 2, 12)) }),
    ...maybe(state, { trailingStopPercent: d(between(state, 2, 9)) }),
    ...maybe(state, { trailingTakeProfitPercent: d(between(state, 10, 60)) }),
    ...maybe(state, { reinvestProfitPercent: d(between(state, 10, 100)) }),
    ...maybe(state, { maxCycles: 1 + (draw(state) % 4) })
  })
}

interface Seen {
  readonly wrong: Array<string>
  /** Refused since the run was last at rest. */
  readonly refused: Array<string>
  fills: number
}

/** Every step: legal changes of state; orders refused are noted. */
const watch =
  (seen: Seen) =>
  ({ event, transitions }: RunStep): void => {
    if (event._tag === "OrderRejected") seen.refused.push(`${event.clientOrderId}: ${event.reason} ${event.message}`)
    if (event._tag === "OrderFilled") seen.fills += 1
    for (const { from, to } of transitions)
      if (!legalTransitions[from].includes(to)) seen.wrong.push(`${from} to ${to}`)
  }

const held = (account: Account, asset: string): bigint => {
  const { free, reserved } = assetOf(account, asset)
  return free + reserved
}

/** A protective stop may have sold, in the same moment, what an order was placed for: the run is closing then. */
const closes = (run: PaperRun): boolean => ["CLOSING", "STOPPED", "COMPLETED"].includes(run.state.life)

/** At rest: the books add up to zero and equal the account; no more is tied up than was invested. */
const check = (run: PaperRun, opened: bigint, invested: bigint, seen: Seen): void => {
  const { market } = run.config
  const { ledger } = run.state
  const { base, quote } = market.instrument
  const quoteScale = 10n ** BigInt(ASSET_DECIMALS - market.quoteDecimals)
  const baseScale = 10n ** BigInt(ASSET_DECIMALS - market.baseDecimals)
  if (!closes(run)) seen.wrong.push(...seen.refused)
  seen.refused.length = 0
  const off = sums(ledger)
  if (off.quote !== 0n || off.base !== 0n) seen.wrong.push(`the ledger is off by ${off.quote} and ${off.base}`)
  if (
    held(run.account, quote) - opened !==
    (ledger.quote.cash - market.quote(run.config.settings.investment)) * quoteScale
  )
    seen.wrong.push(`cash ${ledger.quote.cash} is not the account's ${held(run.account, quote)}`)
  if (held(run.account, base) !== ledger.base.position * baseScale)
    seen.wrong.push(`position ${ledger.base.position} is not the account's ${held(run.account, base)}`)
  const committed = opened - assetOf(run.account, quote).free
  // What a market order costs while it waits for volume, no bot can know: a hundredth is allowed for that.
  const thin = run.account.fillModel.volumeSharePercent !== undefined ? invested / 100n : 0n
  if (committed > invested + thin) seen.wrong.push(`${committed} is tied up of ${invested}`)
}

const stop = (at: number): BotEvent => ({
  _tag: "StopRequested",
  at: at as Time,
  actor: "TRADER",
  closure: "CLOSE_POSITIONS",
  reason: "enough"
})

const live = (settings: BotSettings, market: Market, fillModel: FillModel, seed: number, spare: bigint, seen: Seen) => {
  const config = runOf(market, settings, `run-${seed}`)
  const invested = market.quote(settings.investment) * 10n ** BigInt(ASSET_DECIMALS - market.quoteDecimals)
  const account = openAccount("a", { USD: "0" }, fillModel)
  assetOf(account, "USD").free = invested + spare
  const run = paperRun(config, account, watch(seen))
  const candles = minutes(market, seed, 600, 5 + (seed % 5) * 8)
  const end = candles[450]?.at ?? 0
  run.happen({ _tag: "Started", at: (candles[0]?.at ?? 0) as Time, actor: "TRADER" })
  for (const candle of candles) {
    if (candle.at === end) run.happen(stop(end))
    for (const point of barPath(candle, 60_000)) {
      run.price(point.price, point.at, { volume: point.volume })
      if (run.state.life === "ERROR") run.happen(stop(point.at))
      check(run, invested + spare, invested, seen)
      if (seen.wrong.length > 0) return run
    }
  }
  return run
}

/** Runs many; answers how many traded. */
const runs = (make: (state: Random) => BotSettings, count: number): number => {
  let fills = 0
  for (let seed = 1, tried = 0; tried < count; seed++) {
    const state = random(seed)
    const market = oneOf(state, ...(markets as [Market, ...Array<Market>]))
    const fillModel = oneOf(state, ...(models as [FillModel, ...Array<FillModel>]))
    const settings = make(state)
    const first = minutes(market, seed, 600, 5 + (seed % 5) * 8)[0]
    if (first === undefined || validateSettings(market, settings, first.open).length > 0) continue
    tried += 1
    const seen: Seen = { wrong: [], refused: [], fills: 0 }
    const spare = draw(state) % 2 === 0 ? 0n : 10n ** 24n
    const run = live(settings, market, fillModel, seed, spare, seen)
    const context = JSON.stringify({ seed, settings, fillModel, instrument: market.instrument })
    expect(seen.wrong, context).toEqual([])
    fills += seen.fills

    expect(["STOPPED", "COMPLETED"], context).toContain(run.state.life)
    expect(openOrders(run.account), context).toEqual([])
    const rest = market.lotsIn(run.state.ledger.base.position as never)
    const dust = rest < market.minQuantity || market.notional(run.state.price, rest as Quantity) < market.minNotional
    expect(dust, context).toBe(true)
  }
  return fills
}

describe("a bot and its exchange on any path", () => {
  it("SIM-8 SIM-9 a grid's books are the account's; it ties up no more than invested and ends flat", () => {
    expect(runs(anyGrid, 60)).toBeGreaterThan(500)
  })

  it("SIM-8 SIM-9 a DCA's books are the account's; it ties up no more than invested and ends flat", () => {
    expect(runs(anyDca, 60)).toBeGreaterThan(300)
  })
})
