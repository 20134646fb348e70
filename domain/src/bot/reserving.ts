import { whole } from "../number/whole.ts"
import { asPrice } from "../number/exact.ts"
import type { LiveOrder } from "../order/live-order.ts"
import type { EntryLimit } from "./strategy.ts"
import { affordable, freeFunds } from "./margin.ts"
import { cancel, meetsMinimum, place, type Run } from "./run.ts"

/** The limit on the price a run may enter at; undefined: any price will do. */
export const entryLimitOf = (run: Run): EntryLimit | undefined =>
  run.strategy.entries.limit?.(run.market, run.state.settings, run.state.start.reference)

/** The order that locks the run's funds. */
export const reservationOf = (run: Run): LiveOrder | undefined => {
  for (const order of run.state.orders.values()) if (order.purpose === "RESERVATION") return order
  return undefined
}

/** Whether an order is to lock the funds while the limit holds the run back; on futures none can. */
export const reserves = (run: Run, limit: EntryLimit | undefined): limit is EntryLimit =>
  limit?.reserve === true && run.market.instrument.kind === "SPOT"

/** Locks the funds with an order half the price away (START-6). */
export const reserve = (run: Run, limit: EntryLimit): void => {
  const { state, market } = run
  const buys = limit.side === "BELOW"
  const price = asPrice(Math.max(1, buys ? Math.floor(state.price / 2) : Math.ceil(state.price * 1.5)))
  const lots = affordable(run, buys ? freeFunds(run) : whole(state.investment), buys ? price : state.price)
  if (!meetsMinimum(market, price, lots)) return
  place(
    run,
    {
      purpose: "RESERVATION",
      side: buys ? "BUY" : "SELL",
      type: "LIMIT",
      price,
      quantity: lots,
      ...(buys ? { reservePrice: price } : {})
    },
    "START-6",
    run.explain ? "Keeps the funds for this bot until the price is on the right side." : ""
  )
}

/** The funds grew: the reservation is taken back, and placed again for all of them. */
export const reserveAnew = (run: Run): void => {
  const reservation = reservationOf(run)
  if (reservation !== undefined) cancel(run, reservation, "START-6", "Funds were added: all of them are reserved.")
}
