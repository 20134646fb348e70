import type { Contract } from "../contracts.ts"
import { STOP_LEG } from "../leg.ts"
import type { Submission } from "../orders.ts"
import { sizeOf } from "../trades.ts"

const types = { MARKET: "MKT", LIMIT: "LMT", STOP: "STP" } as const
/** Of orders in a group that one of them fills in part, the others become as much smaller: one alone is at an exchange. */
const REDUCE_WITH_BLOCK = 2

/** A contract by its number. Where it trades is the broker's to choose. */
export const contractBody = (conid: string) => ({ conId: Number(conid), exchange: "SMART", currency: "USD" })

/** An order of a submission, as the gateway is sent it: the client writes numbers as they are. */
interface Body {
  readonly orderRef: string
  readonly order: object
}

/**
 * The orders of a submission: of one that has a stop beside it two, the stop first, so that none is ever there whose group
 * has ended. Numbers are the shortest that mean their texts, which is what goes out.
 */
export const orderBodies = (
  { contract: { market }, order }: Submission & { readonly contract: Contract },
  account: string
): ReadonlyArray<Body> => {
  const { clientOrderId, price, quantity, session, side, stopPrice, timeInForce, type } = order
  const tif = type === "MARKET" && timeInForce === "GTC" ? "DAY" : timeInForce
  const isStop = type === "STOP"
  const common = {
    account,
    action: side,
    totalQuantity: Number(sizeOf(market, quantity)),
    tif,
    outsideRth: session === "EXTENDED",
    transmit: true
  }
  const at = price === undefined ? undefined : Number(market.priceText(price))
  const first = {
    ...common,
    orderRef: clientOrderId,
    orderType: types[type],
    ...(at !== undefined && (isStop ? { auxPrice: at } : { lmtPrice: at }))
  }
  if (stopPrice === undefined) return [{ orderRef: clientOrderId, order: first }]
  const group = { ocaGroup: clientOrderId, ocaType: REDUCE_WITH_BLOCK }
  const orderRef = `${clientOrderId}${STOP_LEG}`
  const stop = { ...common, orderRef, orderType: "STP", auxPrice: Number(market.priceText(stopPrice)), ...group }
  return [
    { orderRef, order: stop },
    { orderRef: clientOrderId, order: { ...first, ...group } }
  ]
}
