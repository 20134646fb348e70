import type { AccountOptions } from "../standins/alpaca/alpaca-book.ts"

/** An account at what plays Alpaca, which can pay for all that a bench buys. */
export const benchAccount = (nth: number): AccountOptions => ({
  key: `PK-${nth}`,
  secret: "s",
  number: `PA-${nth}`,
  environment: "paper",
  cash: "1000000"
})
