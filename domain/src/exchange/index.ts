export {
  type Account,
  balances,
  crossings,
  fillsSince,
  findOrder,
  openAccount,
  openOrders,
  type PaperFill
} from "./account.ts"
export { type Crossings } from "./book.ts"
export { cancel } from "./cancel.ts"
export { type FillModel, plainFills, type Slippage } from "./fill-model.ts"
export { type PaperOrder } from "./paper-order.ts"
export {
  type AccountChange,
  accountFromRows,
  AccountUnreadable,
  decodeAccount,
  drainChanges,
  encodeAccount,
  forgetBefore
} from "./persist.ts"
export { chargeFunding, fundingAfter, nextFunding } from "./margin/funding.ts"
export { marginLeft } from "./margin/margin-left.ts"
export { place } from "./place.ts"
export { type Move, priceMoved } from "./price-moved.ts"
export { passTime } from "./hours.ts"
export { outcomeOf } from "./outcome.ts"
