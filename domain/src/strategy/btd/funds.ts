import { add, big, dividedUp, larger, smaller, sub, type Whole, whole } from "../../number/whole.ts"
import { cancel, liveOrder } from "../../bot/run.ts"
import { asQuantity } from "../../number/exact.ts"
import type { Left } from "../../bot/left.ts"
import type { Holding } from "../ladder/cells.ts"
import { giveFromPot, layCells } from "../ladder/trade.ts"
import { btdOf, type BtdRun } from "./state.ts"

/** Added base goes to the cells that sell, whose orders are placed again at their new size (FUNDS-1). */
export const addBase = (run: BtdRun, before: bigint): void => {
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

/**
 * Base that was taken out comes from what is in hand, in proportion: from the pot, and from the cells that sell, which
 * sell and buy back so much less (FUNDS-6).
 */
export const takeBase = (run: BtdRun, { kept, of }: Left): void => {
  const { btd } = btdOf(run)
  const { market } = run
  let left = whole(of - kept)
  const give = (from: Holding, most: Whole): Whole => {
    const given = larger(0, smaller(from.held, smaller(left, most)))
    from.held = sub(from.held, given)
    left = sub(left, given)
    return given
  }
  const cells = [...btd.cells, ...btd.leaving]
  const shareOf = (held: Whole): Whole => whole((big(held) * (of - kept) + of - 1n) / of)
  give(btd.pot, shareOf(btd.pot.held))
  for (const cell of cells) {
    const given = give(cell, shareOf(cell.held))
    if (cell.state !== "BUY") cell.quantity = asQuantity(larger(0, sub(cell.quantity, market.lotsIn(given))))
  }
}
