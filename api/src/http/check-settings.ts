import { Effect, Option } from "effect"
import {
  type BotRiskLimits,
  type BotSettings,
  defaultRiskLimits,
  type ExchangeId,
  leverageProblem,
  orderLimits,
  type Symbol,
  tradesOn,
  validateSettings
} from "@tradetower/domain"
import { Markets } from "@tradetower/platform"
import { CannotWork, CurrentPrincipal } from "../../contract/index.ts"
import { offered } from "./exchanges.ts"
import { priced, readMarket } from "./market-store.ts"
import { queryAll } from "./query-all.ts"
import { readUser } from "./update-user.ts"

/** A bot as it is to be. */
interface Intended {
  readonly exchange: ExchangeId
  readonly symbol: Symbol
  readonly settings: BotSettings
  /** Its own limits, beside the trader's. */
  readonly risk?: BotRiskLimits
  /** What it had until now: leverage that is no more than before may stay, so that a stop can still be moved. */
  readonly before?: BotSettings
}

/**
 * Refuses settings that can't work on this market at its last price, or that the trader's limits refuse, naming the
 * fields and what would work.
 */
export const checkSettings = Effect.fnUntraced(function* ({ before, exchange, risk, settings, symbol }: Intended) {
  const record = yield* readMarket(exchange, symbol)
  if (Option.isNone(record)) {
    const offered = yield* queryAll(Markets, { exchange })
    return yield* new CannotWork({
      detail: `There is no market ${symbol} at ${exchange}.`,
      errors: [
        offered.length === 0
          ? { field: "exchange", message: `nothing is on offer at ${exchange}; try paper` }
          : { field: "symbol", message: `choose one of ${offered.map(({ id }) => id).join(", ")}` }
      ]
    })
  }
  const { market, price } = priced(record.value)
  if (!tradesOn(settings._tag, market.instrument.kind)) {
    const all = yield* Effect.forEach(offered, ({ id }) => queryAll(Markets, { exchange: id }))
    const others = all.flat().filter((one) => tradesOn(settings._tag, one.instrument.kind))
    const names = others.map((one) => `${one.id} at ${one.exchange}`).join(", ")
    const [problem] = validateSettings(market, settings, price)
    const message = `${problem?.message ?? "wrong kind of market"}: choose ${names === "" ? "another exchange" : `one of ${names}`}`
    return yield* new CannotWork({ detail: message, errors: [{ field: "symbol", message }] })
  }
  const { userId } = yield* CurrentPrincipal
  const limits = orderLimits((yield* readUser(userId)).value.riskLimits ?? defaultRiskLimits, risk)
  const beyond = leverageProblem(market, limits, settings)
  const found = validateSettings(market, settings, price)
  const stays = before !== undefined && leverageProblem(market, limits, before)?.message === beyond?.message
  const told = found.some(({ field }) => field === beyond?.field)
  const problems = beyond === undefined || stays || told ? found : [...found, beyond]
  if (problems.length === 0) return
  const [first] = problems
  return yield* new CannotWork({
    detail: problems.length === 1 && first !== undefined ? first.message : `${problems.length} values can't work.`,
    errors: problems.map(({ field, message }) => ({ field: `settings.${field}`, message }))
  })
})
