import { Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { type BotRiskLimits, defaultRiskLimits, RiskLimits } from "@tradetower/domain/risk"
import { fieldsIn } from "@tradetower/domain/field"
import type { User } from "@tradetower/platform"
import { Api, CurrentPrincipal, fieldView, type RiskLimitsView } from "../../../contract/index.ts"
import { audit } from "../../audit.ts"
import { serving } from "../server/serve.ts"
import { readUser, updateUser } from "../me/user-store.ts"

const fields = fieldsIn(RiskLimits.ast).map(fieldView)

const viewOf = ({ riskLimits }: User): RiskLimitsView => ({
  limits: riskLimits ?? defaultRiskLimits,
  untouched: riskLimits === undefined,
  defaults: defaultRiskLimits,
  fields
})

const get = Effect.fn("api.riskLimits")(function* () {
  const { tenantId } = yield* CurrentPrincipal
  return viewOf((yield* readUser(tenantId)).value)
})

/** What a change of limits changed, in words: `maxLeverage 10 -> 5`. */
export const changedLimits = (before: BotRiskLimits, after: BotRiskLimits): string => {
  const [from, to] = [new Map(Object.entries(before)), new Map(Object.entries(after))]
  const names = [...new Set([...from.keys(), ...to.keys()])]
  const changes = names.filter((name) => from.get(name) !== to.get(name))
  const shown = (value: string | number | undefined): string => String(value ?? "none")
  return changes.length === 0
    ? "nothing changed"
    : changes.map((name) => `${name} ${shown(from.get(name))} -> ${shown(to.get(name))}`).join(", ")
}

const set = Effect.fn("api.setRiskLimits")(function* (limits: RiskLimits) {
  const { tenantId } = yield* CurrentPrincipal
  let before: RiskLimits = defaultRiskLimits
  const changed = yield* updateUser(tenantId, (user) => {
    before = viewOf(user).limits
    return { ...user, riskLimits: limits }
  })
  yield* audit({ tenantId, action: "risk-limits.set", detail: changedLimits(before, limits) })
  return viewOf(changed)
})

export const RiskLimitsLive = HttpApiBuilder.group(
  Api,
  "riskLimits",
  Effect.fn(function* (handlers) {
    const serve = yield* serving
    return handlers.handleAll({
      get: () => serve(get()),
      set: ({ payload }) => serve(set(payload))
    })
  })
)
