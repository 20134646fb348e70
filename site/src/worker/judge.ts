import { type Market as DomainMarket, type Price, priceWords } from "@tradetower/domain/market"
import {
  type AssetAmount,
  commitmentOf,
  orderLimits,
  planBeyond,
  problemsWithin,
  type RiskLimits as DomainLimits
} from "@tradetower/domain/risk"
import type { Plan } from "@tradetower/domain/bot"
import { fractionsProblem, isFraction, isKind, type Terms, termsOf, unitsOf } from "@tradetower/domain/terms"
import {
  atWorst,
  type BotSettings,
  plan,
  type Lacking,
  lackingOf,
  maySplit,
  validateSettings
} from "@tradetower/domain/strategy"
import type { ChartLine } from "../chart/candle-chart.ts"
import type { Connection, Market, RiskLimits, Settings } from "../client/contract.ts"
import { fixed, trimmed } from "../format/number.ts"
import { tradedBy } from "./traded-by.ts"
import { riskWords } from "./risk-words.ts"
import type { Problems } from "../components/form/draft.ts"

/** What the domain says of settings on a market at its last price: problems by field, the ladder, the sentence. */
export interface Verdict {
  readonly problems: Problems
  readonly lines: ReadonlyArray<ChartLine>
  /** Which levels can't work, and why; absent when all can. */
  readonly levelProblem: string | undefined
  /** What the risk engine would refuse as things are; absent when nothing. */
  readonly warning: string | undefined
  /** What will happen, plainly; absent while something is wrong. */
  readonly sentence: string | undefined
  /** What a futures bot risks; absent on spot, and while something is wrong. */
  readonly risk?: string
  /** What it commits when it starts at this price. */
  readonly commits: ReadonlyArray<AssetAmount>
  /** Why it can be kept but not be started now; absent when it can. */
  readonly cantStart?: string | undefined
  /** Of shares on an account that takes fractions: whether it works in fractions alone, or in whole ones as well. */
  readonly splits?: boolean
  /** What it lacks of the base it invests, and what buying that costs. */
  readonly lacking?: Lacking
}

const nothing: Verdict = {
  problems: {},
  lines: [],
  levelProblem: undefined,
  warning: undefined,
  sentence: undefined,
  commits: []
}

const beginnings: Record<Settings["start"]["_tag"], string> = {
  IMMEDIATELY: "",
  MANUAL: "Waits until you say “Enter now”; at today's price it then ",
  INDICATORS: "Waits for its indicators; at today's price it then ",
  PRICE_CHANGE: "Waits for the price to move; at today's price it then ",
  TRADINGVIEW: "Waits for the alert; at today's price it then "
}

/** "3 of 24 levels can't work: at 19,320.00, 0.0001 is below ...". */
const levelProblem = (levels: Plan["resting"], textOf: (price: Price) => string): string | undefined => {
  const bad = levels.filter(({ problem }) => problem !== undefined)
  const worst = bad[0]
  return worst === undefined
    ? undefined
    : `${bad.length} of ${levels.length} levels can't work: at ${textOf(worst.price)}, ${worst.problem}.`
}

/** "30 orders and a protective stop"; `most`: as many of one side as the broker lets rest at a time (TERMS-7). */
const restsWords = (
  resting: Plan["resting"],
  protectedToo: boolean,
  most = Number.POSITIVE_INFINITY
): string | undefined => {
  const count = resting.length
  const buys = resting.filter(({ side }) => side === "BUY").length
  const orders = count === 0 ? undefined : `${count} order${count === 1 ? "" : "s"}`
  const words = [orders, protectedToo ? "a protective stop" : undefined].filter((part) => part !== undefined)
  const atATime =
    Math.max(buys, count - buys) > most ? `, at most ${most} a side at a time, those nearest to the price` : ""
  return words.length === 0 ? undefined : `rests ${words.join(" and ")}${atATime}`
}

/** Whether the broker keeps a stop beside what will rest; else it is watched from here (EXIT-11, EXIT-12). */
const keepsStop = (market: DomainMarket, terms: Terms | undefined, { base, resting }: Plan): boolean => {
  if (terms === undefined || isKind(terms) || base === undefined) return true
  const entries = resting.filter(({ side }) => side === base.side).length
  const exits = resting.length - entries
  if (terms.nativeStop === "NONE") return false
  // One exit and the stop are sent as one order.
  if (exits === 1 && terms.stopBesideExits === "OCO" && !isFraction(terms, market, base.quantity)) return true
  return (exits === 0 || terms.stopBesideExits === "BESIDE") && (entries === 0 || terms.stopBesideOpposite)
}

/** "stops at 81,207.79"; `at`: absent where it follows from the liquidation price; `by`: a broker that does not keep it. */
const stopWords = (at: string | undefined, by: string | undefined): string | undefined => {
  const here =
    by === undefined ? "" : `, watched only while TradingTower runs: ${by} keeps no stop beside its other orders`
  return at === undefined && by === undefined
    ? undefined
    : `${at === undefined ? "has a stop" : `stops at ${at}`}${here}`
}

/** "in parts of shares, which ..."; of a bot that trades fractions. */
const fractionWords = (rules: Terms | undefined, settings: object): string | undefined =>
  rules === undefined || unitsOf(settings) === "WHOLE"
    ? undefined
    : "trades parts of shares, by orders that end with the day and are placed anew for the next"

/**
 * Whether settings work in fractions of shares alone (true), or in whole shares, too (false); undefined where it makes no
 * difference. `works`: whether they do so, said by what is asked of them.
 */
const splitsOf = (
  name: NonNullable<Connection["terms"]>,
  instrument: DomainMarket["instrument"],
  settings: BotSettings,
  works: (settings: BotSettings) => boolean
): boolean | undefined => {
  if (!maySplit(settings._tag)) return undefined
  const as = (fractions: boolean) => works({ ...settings, fractions } as BotSettings)
  const split = unitsOf(settings) === "FRACTIONS"
  if (fractionsProblem(name, instrument) !== undefined) return split ? false : undefined
  return as(false) ? false : as(true) ? true : undefined
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** Asks the same rules the server will ask. */
export const judge = (
  view: Market,
  settings: Settings,
  limits?: RiskLimits["limits"],
  freeBase?: string,
  terms?: Connection["terms"],
  freeQuote?: string
): Verdict => {
  const market = tradedBy(terms, view.instrument, settings)
  // Read field by field by the schema's own kinds (see `readDraft`); brands are only the compiler's.
  const wanted = settings as BotSettings
  const price: Price | undefined = view.lastPrice === undefined ? undefined : market.roundPrice(view.lastPrice, "DOWN")
  const problems: Record<string, string> = {}
  // Limits, too, were read by the schema on their way here.
  const allowed = limits === undefined ? undefined : orderLimits(limits as DomainLimits)
  const problemsOf = (of: BotSettings) => {
    const on = of === wanted ? market : tradedBy(terms, view.instrument, of)
    return allowed === undefined
      ? validateSettings(on, of, price, terms)
      : problemsWithin(on, allowed, of, price, terms)
  }
  const found = problemsOf(wanted)
  for (const { field, message } of found) problems[field] ??= capital(message)
  const splits = splitsOf(terms ?? "paper", market.instrument, wanted, (of) => problemsOf(of).length === 0)
  const told = splits === undefined ? nothing : { ...nothing, splits }
  if (price === undefined) return { ...told, problems }
  const planned = (() => {
    try {
      return plan(market, wanted, price)
    } catch {
      // Settings that were refused above may have no ladder at all.
      return undefined
    }
  })()
  if (planned === undefined) return { ...told, problems }
  const words = (price: Price): string => priceWords(market, price)
  const { base, kind, quote } = view.instrument
  const margin = kind === "FUTURES"
  const money = (amount: Parameters<typeof market.quoteText>[0]) =>
    `${fixed(market.quoteText(amount), 2)} ${quote}${margin ? " of margin" : ""}`
  const stops =
    planned.stopPrice !== undefined || ("liquidationBuffer" in settings && settings.liquidationBuffer !== undefined)
  const rules = termsOf(terms ?? "paper", market.instrument)
  const kept = keepsStop(market, rules, planned)
  // What lies at no price has no place on a chart.
  const lines: Array<ChartLine> = planned.resting
    .filter((level) => level.price > 0)
    .map((level) => ({
      price: market.priceText(level.price),
      tone: level.problem !== undefined ? "bad" : level.side === "BUY" ? "buy" : "sell"
    }))
  if (planned.stopPrice !== undefined)
    lines.push({ price: market.priceText(planned.stopPrice), tone: "stop", title: "stop" })
  if (planned.takeProfitPrice !== undefined)
    lines.push({ price: market.priceText(planned.takeProfitPrice), tone: "target", title: "target" })
  const parts = [
    planned.base === undefined
      ? undefined
      : `${planned.base.side === "BUY" ? "buys" : "sells"} ${trimmed(market.quantityText(planned.base.quantity))} ${base}${settings.start._tag === "IMMEDIATELY" ? " now" : ""} ${margin ? "with" : "for"} ${money(planned.base.cost)}`,
    restsWords(planned.resting, stops && kept && planned.base !== undefined, rules?.maxOpenOrdersASide),
    planned.committed === 0n ? undefined : `commits ${money(planned.committed)}`,
    planned.committedBase === undefined
      ? undefined
      : `commits ${trimmed(market.baseText(planned.committedBase))} ${base}`,
    planned.takeProfitPrice === undefined ? undefined : `takes profit at ${words(planned.takeProfitPrice)}`,
    stops
      ? stopWords(
          planned.stopPrice === undefined ? undefined : words(planned.stopPrice),
          kept ? undefined : rules?.title
        )
      : "has no stop",
    fractionWords(rules, settings)
  ].filter((part) => part !== undefined)
  const fine = Object.keys(problems).length === 0
  const risk = fine
    ? riskWords(atWorst(market, wanted, price), {
        price: words,
        money: (amount) => `${fixed(market.quoteText(amount), 2)} ${quote}`,
        ...(freeQuote !== undefined && { free: `${fixed(freeQuote, 2)} ${quote}` })
      })
    : undefined
  const lacking = fine && freeBase !== undefined ? lackingOf(market, wanted, freeBase, price) : undefined
  return {
    ...(splits !== undefined && { splits }),
    ...(lacking !== undefined && { lacking }),
    problems,
    lines,
    levelProblem: levelProblem(planned.resting, words),
    ...(risk !== undefined && { risk }),
    warning: allowed && planBeyond(market, allowed, planned, price),
    commits: fine ? commitmentOf(market, wanted, price) : [],
    sentence: fine ? `${capital(`${beginnings[settings.start._tag]}${parts.join(", ")}`)}.` : undefined
  }
}
