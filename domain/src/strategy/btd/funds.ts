import { add, dividedUp, whole } from "../../number/whole.ts"
import { cancel, liveOrder, type Run } from "../../bot/run.ts"
import { asQuantity } from "../../number/exact.ts"
import { giveFromPot, layCells } from "../ladder/trade.ts"
import { btdOf } from "./state.ts"

/** Added base goes to the cells that sell, whose orders are placed again at their new size (FUNDS-1). */
export const addBase = (run: Run, before: bigint): void => {
  const { btd } = btdOf(run)
  const { investment } = run.state
  btd.pot.held = add(btd.pot.held, whole(investment - before))
  if (btd.phase !== "LAID") return
  const sells = btd.cells.filter((cell) => cell.state === "SELL")
  sells.forEach((cell, index) => {
    const have = run.market.lotsIn(btd.pot.held)
    giveFromPot(run, btd.pot, cell, dividedUp(have, sells.length - index))
    const order = liveOrder(run.state, cell.order)
    if (order !== undefined && order.filled === 0)
      cancel(run, order, "FUNDS-1", "Funds were added: the order is placed again at its new size.")
  })
  for (const cell of btd.cells) cell.quantity = asQuantity((BigInt(cell.quantity) * investment) / before)
  layCells(run, btd)
}
