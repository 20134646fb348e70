import { Clock, Effect, Semaphore } from "effect"
import type { Instrument } from "@tradetower/domain/market"
import { OldestOut } from "@tradetower/domain/oldest-out"
import type { ExchangeUnavailable } from "../../../unavailable.ts"
import type { MarketState } from "../../hours.ts"
import { stockOf } from "../instruments.ts"
import { byHours, type Hours } from "../regular-hours.ts"
import { collect } from "./collect.ts"
import { contractBody } from "./order-body.ts"
import { ask, orRefused } from "./listings.ts"
import type { Tws } from "./tws.ts"
import { zonedMoment } from "./wire-time.ts"
import { decimalOf, type Details } from "./words.ts"

/** Rules of prices that are remembered: there are a few dozen. */
const MOST = 500
/** No contract answers to it. */
const UNKNOWN = 200

type Step = { readonly lowEdge: number; readonly increment: number }

/** `20251128:0930-20251128:1600;20251129:CLOSED`, in the contract's own zone. */
export const hoursIn = ({
  liquidHours,
  timeZoneId
}: Pick<Details, "liquidHours" | "timeZoneId">): ReadonlyArray<Hours> =>
  (liquidHours ?? "").split(";").flatMap((text): ReadonlyArray<Hours> => {
    const [, day = "", time = "", otherDay = "", otherTime = ""] =
      /^(\d{8}):(\d{4})-(?:(\d{8}):)?(\d{4})$/.exec(text.trim()) ?? []
    const from = day === "" ? undefined : zonedMoment(day, time, timeZoneId ?? "")
    const to = day === "" ? undefined : zonedMoment(otherDay === "" ? day : otherDay, otherTime, timeZoneId ?? "")
    return from === undefined || to === undefined ? [] : [[from, to]]
  })

/** Which rule of prices a contract has where the broker chooses the exchange: one for each, in their order. */
const ruleOf = ({ marketRuleIds, validExchanges }: Details): number | undefined => {
  const at = (validExchanges ?? "").split(",").indexOf("SMART")
  const rule = (marketRuleIds ?? "").split(",")[at]
  return rule !== undefined && /^\d+$/.test(rule) ? Number(rule) : undefined
}

/** What a gateway tells of contracts. */
export const contractDetails = () => {
  const rules = new OldestOut<number, ReadonlyArray<Step>>(MOST)
  // What is asked for without a number of its own is asked one after another.
  const one = Semaphore.makeUnsafe(1)

  /** Those that answer to it; none where there is none. */
  const asked = Effect.fn("Ibkr.contract")(function* (
    tws: Tws,
    contract: object
  ): Effect.fn.Return<ReadonlyArray<Details>, ExchangeUnavailable> {
    const found = collect<Details>(tws, {
      urgency: "URGENT",
      say: (api, request) => api.reqContractDetails(request, contract),
      take: (told, request) =>
        told._tag === "contractDetailsEnd" && told.request === request
          ? "END"
          : told._tag === "contractDetails" && told.request === request
            ? { item: told.details }
            : undefined
    })
    return yield* orRefused(
      Effect.catchTag(found, "RequestRefused", (refused) =>
        refused.code === UNKNOWN ? Effect.succeed<ReadonlyArray<Details>>([]) : Effect.fail(refused)
      )
    )
  })

  const stepsOf = Effect.fnUntraced(function* (tws: Tws, rule: number) {
    const known = rules.get(rule)
    if (known !== undefined) return known
    const found: { steps: ReadonlyArray<Step> } = { steps: [] }
    yield* ask(tws, {
      urgency: "URGENT",
      say: (api) => api.reqMarketRule(rule),
      take: (told) => {
        if (told._tag !== "marketRule" || told.rule !== rule) return undefined
        found.steps = told.steps
        return "END"
      }
    })
    rules.set(rule, found.steps)
    return found.steps
  })

  /** A stock as it is traded here; undefined of what is not. */
  const instrumentOf = Effect.fnUntraced(function* (
    tws: Tws,
    details: Details
  ): Effect.fn.Return<Instrument | undefined, ExchangeUnavailable> {
    const { contract, minTick, priceMagnifier } = details
    if (contract.secType !== "STK") return undefined
    const rule = ruleOf(details)
    const steps = rule === undefined ? [] : yield* one.withPermits(1)(stepsOf(tws, rule))
    return stockOf({
      conid: String(contract.conId),
      symbol: contract.symbol,
      currency: contract.currency,
      magnifier: priceMagnifier === undefined || priceMagnifier === null ? undefined : String(priceMagnifier),
      step: typeof minTick === "number" ? decimalOf(minTick) : undefined,
      steps: steps.map(({ increment, lowEdge }) => ({ from: decimalOf(lowEdge), step: decimalOf(increment) }))
    })
  })

  /** How a contract's market stands, by the broker's calendar. */
  const schedule = Effect.fnUntraced(function* (
    tws: Tws,
    conid: string
  ): Effect.fn.Return<MarketState, ExchangeUnavailable> {
    const [details] = yield* asked(tws, contractBody(conid))
    const now = yield* Clock.currentTimeMillis
    return byHours(details === undefined ? [] : hoursIn(details), now)
  })

  return { asked, instrumentOf, schedule }
}
export type ContractDetails = ReturnType<typeof contractDetails>
