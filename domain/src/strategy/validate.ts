import { indicatorProblems } from "../indicator/check.ts"
import type { Candle } from "../market/candle.ts"
import type { Market, Price } from "../market/market.ts"
import { fieldsIn } from "../field/fields.ts"
import { fractionsProblem } from "../terms/fractions.ts"
import { inUnits } from "../terms/instrument-under.ts"
import type { TermsName } from "../terms/list.ts"
import { termsProblems, withMarginOf } from "./terms-problems.ts"
import { fixed } from "../number/exact.ts"
import { openingProblems } from "../simulation/opening-problems.ts"
import { strategyNamed, strategyOf } from "./registry.ts"
import type { BotSettings, Strategy as StrategyName } from "./settings.ts"
import type { Plan, Problem } from "../bot/plan.ts"
import { type Outlook, outlooks, type Term } from "../market/outlook.ts"

/**
 * Why settings can't work on a market, field by field, each saying what would; empty when they can. With the present
 * price it also knows what the first orders need.
 */
export const validateSettings = (
  market: Market,
  settings: BotSettings,
  price?: Price,
  terms?: TermsName
): ReadonlyArray<Problem> => {
  const start = settings.start
  const common: Array<Problem> =
    start._tag === "PRICE_CHANGE" && fixed(start.percent) === 0n
      ? [{ field: "start.percent", message: "must not be zero: say how far the price has to move, up or down" }]
      : []
  const wrong = kindProblem(market, settings._tag)
  if (wrong !== undefined) return [wrong]
  const found = [
    ...common,
    ...indicatorProblems(start),
    ...termsProblems(market, settings, terms),
    ...strategyOf(settings).about.check(market, settings, price)
  ]
  return found.length > 0 || price === undefined ? found : openingProblems(market, settings, price, terms)
}

/** Whether a strategy can trade on a kind of market. */
export const tradesOn = (strategy: StrategyName, kind: "SPOT" | "FUTURES"): boolean => {
  const { markets } = strategyNamed(strategy).about
  return markets === "BOTH" || markets === kind
}

/** A spot strategy on futures, or the other way round, can't be (MARGIN-1). */
export const kindProblem = (market: Market, strategy: StrategyName): Problem | undefined => {
  const { kind, symbol } = market.instrument
  if (tradesOn(strategy, kind)) return undefined
  const { description } = strategyNamed(strategy).about
  const other = kind === "SPOT" ? "futures" : "spot"
  return { field: "symbol", message: `${description.title} trades ${other}, and ${symbol} is ${kind.toLowerCase()}` }
}

/** What added funds are counted in; undefined: the strategy takes none once it runs (its work is fixed). */
export const fundsIn = (settings: BotSettings): "QUOTE" | "BASE" | undefined => {
  const strategy = strategyOf(settings)
  return strategy.on.funded === undefined ? undefined : (strategy.money.countsIn ?? "QUOTE")
}

/** What a bot with these settings would do if it started now at a price. */
export const plan = (market: Market, settings: BotSettings, price: Price): Plan =>
  strategyOf(settings).about.plan(market, settings, price)

export interface Preset {
  readonly name: Term
  readonly settings: BotSettings
}

/** Whether bots of a strategy can trade fractions of shares (TERMS-17). */
export const maySplit = (strategy: StrategyName): boolean =>
  fieldsIn(strategyNamed(strategy).about.settings.ast).some(({ name }) => name === "fractions")

/** A market as bots of a strategy trade it in fractions on an account of such terms; undefined: they can't. */
const splitBy = (market: Market, strategy: StrategyName, terms: TermsName | undefined): Market | undefined =>
  terms === undefined || !maySplit(strategy) || fractionsProblem(terms, market.instrument) !== undefined
    ? undefined
    : inUnits(terms, market, "FRACTIONS")

/** Ready settings, of fractions of shares where what is invested is too little for whole ones (PRESET-5). */
const presetFor = (
  market: Market,
  strategy: StrategyName,
  outlook: Outlook,
  price: Price,
  investment: string,
  terms: TermsName | undefined
): BotSettings => {
  const { about } = strategyNamed(strategy)
  const whole = about.preset(market, outlook, price, investment)
  const split = splitBy(market, strategy, terms)
  if (split === undefined || about.check(market, whole, price).length === 0) return whole
  // Whatever can be split has this setting.
  const parts = { ...about.preset(split, outlook, price, investment), fractions: true } as BotSettings
  return about.check(split, parts, price).length === 0 ? parts : whole
}

/** Three ready settings for a market, short to long term, from how much it has moved lately, as an account's terms can have them. */
export const presets = (
  market: Market,
  strategy: StrategyName,
  candles: ReadonlyArray<Candle>,
  price: Price,
  investment: string,
  terms?: TermsName
): ReadonlyArray<Preset> =>
  outlooks(candles).map((outlook) => ({
    name: outlook.term,
    settings: withMarginOf(terms, market, presetFor(market, strategy, outlook, price, investment, terms))
  }))
