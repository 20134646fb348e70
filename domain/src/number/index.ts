export * from "./decimal.ts"
export { plainNumber } from "./plain-number.ts"
export { asQuantity } from "./exact.ts"
export { add, big, type Whole, whole } from "./whole.ts"
