export { type Breach, exposureBreach, liquidationBreach, lossBreach, pairBreach } from "./breach.ts"
export { checkOrder, oneRefusal } from "./check-order.ts"
export {
  type AssetAmount,
  commitmentBeyond,
  commitmentOf,
  type CommitmentVerdict,
  judgeCommitment,
  uncommitted
} from "./commitment.ts"
export type { BrokerStanding } from "./order-facts.ts"
export type { DayTradeFacts } from "./order-facts.ts"
export { closeOnlyRefusal, countedDays, type DayFill, dayTrades, LATEST_SWITCH, tradingDay } from "./day-trade.ts"
export type { ExposureFacts } from "./order-facts.ts"
export { expiryBreach, expiryWarning, goesOn, lastEntry } from "./expiry.ts"
export { broughtBy, fundsRefusal, type Need, needOf } from "./funds.ts"
export { hoursWords } from "./market-hours.ts"
export { leverageProblem } from "./leverage.ts"
export { planBeyond, problemsWithin } from "./within-limits.ts"
export { BotRiskLimits, defaultRiskLimits, orderLimits, type OrderLimits, RiskLimits } from "./limits.ts"
export { countAnew, lossMeter, type LossMeter, measure } from "./loss.ts"
export { type OrderFacts, type Refusal } from "./order-facts.ts"
export { OrderRate } from "./order-rate.ts"
export { reduces } from "./reduces.ts"
export { resultAt, runStanding, type RunStanding, worthAt } from "./standing.ts"
