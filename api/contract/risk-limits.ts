import { Schema } from "effect"
import { HttpApiEndpoint, HttpApiGroup, OpenApi } from "effect/http-api"
import { RiskLimits } from "@tradetower/domain/risk"
import { SignedIn } from "./middleware.ts"
import { FieldView } from "./strategies.ts"

/** The limits in force, and those that hold for a trader who set none. */
export const RiskLimitsView = Schema.Struct({
  limits: RiskLimits,
  /** The trader never set any: they are the defaults. */
  untouched: Schema.Boolean,
  defaults: RiskLimits,
  /** Each limit as a form shows it. */
  fields: Schema.Array(FieldView)
}).annotate({ identifier: "RiskLimitsView" })
export type RiskLimitsView = typeof RiskLimitsView.Type

const summary = (text: string) => OpenApi.annotations({ summary: text })

/** What the trader allows all bots together. A bot's own, stricter limits are a field of the bot. */
export class RiskLimitsGroup extends HttpApiGroup.make("riskLimits")
  .add(
    HttpApiEndpoint.get("get", "/risk-limits", { success: RiskLimitsView }).annotateMerge(
      summary("What your bots may do at the most")
    ),
    HttpApiEndpoint.put("set", "/risk-limits", { payload: RiskLimits, success: RiskLimitsView }).annotateMerge(
      OpenApi.annotations({
        summary: "Set what your bots may do at the most",
        description: "They hold for the next order; an optional limit left out does not hold."
      })
    )
  )
  .middleware(SignedIn)
  .annotateMerge(
    OpenApi.annotations({ title: "Risk limits", description: "Checked before every order and watched while trading." })
  ) {}
