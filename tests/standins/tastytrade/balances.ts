import { minus, plus, sum, times } from "@tradetower/domain/number"
import type { AccountBook } from "./account-book.ts"
import { isOpen, type Writer } from "./order.ts"
import { MAINTENANCE, MARGIN } from "../futures-money.ts"
import { reserved } from "./rules.ts"

interface Around {
  readonly last: (symbol: string) => string | undefined
  readonly multiplier: (symbol: string) => string
  readonly write: Writer
}

/** An account's money, as it is asked for and told. */
export const balancesRow = (
  { last, multiplier, write }: Around,
  { book: of, number }: { readonly book: AccountBook; readonly number: string }
): Record<string, unknown> => {
  const free = minus(of.cash, reserved(of.orders))
  const { gains, worth } = of.futures(last)
  const resting = sum(
    of.orders
      .filter((order) => isOpen(order) && order.kind === "Future")
      .map((order) => times(times(minus(order.quantity, order.filled), multiplier(order.symbol)), order.price ?? "0"))
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
