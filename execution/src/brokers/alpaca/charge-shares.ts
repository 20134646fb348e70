import { tradingDay } from "@tradetower/domain/risk"
import type { Market } from "@tradetower/domain/market"
import { compare, cut, type Decimal, fine, minus, zero } from "@tradetower/domain/number"
import type { ChargeAnswer, FillAnswer } from "./answers.ts"
import type { KnownOrders } from "./known-orders.ts"

const DAY = 24 * 3_600_000
/** Charges of a day's trades may be booked so much later: until then there is to be one for each trade, ms. */
const LATE = 2 * DAY
/** Activities write a pair with its stroke, and charges without. */
const bare = (symbol: string): string => symbol.replace("/", "")

/** A trade with what was booked for it so far. */
export interface Charged {
  readonly trade: FillAnswer
  readonly market: Market | undefined
  readonly isCoin: boolean
  readonly days: readonly [newYork: number, utc: number]
  /** In the smallest units of what it brought: base where coins were bought, else quote. */
  amount: bigint
  /** Charges at its price, and the trades that share them; whether others, which name no trade's price, are of it, too. */
  rows: number
  among: number
  shared: boolean
}

/** So much of something in its smallest units; what is finer is rounded up, as fees are. */
const unitsOf = (text: Decimal, decimals: number): bigint => {
  const units = cut(text, decimals)
  return fine(text) > units * 10n ** BigInt(18 - decimals) ? units + 1n : units
}

const dayOf = ({ date }: ChargeAnswer): number => Date.parse(date.slice(0, 10)) / DAY
const isOfCoins = ({ activity_type }: ChargeAnswer): boolean => activity_type === "CFEE"
const hasSome = (amount: Decimal | null | undefined): amount is Decimal =>
  typeof amount === "string" && compare(amount, zero) !== 0

/** Charges are of a day, in New York as far as that is known. */
const ofDay = (trades: ReadonlyArray<Charged>, day: number): ReadonlyArray<Charged> => {
  const found = trades.filter(({ days: [newYork] }) => newYork === day)
  return found.length > 0 ? found : trades.filter(({ days: [, utc] }) => utc === day)
}

/** Trades that a charge may be of: what it names, bought or sold as what it takes says. */
const mayBeOf = (row: ChargeAnswer, all: ReadonlyArray<Charged>, inBase: boolean): ReadonlyArray<Charged> => {
  const side = all.filter(({ isCoin, trade }) => (trade.side === "buy") === inBase && (isCoin || !inBase))
  const { symbol } = row
  if (typeof symbol === "string") return side.filter(({ trade }) => bare(trade.symbol) === bare(symbol))
  const stocks = isOfCoins(row) || inBase ? [] : ofDay(side, dayOf(row)).filter(({ isCoin }) => !isCoin)
  if (stocks.length === 0) return side.filter(({ isCoin }) => isCoin)
  // One that names nothing is of stocks only where a single one was sold.
  return new Set(stocks.map(({ trade }) => trade.symbol)).size === 1 ? stocks : []
}

/** Divides an amount among trades by what they brought, to the last unit. */
const divide = (amount: bigint, among: ReadonlyArray<Charged>, inBase: boolean): void => {
  const weights = among.map(({ trade: { price, qty } }) => (inBase ? fine(qty) : fine(qty) * fine(price)))
  const all = weights.reduce((sum, one) => sum + one, 0n)
  let left = amount
  for (const [index, one] of among.entries()) {
    const share = index === among.length - 1 ? left : (amount * (weights[index] ?? 0n)) / all
    one.amount += share
    left -= share
  }
}

/**
 * What was booked for each trade. Charges name no order: one is of the trades of its day at its price, else of all that day
 * of what it names, by what they brought. Of stocks, whose sales cost next to nothing, the last sale bears it.
 */
export const chargedTrades = (
  rows: ReadonlyArray<ChargeAnswer>,
  trades: ReadonlyArray<FillAnswer>,
  known: KnownOrders
): ReadonlyArray<Charged> => {
  const all = trades.map((trade): Charged => {
    const market = known.of(trade.order_id)?.market
    const at = Date.parse(trade.transaction_time)
    return {
      trade,
      market,
      isCoin: market === undefined ? trade.symbol.includes("/") : market.instrument.assetClass === "CRYPTO",
      days: [tradingDay(at), Math.floor(at / DAY)],
      amount: 0n,
      rows: 0,
      among: 0,
      shared: false
    }
  })
  for (const row of rows) {
    const { net_amount, price, qty, status } = row
    const inBase = isOfCoins(row) && !hasSome(net_amount)
    const taken = inBase ? qty : net_amount
    if (!hasSome(taken)) continue
    const may = mayBeOf(row, all, inBase)
    const day = dayOf(row)
    const atPrice = may.filter(
      ({ days, isCoin, trade }) =>
        isCoin && days.includes(day) && typeof price === "string" && compare(price, trade.price) === 0
    )
    const that = atPrice.length > 0 ? atPrice : ofDay(may, day)
    const of = that[0]?.isCoin === false ? that.filter(({ market }) => market !== undefined).slice(-1) : that
    const market = of.find((one) => one.market !== undefined)?.market
    if (market === undefined) continue
    for (const one of of) {
      if (atPrice.length > 0) {
        one.rows += 1
        one.among = of.length
      } else one.shared = true
    }
    // One that was taken back counts as one of nothing.
    if (status === "canceled") continue
    divide(unitsOf(minus(zero, taken), inBase ? market.baseDecimals : market.quoteDecimals), of, inBase)
  }
  return all
}

/** Whether all that a trade costs is booked, as far as can be told; a stock's is whatever is booked of it. */
export const isBooked = (one: Charged, all: ReadonlyArray<Charged>, now: number): boolean => {
  if (!one.isCoin || one.shared || (one.rows > 0 && one.rows >= one.among)) return true
  const { days, trade } = one
  if (now - Date.parse(trade.transaction_time) < DAY + LATE) return false
  // Others of its day are: this one cost nothing, or shares what they cost.
  return all.some(
    (other) =>
      (other.rows > 0 || other.shared) &&
      other.days[0] === days[0] &&
      other.trade.symbol === trade.symbol &&
      (other.trade.side === "buy") === (trade.side === "buy")
  )
}
