import { createHash } from "node:crypto"
import type { Instrument } from "@tradetower/domain/market"
import { type ConfigurationNow, configurationText } from "@tradetower/domain/rehearsal"
import { instrumentBy, unitsOf, type TermsName } from "@tradetower/domain/terms"
import type { BotDefinition } from "@tradetower/platform"

/** A bot as far as its rehearsal goes. */
export type Configured = Pick<BotDefinition, "connection" | "environment" | "name" | "settings" | "symbol" | "venue">

/** A bot's configuration on an account that trades by these rules; `listed`: its market, while that is on offer. */
export const configurationOf = (bot: Configured, terms: TermsName, listed?: Instrument): ConfigurationNow => ({
  configuration: createHash("sha256")
    .update(configurationText(bot, bot.settings, terms))
    .digest("base64url"),
  ...(listed !== undefined && { instrument: instrumentBy(terms, listed, 1, unitsOf(bot.settings)) })
})
