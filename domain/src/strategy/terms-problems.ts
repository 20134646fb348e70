import type { Instrument } from "../market/instrument.ts"
import type { Market } from "../market/market.ts"
import type { MarginType } from "../order/order.ts"
import { strategyOf } from "./registry.ts"
import type { BotSettings } from "./settings.ts"
import type { Problem } from "../bot/plan.ts"
import { brokerTerms, type TermsName, termsOf } from "../terms/list.ts"
import { fractionsProblem } from "../terms/fractions.ts"
import { unitsOf } from "../terms/instrument-under.ts"
import { untradedBy } from "../terms/words.ts"

/** The margin type that a bot's orders would have, said by its settings or not; undefined where they need none. */
const marginTypeOf = ({ kind }: Instrument, settings: BotSettings): MarginType | undefined =>
  kind === "FUTURES" ? strategyOf(settings).money.margin?.(settings)?.type : undefined

/** Settings with a margin type that an account's terms have, where they lack theirs (PRESET-2). */
export const withMarginOf = (
  name: TermsName | undefined,
  { instrument }: Market,
  settings: BotSettings
): BotSettings => {
  const type = marginTypeOf(instrument, settings)
  const types = name === undefined ? [] : (termsOf(name, instrument)?.marginTypes ?? [])
  const [first] = types
  return type === undefined || first === undefined || types.includes(type)
    ? settings
    : // Whatever has margin has this setting.
      ({ ...settings, marginType: first } as BotSettings)
}

/** Why a broker can't have a bot of these settings at all, each naming what could be (TERMS-8). */
export const termsProblems = (
  { instrument }: Market,
  settings: BotSettings,
  name: TermsName = "paper"
): ReadonlyArray<Problem> => {
  const { title } = brokerTerms(name)
  const untraded = untradedBy(name, instrument)
  if (untraded !== undefined) return [{ field: "symbol", message: untraded }]
  const terms = termsOf(name, instrument)
  const found: Array<Problem> = []
  const marginType = marginTypeOf(instrument, settings)
  if (marginType !== undefined && terms?.marginTypes.includes(marginType) === false)
    found.push({
      field: "marginType",
      message: `${title} has no ${marginType} margin: choose ${terms.marginTypes.join(" or ")}`
    })
  const unsplit = unitsOf(settings) === "FRACTIONS" ? fractionsProblem(name, instrument) : undefined
  if (unsplit !== undefined) found.push({ field: "fractions", message: unsplit })
  if ("reduceOnly" in settings && settings.reduceOnly && terms?.reduceOnly === false)
    found.push({ field: "reduceOnly", message: `${title} has no reduce-only orders: leave it off` })
  return found
}
