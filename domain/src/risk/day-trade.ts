import type { Day } from "../calendar/day.ts"
import { isTradingDay } from "../calendar/holidays.ts"
import { newYorkTime } from "../calendar/new-york.ts"
import type { Decimal } from "../number/decimal.ts"
import { absolute, add, larger, smaller, sub, type Whole } from "../number/whole.ts"
import type { OrderFacts, OrderRule, Refusal, DayTradeFacts, BrokerStanding } from "./order-facts.ts"
import { notionalOf } from "./notional.ts"
import { amountWords, moneyWords } from "../market/words.ts"

/**
 * By when every US broker must have replaced the pattern-day-trader rule by its intraday margin (FINRA's amended rule
 * 4210, in force since 2026-06-04 with a phase-in): midnight of 2027-10-20 in New York.
 */
export const LATEST_SWITCH = Date.parse("2027-10-20T04:00:00Z")

/** Under this equity the old rule holds, USD. */
const SMALL_ACCOUNT = "25000"
/** Day trades it allows within five business days. */
const ALLOWED = 3

const refusal = (rule: string, message: string): Refusal => ({ rule, reason: "RISK_LIMIT", message })

/** Why an account enlarges no position where its broker lets it only close them (RISK-17); it may else. */
export const closeOnlyRefusal = ({ closeOnly }: BrokerStanding): Refusal | undefined =>
  closeOnly === undefined
    ? undefined
    : refusal("RISK-17", `the broker lets this account only close positions (${closeOnly}): settle it with the broker`)

/** What the broker itself says, before any rule of ours (RISK-17); `undefined`: it says nothing of it. */
const brokersWord = (facts: OrderFacts, standing: BrokerStanding): Refusal | "ALLOWED" | undefined => {
  const closing = closeOnlyRefusal(standing)
  if (closing !== undefined) return closing
  const { dayTradesLeft } = standing
  if (dayTradesLeft === undefined) return undefined
  if (dayTradesLeft > 0) return "ALLOWED"
  return refusal(
    "RISK-17",
    `the broker allows no more day trades: a position in ${facts.market.instrument.symbol} opened now could not be closed today`
  )
}

/** The old rule: three day trades in five business days under 25,000 USD (RISK-15). */
const patternRule = (facts: OrderFacts, { counted, standing, worth }: DayTradeFacts): Refusal | undefined => {
  const { market } = facts
  const equity = standing.equity === undefined ? worth : market.quote(standing.equity)
  if (equity === undefined || equity >= market.quote(SMALL_ACCOUNT)) return undefined
  const made = standing.dayTrades ?? counted
  if (made < ALLOWED) return undefined
  return refusal(
    "RISK-15",
    `${made} day trades in five business days are the most under 25,000 USD of equity: a position opened now could not ` +
      `be closed today; wait until the oldest is five business days back, or bring the account to 25,000 USD`
  )
}

/** The new rule: the broker's intraday buying power (RISK-16). */
const buyingPowerRule = (facts: OrderFacts, power: Decimal): Refusal | undefined => {
  const { market } = facts
  const notional = notionalOf(facts)
  if (notional === undefined || notional <= market.quote(power)) return undefined
  return refusal(
    "RISK-16",
    `an order of ${moneyWords(market, notional)} is more than the broker's intraday buying power of ` +
      `${amountWords(power, market.instrument.quote)}: order less`
  )
}

/** May a position in a stock be opened today, so that it could also be closed today? */
export const dayTradeRule: OrderRule = (facts) => {
  const { dayTrading } = facts
  if (dayTrading === undefined) return undefined
  const { standing, switchesAt } = dayTrading
  const word = brokersWord(facts, standing)
  if (word !== undefined) return word === "ALLOWED" ? undefined : word
  if (standing.intradayBuyingPower !== undefined) return buyingPowerRule(facts, standing.intradayBuyingPower)
  return facts.now < switchesAt ? patternRule(facts, dayTrading) : undefined
}

/** Business days that count. */
const COUNTED_DAYS = 5

/** The day in New York on which a stock was traded at a moment (ms). */
export const tradingDay = (at: number): Day => newYorkTime(at).day

/** The five business days that end with that of a moment (ms). */
export const countedDays = (now: number): ReadonlySet<Day> => {
  const days = new Set<Day>()
  for (let day = tradingDay(now); days.size < COUNTED_DAYS; day--) if (isTradingDay(day)) days.add(day)
  return days
}

/** A fill of a stock, for counting. */
export interface DayFill {
  readonly symbol: string
  readonly day: Day
  readonly side: "BUY" | "SELL"
  readonly quantity: Whole
}

/**
 * Day trades in fills, oldest first, of the days given (RISK-18): a position, or a part of one, opened and closed on the
 * same day. Several fills one way count once, until the position is enlarged again.
 */
export const dayTrades = (fills: ReadonlyArray<DayFill>, days: ReadonlySet<Day>): number => {
  const books = new Map<string, { position: Whole; day: Day; opened: Whole; closing: boolean }>()
  let count = 0
  for (const { day, quantity, side, symbol } of fills) {
    const book = books.get(symbol) ?? { position: 0, day, opened: 0, closing: false }
    books.set(symbol, book)
    if (book.day !== day) {
      book.day = day
      book.opened = 0
      book.closing = false
    }
    const buys = side === "BUY"
    const closes = buys ? book.position < 0 : book.position > 0
    const closed = closes ? smaller(quantity, absolute(book.position)) : 0
    if (closed > 0 && book.opened > 0) {
      if (!book.closing && days.has(day)) count += 1
      book.closing = true
      book.opened = larger(0, sub(book.opened, closed))
    }
    if (quantity > closed) {
      book.opened = add(book.opened, sub(quantity, closed))
      book.closing = false
    }
    book.position = buys ? add(book.position, quantity) : sub(book.position, quantity)
  }
  return count
}
