import { contribute, contributeBase } from "../../ledger/ledger.ts"
import type { Booked } from "../../ledger/trade.ts"
import type { Price } from "../../market/market.ts"
import { add, big, sub, whole } from "../../number/whole.ts"
import { balanceBase } from "../ladder/balance.ts"
import { buysFirst, reservedForFirst } from "./lacking.ts"
import { btdOf, type BtdRun } from "./state.ts"

type BtdHolder = Pick<BtdRun, "market" | "state">

/** Base units still to be bought before the ladder is laid (BTD-10). */
const stillToBuy = ({ market, state }: BtdHolder): bigint => {
  const { btd, settings } = btdOf({ state })
  return btd.first.done ? 0n : buysFirst(market, settings) - big(btd.first.bought)
}

/** Buys at market what is still lacking; false when nothing is, or less than the exchange takes. */
export const buyFirst = (run: BtdRun): boolean => {
  const { btd } = btdOf(run)
  if (btd.first.done) return false
  const { market, state } = run
  const have = market.lotsIn(add(state.ledger.base.stock, state.ledger.base.position))
  const needed = add(have, market.lotsIn(whole(stillToBuy(run))))
  const words = { rule: "BTD-10", why: "that the ladder lacks." }
  btd.phase = "BASE"
  if (balanceBase(run, needed, have, { buys: words, sells: words })) return true
  btd.first.done = true
  return false
}

/** What was bought first is base put in, at what it cost: from then on the run is as if it had been brought (BTD-10). */
export const firstBought = (run: BtdRun, booked: Booked, complete: boolean): void => {
  const { btd } = btdOf(run)
  const { state } = run
  const { base, quote } = state.ledger
  contribute(state.ledger, booked.paid)
  quote.cost = sub(quote.cost, booked.cost)
  quote.capital = add(quote.capital, booked.cost)
  base.position = sub(base.position, booked.base)
  base.market = add(base.market, booked.base)
  contributeBase(state.ledger, booked.base)
  state.investment += big(booked.base)
  btd.first.bought = add(btd.first.bought, booked.base)
  btd.first.cost = add(btd.first.cost, booked.cost)
  if (complete) btd.first.done = true
}

/** Quote it still brings for what is to be bought first. */
export const stillBrings = (run: BtdHolder, price: Price): bigint =>
  reservedForFirst(run.market, stillToBuy(run), price)
