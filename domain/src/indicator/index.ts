export { type IndicatorStart } from "./watch.ts"
