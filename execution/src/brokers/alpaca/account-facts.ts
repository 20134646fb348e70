import { amountWords } from "@tradetower/domain/market"
import { isPaper, tradesCoins } from "./account-status.ts"
import type { AccountAnswer, ConfigurationAnswer } from "./answers.ts"
import type { StockFeed } from "./market/bars.ts"

/** A clock that is off by less is right enough, ms: an answer takes its time, too. */
const RIGHT_ENOUGH = 2_000

/** What was read of an account. */
export interface Read {
  readonly account: AccountAnswer
  /** Undefined where Alpaca did not say it. */
  readonly configuration: ConfigurationAnswer | undefined
  readonly feed: StockFeed | undefined
  /** How far this machine's clock is behind Alpaca's, ms; undefined where that is not known. */
  readonly behind: number | undefined
}

const when = (is: boolean, sentence: string): ReadonlyArray<string> => (is ? [sentence] : [])

const clockWords = (behind: number): string => {
  const seconds = Math.round(Math.abs(behind) / 1_000)
  return `This machine's clock is ${seconds} s ${behind > 0 ? "behind" : "ahead of"} Alpaca's: times here are off by that. Set it.`
}

/** What an account is found to be, and what won't work there and why, in sentences. */
export const factsOf = ({ account, behind, configuration, feed }: Read): ReadonlyArray<string> => {
  const { cash, currency, multiplier, shorting_enabled, transfers_blocked } = account
  const { fractional_trading, no_shorting } = configuration ?? {}
  return [
    `It has ${amountWords(cash, currency ?? "USD")} in cash.`,
    ...when(Number(multiplier ?? "1") > 1, "It may buy on margin; bots spend the cash that is there, and no more."),
    "Day trades are not counted at Alpaca since June 2026: the margin of the day alone limits them.",
    ...when(feed === "sip", "Its data plan has the prices of the whole market."),
    ...when(
      feed !== undefined && feed !== "sip",
      "Its data plan has the prices of IEX alone, and of 30 symbols at a time: a thin part of the market."
    ),
    ...when(
      !tradesCoins(account),
      "Coins can't be traded: crypto is not active for this account. Activate it at Alpaca first."
    ),
    ...when(fractional_trading === false, "Fractions of shares are switched off in Alpaca's settings."),
    "Alpaca ends orders for fractions of a share with the day: a bot trades whole shares unless it is set to trade fractions.",
    ...when(
      configuration !== undefined && no_shorting !== true && shorting_enabled !== false,
      "It may sell short: each sale is checked against what is held first, which takes a moment. Switch on “no shorting” in Alpaca's settings to spare that."
    ),
    ...when(
      transfers_blocked === true,
      "Deposits and withdrawals are blocked at Alpaca: what is there can be traded, and not taken out."
    ),
    ...when(
      isPaper(account),
      "Its paper trades cost nothing, have no slippage, and are filled in part by chance: don't tune a bot on their results."
    ),
    ...(behind === undefined || Math.abs(behind) < RIGHT_ENOUGH ? [] : [clockWords(behind)])
  ]
}
