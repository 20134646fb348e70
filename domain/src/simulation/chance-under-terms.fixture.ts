import { type Market, marketOf } from "../market/market.ts"
import type { Decimal } from "../number/decimal.ts"
import type { BotSettings, Strategy } from "../strategy/settings.ts"
import { maySplit } from "../strategy/validate.ts"
import { instrumentUnder } from "../terms/instrument-under.ts"
import { type TermsName, termsOf } from "../terms/list.ts"
import type { Terms } from "../terms/terms.ts"
import { perpetuals, spot, type Trials, trials } from "./chance.fixture.ts"
import { cheap } from "./cheap-coins.fixture.ts"
import { marketWith } from "./run.fixture.ts"

/** Stocks near 1 USD, so that whole shares make ladders. */
const stocks: Trials["markets"] = [
  cheap(2, marketWith({ assetClass: "EQUITY", tickSize: "0.0001" as Decimal })),
  cheap(2, marketWith({ assetClass: "EQUITY", tickSize: "0.0005" as Decimal, makerFeeRate: "0" as Decimal }))
]

/** A stock near 100 USD, of which most orders are for a fraction. */
const dear = marketWith({ assetClass: "EQUITY", tickSize: "0.01" as Decimal })
const splitBy = (terms: Terms): Market => marketOf(instrumentUnder(terms, dear.instrument, 1, "FRACTIONS"))

/** Settings as a broker can back them: it has no leverage or margin type but its own. */
const backed = (terms: Terms, settings: BotSettings): BotSettings => {
  if (!("leverage" in settings) || settings.leverage === undefined) return settings
  const leverage = Math.min(settings.leverage, terms.maxLeverage ?? settings.leverage)
  return { ...settings, leverage, marginType: terms.marginTypes.at(-1) ?? "ISOLATED" }
}

/** What a strategy is tried with under a broker's terms: the same settings, on the markets that the broker trades. */
const triedUnder = (name: TermsName, strategy: Strategy, { make, markets, ...rest }: Trials): Trials | undefined => {
  const classes = markets === perpetuals ? [perpetuals] : [spot, stocks]
  const [first, ...others] = classes.flat().flatMap((market) => {
    const terms = termsOf(name, market.instrument)
    const places = market.instrument.assetClass === "EQUITY" ? 2 : 0
    return terms === undefined ? [] : [cheap(places, marketOf(instrumentUnder(terms, market.instrument)))]
  })
  if (first === undefined) return undefined
  const ofStocks = termsOf(name, dear.instrument)
  const split = ofStocks?.fraction !== undefined && maySplit(strategy) ? splitBy(ofStocks) : undefined
  if (split !== undefined) others.push(split)
  return {
    ...rest,
    cheap: [],
    markets: [first, ...others],
    terms: name,
    make: (state, market = first) => {
      const terms = termsOf(name, market.instrument)
      const settings =
        market === split ? ({ ...make(state, market), fractions: true } as BotSettings) : make(state, market)
      return terms === undefined ? settings : backed(terms, settings)
    }
  }
}

/** Every strategy under the terms of every broker that trades its kind of market. */
export const trialsUnder = (name: TermsName): ReadonlyArray<readonly [string, Trials]> =>
  Object.entries(trials).flatMap(([strategy, of]) => {
    // The keys are those of the record.
    const under = triedUnder(name, strategy as Strategy, of)
    return under === undefined ? [] : [[strategy, under] as const]
  })
