import { Effect, Option } from "effect"
import { connectionOfBot } from "../connections/connection-store.ts"
import type { ConnectionId } from "@tradetower/domain/connection"
import { feedRefusal, type Symbol } from "@tradetower/domain/market"
import {
  type BotRiskLimits,
  defaultRiskLimits,
  leverageProblem,
  orderLimits,
  problemsWithin
} from "@tradetower/domain/risk"
import { type BotSettings, validateSettings } from "@tradetower/domain/strategy"
import { unitsOf } from "@tradetower/domain/terms"
import { Markets, queryAll } from "@tradetower/platform"
import { CannotWork, CurrentPrincipal } from "../../../contract/index.ts"
import { priced } from "../exchanges/market-store.ts"
import { needMarket } from "../exchanges/need-market.ts"
import { settingsField } from "../../settings-field.ts"
import { some } from "../some.ts"
import { readUser } from "../me/user-store.ts"
import { refuseWrongMarket } from "../exchanges/wrong-market.ts"

/** A bot as it is to be. */
interface Intended {
  readonly connection: ConnectionId
  readonly symbol: Symbol
  readonly settings: BotSettings
  /** Its own limits, beside the trader's. */
  readonly risk?: BotRiskLimits
  /** What it had until now: leverage that is no more than before may stay, so that a stop can still be moved. */
  readonly before?: BotSettings
}

const switchedOff = (label: string): string =>
  `${label} may not trade fractions of shares: switch those on in the settings at its broker, then give its key here again; or leave it off`

/**
 * Refuses settings that can't work on this market at its last price, or that the trader's limits refuse, naming the
 * fields and what would work.
 */
export const checkSettings = Effect.fnUntraced(function* ({ before, connection, risk, settings, symbol }: Intended) {
  const { environment, fractions, label, terms, venue } = yield* connectionOfBot(connection)
  const record = yield* Effect.catchTag(
    needMarket(venue, symbol),
    "NotFollowed",
    ({ message }) =>
      new CannotWork({ detail: `${symbol} can't be traded now: ${message}.`, errors: [{ field: "symbol", message }] })
  )
  if (Option.isNone(record)) {
    const offered = yield* queryAll(Markets, { venue }, { where: { followed: true } })
    return yield* new CannotWork({
      detail: `There is no market ${symbol} at ${venue}.`,
      errors: [
        offered.length === 0
          ? { field: "connection", message: `nothing is on offer at ${venue} now` }
          : { field: "symbol", message: `choose one of ${some(offered.map(({ id }) => id))}` }
      ]
    })
  }
  // What runs goes on being changed, to take less risk too; the gate lets nothing in (RISK-26).
  const unfit = environment === "LIVE" && before === undefined ? feedRefusal(record.value.feed) : undefined
  if (unfit !== undefined)
    return yield* new CannotWork({
      detail: `${symbol} can't be traded on ${label}: ${unfit}.`,
      errors: [{ field: "connection", message: unfit }]
    })
  const { market, price } = priced(record.value, terms, settings)
  yield* refuseWrongMarket(market, settings._tag)
  const { tenantId } = yield* CurrentPrincipal
  const limits = orderLimits((yield* readUser(tenantId)).value.riskLimits ?? defaultRiskLimits, risk)
  const excess = leverageProblem(market, limits, settings)?.message
  const stays = before !== undefined && leverageProblem(market, limits, before)?.message === excess
  const found = stays
    ? validateSettings(market, settings, price, terms)
    : problemsWithin(market, limits, settings, price, terms)
  const problems =
    fractions === false && before === undefined && unitsOf(settings) === "FRACTIONS"
      ? [...found, { field: "fractions", message: switchedOff(label) }]
      : found
  if (problems.length === 0) return
  const [first] = problems
  return yield* new CannotWork({
    detail: problems.length === 1 && first !== undefined ? first.message : `${problems.length} values can't work.`,
    errors: problems.map(settingsField)
  })
})
