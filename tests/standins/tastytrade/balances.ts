import { minus, plus, sum, times } from "@tradetower/domain/number"
import { isOpen, type Writer } from "./order.ts"
import { MAINTENANCE, MARGIN, reserved } from "./rules.ts"
import type { Account, TastytradeBook } from "./tastytrade-book.ts"

/** An account's money, as it is asked for and told. */
export const balancesRow = (
  book: Pick<TastytradeBook, "last" | "multiplier">,
  { book: of, number }: Account,
  write: Writer
): Record<string, unknown> => {
  const free = minus(of.cash, reserved(of.orders))
  const { gains, worth } = of.futures((symbol) => book.last.get(symbol))
  const resting = sum(
    of.orders
      .filter((order) => isOpen(order) && order.kind === "Future")
      .map((order) =>
        times(times(minus(order.quantity, order.filled), book.multiplier(order.symbol)), order.price ?? "0")
      )
  )
  const equity = plus(free, gains)
  return {
    "account-number": number,
    "cash-balance": write(of.cash),
    "equity-buying-power": write(times(free, "2")),
    "derivative-buying-power": write(minus(equity, times(plus(worth, resting), MARGIN))),
    "day-trading-buying-power": write(times(free, "4")),
    "net-liquidating-value": write(of.cash),
    "maintenance-excess": write(minus(equity, times(worth, MAINTENANCE)))
  }
}
