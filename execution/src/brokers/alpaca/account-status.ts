import { compare, minus, plus, times, zero } from "@tradetower/domain/number"
import type { AccountAnswer } from "./answers.ts"

/** Whether an account is of paper money: its number says so. */
export const isPaper = ({ account_number }: Pick<AccountAnswer, "account_number">): boolean =>
  account_number.startsWith("PA")

/** Whether a status lets trade: one of paper alone does on paper. */
const isActive = (status: string | null | undefined, account: AccountAnswer): boolean =>
  status === "ACTIVE" || (status === "PAPER_ONLY" && isPaper(account))

/** Whether an account may trade coins. */
export const tradesCoins = (account: AccountAnswer): boolean => isActive(account.crypto_status, account)

/** Positions of more than so many times its equity, and Alpaca lets an account close alone. */
const MOST_OF_EQUITY = "6"

const isStretched = ({ equity, long_market_value, short_market_value }: AccountAnswer): boolean => {
  if (typeof equity !== "string" || compare(equity, zero) <= 0) return false
  const short = short_market_value ?? zero
  const positions = plus(long_market_value ?? zero, compare(short, zero) < 0 ? minus(zero, short) : short)
  return compare(positions, times(equity, MOST_OF_EQUITY)) > 0
}

/** Why an account may only close positions, in words; nothing while it may trade. */
export const closeOnly = (account: AccountAnswer): string | undefined => {
  const { account_blocked, status, trade_suspended_by_user, trading_blocked } = account
  return account_blocked
    ? "Alpaca blocked the account"
    : trading_blocked
      ? "Alpaca blocked trading"
      : trade_suspended_by_user
        ? "trading is suspended in Alpaca's settings"
        : isActive(status, account)
          ? isStretched(account)
            ? "its positions are worth more than six times its equity"
            : undefined
          : `Alpaca calls the account ${status.toLowerCase().replaceAll("_", " ")}`
}
