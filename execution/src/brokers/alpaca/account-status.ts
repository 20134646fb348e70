import type { AccountAnswer } from "./answers.ts"

/** Whether an account is of paper money: its number says so. */
export const isPaper = ({ account_number }: Pick<AccountAnswer, "account_number">): boolean =>
  account_number.startsWith("PA")

/** Whether a status lets trade: one of paper alone does on paper. */
const isActive = (status: string | null | undefined, account: AccountAnswer): boolean =>
  status === "ACTIVE" || (status === "PAPER_ONLY" && isPaper(account))

/** Whether an account may trade coins. */
export const tradesCoins = (account: AccountAnswer): boolean => isActive(account.crypto_status, account)

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
          ? undefined
          : `Alpaca calls the account ${status.toLowerCase().replaceAll("_", " ")}`
}
