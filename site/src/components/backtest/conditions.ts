import type { Backtest, Connection, NewBacktest } from "../../client/contract.ts"
import { numberOf, refusal } from "../../format/typed.ts"

/** Whose rules: `paper` are the kind ones. */
export type RulesName = Connection["terms"]

/** Which candles and which costs, as they are being chosen. */
export interface Conditions {
  readonly period: "7" | "30" | "90" | "365" | "ALL" | "OWN"
  /** `2026-01-31`, for an own period; both days are inside. */
  readonly from: string
  readonly to: string
  readonly rules: RulesName
  /** Of the rules' fee tiers; 1 is the lowest. */
  readonly feeTier: number
  readonly makerFee: string
  readonly takerFee: string
  readonly slippage: "None" | "Fixed" | "ByVolume"
  readonly basisPoints: string
  readonly volumeShare: string
}

export const usualConditions: Conditions = {
  period: "30",
  from: "",
  to: "",
  rules: "paper",
  feeTier: 1,
  makerFee: "",
  takerFee: "",
  slippage: "None",
  basisPoints: "5",
  volumeShare: ""
}

const DAY = 86_400_000

/** From when to when there are candles, ms. */
export interface There {
  readonly from: number
  readonly to: number
}

/** The times that can be chosen: of the fixed ones only those that candles are there for. */
export const periodsIn = ({ from, to }: There): ReadonlyArray<Conditions["period"]> => [
  ...(["7", "30", "90", "365"] as const).filter((days) => Number(days) * DAY <= to - from),
  "ALL",
  "OWN"
]

/** Conditions with all there is in place of a time that is longer. */
export const narrowed = (conditions: Conditions, there: There): Conditions =>
  periodsIn(there).includes(conditions.period) ? conditions : { ...conditions, period: "ALL" }

/** As a field for a day has it. */
export const dated = (at: number): string => new Date(at).toISOString().slice(0, 10)

/** Another period chosen; an own one begins filled with the days that were chosen before it. */
export const withPeriod = (conditions: Conditions, period: Conditions["period"], there: There): Conditions => {
  if (period !== "OWN") return { ...conditions, period }
  // Where candles end, a day has begun only if some of it is there.
  const last = Math.max(there.from, there.to - 1)
  const days = Number(conditions.period)
  const first = Number.isNaN(days) ? there.from : Math.max(there.from, last - (days - 1) * DAY)
  return { ...conditions, period, from: conditions.from || dated(first), to: conditions.to || dated(last) }
}

const numberIn = (text: string, low: number, high: number): number | undefined => {
  const value = numberOf(text)
  return value === undefined || Number(value) < low || Number(value) > high ? undefined : Number(value)
}

/** What is wrong with conditions, by field; each says what would work. */
export const conditionProblems = (conditions: Conditions, there: There): Readonly<Record<string, string>> => {
  const problems: Record<string, string> = {}
  const within = (name: string, text: string, low: number, high: number, needed: boolean) => {
    if ((text !== "" || needed) && numberIn(text, low, high) === undefined)
      problems[name] = refusal(text) ?? `Give a number from ${low} to ${high}.`
  }
  within("makerFee", conditions.makerFee, 0, 10, false)
  within("takerFee", conditions.takerFee, 0, 10, false)
  within("volumeShare", conditions.volumeShare, 1, 100, false)
  if (conditions.slippage !== "None") within("basisPoints", conditions.basisPoints, 0, 1_000, true)
  if (conditions.period === "OWN") {
    const [from, to] = [Date.parse(conditions.from), Date.parse(conditions.to)]
    if (Number.isNaN(from)) problems["from"] = "Give the first day."
    if (Number.isNaN(to)) problems["to"] = "Give the last day."
    else if (to < from) problems["to"] = "It must not end before it begins."
    if (from + DAY <= there.from) problems["from"] = `Candles begin on ${dated(there.from)}: give that day or later.`
    if (to >= there.to) problems["to"] ??= `Candles end on ${dated(there.to)}: give that day or earlier.`
  }
  return problems
}

/** The stretch of candles asked for. */
export const stretchOf = ({ from, period, to }: Conditions): Pick<NewBacktest, "days" | "from" | "to"> =>
  period === "ALL"
    ? {}
    : period === "OWN"
      ? { from: Date.parse(from), to: Date.parse(to) + DAY }
      : { days: Number(period) }

/** A run's time as one that can be chosen: so many days that end where candles end, all there is, or own days. */
const periodOf = ({ from, to }: There, there: There): Pick<Conditions, "from" | "period" | "to"> => {
  const newest = there.to - to < DAY
  const days = periodsIn({ from, to }).find((period) => Number(period) * DAY === to - from)
  if (newest && days !== undefined) return { period: days, from: "", to: "" }
  if (newest && from - there.from < DAY) return { period: "ALL", from: "", to: "" }
  return { period: "OWN", from: dated(from), to: dated(to - 1) }
}

/** Conditions as a run had them, to be run again (by whole days): of what is absent, the usual ones. `there`: what candles there are. */
export const conditionsOf = (
  options: Backtest["options"] = {},
  time?: Pick<Backtest, "from" | "to">,
  there: There = { from: 0, to: 0 }
): Conditions => {
  const { feeTier = 1, makerFeePercent, slippage = { _tag: "None" }, takerFeePercent } = options
  const { terms = "paper", volumeSharePercent } = options
  const text = (value: number | undefined): string => (value === undefined ? "" : String(value))
  return {
    ...usualConditions,
    rules: terms,
    feeTier,
    makerFee: text(makerFeePercent),
    takerFee: text(takerFeePercent),
    volumeShare: text(volumeSharePercent),
    slippage: slippage._tag,
    ...(slippage._tag !== "None" && { basisPoints: String(slippage.basisPoints) }),
    ...(time !== undefined && periodOf(time, there))
  }
}

/** How the exchange is imitated; what is left empty is as the rules have it. */
export const optionsOf = (conditions: Conditions): NonNullable<NewBacktest["options"]> => {
  const maker = numberIn(conditions.makerFee, 0, 10)
  const taker = numberIn(conditions.takerFee, 0, 10)
  const share = numberIn(conditions.volumeShare, 1, 100)
  const basisPoints = numberIn(conditions.basisPoints, 0, 1_000) ?? 0
  return {
    ...(conditions.rules !== "paper" && { terms: conditions.rules }),
    ...(conditions.feeTier > 1 && { feeTier: conditions.feeTier }),
    ...(maker !== undefined && { makerFeePercent: maker }),
    ...(taker !== undefined && { takerFeePercent: taker }),
    ...(share !== undefined && { volumeSharePercent: share }),
    ...(conditions.slippage === "Fixed" && { slippage: { _tag: "Fixed", basisPoints } }),
    ...(conditions.slippage === "ByVolume" && {
      slippage: { _tag: "ByVolume", basisPoints, maxBasisPoints: Math.max(basisPoints, 100) }
    })
  }
}
