import { compare, larger, minus, percentOf, plus, sum, times } from "@tradetower/domain/number"
import type { Bot, Connection, Exchange, Market, Summary } from "../../client/contract.ts"

/** A run's result at a price, in quote, exact: `total = trading + position - fees`. */
export interface Result {
  readonly trading: string
  readonly position: string
  readonly fees: string
  readonly total: string
  /** Of what was invested. */
  readonly percent: string | undefined
  /** What holding since the start would have made, in percent. */
  readonly holdingPercent: string | undefined
}

/** What a position would bring beyond its cost at a price; nothing when there is none. */
const positionAt = ({ position, positionCost }: Summary, price: string | undefined): string =>
  price === undefined ? "0" : minus(times(position, price), positionCost)

/**
 * What a run made, with what it holds valued at `price` (at what it cost when there is no price); once it has ended, at
 * the price of its end, and so it stays (LEDGER-8).
 */
export const resultOf = (summary: Summary, price: string | undefined): Result => {
  const now = summary.endPrice ?? price
  const position = positionAt(summary, now)
  const total = minus(plus(summary.tradingProfit, position), summary.fees)
  const start = summary.startPrice
  return {
    trading: summary.tradingProfit,
    position,
    fees: summary.fees,
    total,
    percent: percentOf(total, summary.invested),
    holdingPercent: now === undefined || start === undefined ? undefined : percentOf(minus(now, start), start)
  }
}

/** A bot's figures over all its runs. */
export interface AllRuns extends Omit<Result, "holdingPercent"> {
  readonly runs: number
  /** The most one of them was given. */
  readonly invested: string
  /** What holding instead would have made. */
  readonly holding: string
  readonly fills: number
}

const none: NonNullable<Bot["earlier"]> = {
  runs: 0,
  invested: "0",
  tradingProfit: "0",
  positionProfit: "0",
  fees: "0",
  holding: "0",
  fills: 0,
  roundTrips: 0,
  baseProfit: "0",
  left: { base: "0", worth: "0" }
}

/** The last that was told of each bot: of a thousand few change at a time. */
const told = new WeakMap<Bot, { readonly price: string | undefined; readonly result: AllRuns | undefined }>()

/** What a bot made over all its runs (LEDGER-8); nothing when it has never run. */
export const resultOfAll = (bot: Bot, price: string | undefined): AllRuns | undefined => {
  const known = told.get(bot)
  if (known !== undefined && known.price === price) return known.result
  const result = reckoned(bot, price)
  told.set(bot, { price, result })
  return result
}

const reckoned = ({ earlier = none, run }: Bot, price: string | undefined): AllRuns | undefined => {
  if (run === undefined) return undefined
  const { summary } = run
  const latest = resultOf(summary, price)
  const invested = larger(summary.invested, earlier.invested)
  const total = sum([latest.total, earlier.tradingProfit, earlier.positionProfit, minus("0", earlier.fees)])
  const held = latest.holdingPercent ?? "0"
  return {
    runs: earlier.runs + 1,
    invested,
    trading: plus(latest.trading, earlier.tradingProfit),
    position: plus(latest.position, earlier.positionProfit),
    fees: plus(latest.fees, earlier.fees),
    total,
    percent: percentOf(total, invested),
    holding: plus(times(times(held, summary.invested), "0.01"), earlier.holding),
    fills: summary.fills + earlier.fills
  }
}

/** What has become of that which a bot's ended runs left in the account, which is no bot's result (LEDGER-9). */
export const sinceEnded = (
  { earlier: { left } = none, run }: Pick<Bot, "earlier" | "run">,
  price: string | undefined
): string => {
  if (price === undefined) return "0"
  const before = minus(times(left.base, price), left.worth)
  const end = run?.summary.endPrice
  return run === undefined || end === undefined ? before : plus(before, times(run.summary.position, minus(price, end)))
}

/** What a bot's futures positions stand at now, those too that ended runs left: no balance holds it before they are closed. */
export const openPosition = ({ earlier = none, run }: Bot, price: string | undefined): string =>
  run === undefined || price === undefined
    ? "0"
    : sum([earlier.positionProfit, sinceEnded({ earlier }, price), positionAt(run.summary, price)])

export const marketOfBot = (exchanges: ReadonlyArray<Exchange> | undefined, bot: Bot): Market | undefined =>
  exchanges?.find(({ id }) => id === bot.venue)?.markets.find(({ symbol }) => symbol === bot.symbol)

/** The account a bot trades through. */
export const accountOfBot = (exchanges: ReadonlyArray<Exchange> | undefined, bot: Bot): Connection | undefined =>
  exchanges?.flatMap(({ accounts }) => accounts).find(({ id }) => id === bot.connection)

/** What the account is called that a bot trades through; undefined where there is one only, and nothing to tell apart. */
export const accountNameOf = (exchanges: ReadonlyArray<Exchange> | undefined, bot: Bot): string | undefined =>
  (exchanges?.flatMap(({ accounts }) => accounts).length ?? 0) > 1 ? accountOfBot(exchanges, bot)?.label : undefined

/** Now, as the market tells time: one that is simulated or replayed has a clock of its own. */
export const marketNow = (market: Market | undefined, now: number): number =>
  market === undefined || market.source === "LIVE" ? now : (market.lastPriceAt ?? now)

type Held = Pick<Connection["balances"][number], "asset" | "total">

const priceIn = (quote: string, markets: ReadonlyArray<Market>, asset: string): string | undefined =>
  asset === quote
    ? "1"
    : markets.find(({ instrument }) => instrument.base === asset && instrument.quote === quote)?.lastPrice

/** What everything on some accounts is worth in `quote`, at the last prices of their venue's markets; see {@link unpriced}. */
export const worthOf = (balances: ReadonlyArray<Held>, markets: ReadonlyArray<Market>, quote: string): string =>
  sum(balances.map(({ asset, total }) => times(total, priceIn(quote, markets, asset) ?? "0")))

/** What of it has no price in `quote`, and is left out of what everything is worth. */
export const unpriced = <A extends Held>(
  balances: ReadonlyArray<A>,
  markets: ReadonlyArray<Market>,
  quote: string
): ReadonlyArray<A> =>
  balances.filter(({ asset, total }) => compare(total, "0") !== 0 && priceIn(quote, markets, asset) === undefined)

/** What all of a trader's accounts of real, or of paper, money at an exchange hold. */
export const heldOn = (
  { accounts }: Pick<Exchange, "accounts">,
  environment: Connection["environment"]
): Connection["balances"] =>
  accounts.filter((account) => account.environment === environment).flatMap(({ balances }) => balances)

/** Which money accounts, or bots, are of, real money first; paper money when there are none. */
export const environmentsOf = (
  of: ReadonlyArray<Pick<Connection, "environment">> | undefined
): ReadonlyArray<Connection["environment"]> => {
  const there = (["LIVE", "PAPER"] as const).filter((one) => of?.some(({ environment }) => environment === one))
  return there.length === 0 ? ["PAPER"] : there
}
