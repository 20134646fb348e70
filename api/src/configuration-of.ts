import { createHash } from "node:crypto"
import { configurationText } from "@tradetower/domain/rehearsal"
import type { TermsName } from "@tradetower/domain/terms"
import type { BotDefinition } from "@tradetower/platform"

/** A bot as far as its rehearsal goes. */
export type Configured = Pick<BotDefinition, "connection" | "environment" | "name" | "settings" | "symbol" | "venue">

/** The hash of a bot's configuration on an account that trades by these rules. */
export const configurationOf = (bot: Configured, terms: TermsName): string =>
  createHash("sha256")
    .update(configurationText(bot, bot.settings, terms))
    .digest("base64url")
