import { createHash } from "node:crypto"
import { Clock, Effect, Option } from "effect"
import type { BotId } from "@tradetower/domain/ids"
import {
  configurationText,
  failedFaults,
  type Fault,
  faultNames,
  faults,
  type Rehearsed,
  rehearsalState,
  rehearseFault,
  type RehearsalOf,
  unrehearsed
} from "@tradetower/domain/rehearsal"
import { type BotDefinition, marketNow } from "@tradetower/platform"
import { CannotWork, Conflict, CurrentPrincipal, type RehearsalView } from "../../../contract/index.ts"
import { audit } from "../../audit.ts"
import { rulesOf } from "../connections/connection-store.ts"
import { priced, readMarket } from "../exchanges/market-store.ts"
import { findBot, replaceBot } from "./bot-store.ts"
import { checkSettings } from "./check-settings.ts"

type Configured = Pick<BotDefinition, "connection" | "environment" | "name" | "settings" | "symbol" | "venue">

/** The hash of a bot's configuration as it is now. */
const configurationOf = Effect.fnUntraced(function* (bot: Configured) {
  const text = configurationText(bot, bot.settings, yield* rulesOf(bot.connection))
  return createHash("sha256").update(text).digest("base64url")
})

/** Nothing is started with real money before its configuration was rehearsed (REHEARSE-11). */
export const refuseUnrehearsed = Effect.fnUntraced(function* (bot: BotDefinition) {
  if (bot.environment !== "LIVE") return
  const detail = unrehearsed(bot.name, bot.rehearsed, yield* configurationOf(bot))
  if (detail !== undefined) return yield* new Conflict({ detail })
})

/** A bot with settings that buy less first than its own (BTD-10): what it was rehearsed with holds for them, too. */
export const buyingLess = Effect.fnUntraced(function* (bot: BotDefinition, settings: BotDefinition["settings"]) {
  const changed = { ...bot, settings }
  const { rehearsed } = bot
  if (rehearsed === undefined || rehearsed.configuration !== (yield* configurationOf(bot))) return changed
  return { ...changed, rehearsed: { ...rehearsed, configuration: yield* configurationOf(changed) } }
})

/** Plays one fault after another; others get their turn in between. */
const rowsOf = (of: RehearsalOf) =>
  Effect.forEach(faults, (fault) =>
    Effect.andThen(
      Effect.yieldNow,
      Effect.sync(() => rehearseFault(of, fault))
    )
  )

/** What is rehearsed of a bot, from a price on; none while its market is not on offer. */
const rehearsalOf = Effect.fnUntraced(function* (bot: BotDefinition) {
  const terms = yield* rulesOf(bot.connection)
  const record = yield* readMarket(bot.venue, bot.symbol)
  return Option.map(record, (found) => {
    const { market, price } = priced(found, terms)
    return { market, price, settings: bot.settings, terms }
  })
})

const toldOf = ({ at, price, waived }: Rehearsed) => ({ at, price, ...(waived !== undefined && { waived }) })

/** How the bot's configuration came through its last rehearsal: its rows are played again, and are the same. */
const viewOf = Effect.fnUntraced(function* (bot: BotDefinition) {
  const { rehearsed } = bot
  const state = rehearsalState(rehearsed, yield* configurationOf(bot))
  if (rehearsed === undefined) return { state, rows: [] } satisfies RehearsalView
  if (state === "OUTDATED") return { state, at: rehearsed.at, rows: [] } satisfies RehearsalView
  const of = yield* rehearsalOf(bot)
  if (Option.isNone(of)) return { state, ...toldOf(rehearsed), rows: [] } satisfies RehearsalView
  const { at, price } = rehearsed
  const rows = yield* rowsOf({ ...of.value, price: of.value.market.roundPrice(price, "DOWN"), at, seed: at })
  return { state, ...toldOf(rehearsed), rows } satisfies RehearsalView
})

/** The last rehearsal of a bot. */
export const botRehearsal = Effect.fn("api.botRehearsal")(function* (botId: BotId) {
  return yield* viewOf((yield* findBot(botId)).value)
})

const listed = (failed: ReadonlyArray<Fault>): string => failed.map((fault) => faultNames[fault]).join(", ")

/** Rehearses a bot as it is configured now, at its market's last price. */
export const rehearseBot = Effect.fn("api.rehearseBot")(function* (botId: BotId) {
  const { value: bot, version } = yield* findBot(botId)
  yield* checkSettings(bot)
  const of = Option.getOrUndefined(yield* rehearsalOf(bot))
  if (of?.price === undefined)
    return yield* new Conflict({ detail: `There is no price of ${bot.symbol} right now. Try again in a moment.` })
  const at = yield* marketNow
  const rows = yield* rowsOf({ ...of, price: of.price, at, seed: at })
  const failed = failedFaults(rows)
  const rehearsed: Rehearsed = {
    configuration: yield* configurationOf(bot),
    at,
    price: of.market.priceText(of.price),
    failed
  }
  yield* audit({
    tenantId: bot.tenantId,
    action: "bot.rehearse",
    detail: `${bot.name} ${failed.length === 0 ? "passed its rehearsal" : `did not pass its rehearsal: ${listed(failed)}`}`,
    botDefinitionId: bot.id
  })
  yield* replaceBot({ ...bot, rehearsed }, version)
  return { state: failed.length === 0 ? "PASSED" : "FAILED", ...toldOf(rehearsed), rows } satisfies RehearsalView
})

/** Why these can't be waived for a bot, field and all; `undefined` when they can. */
const waiverProblem = (given: ReadonlyArray<Fault>, failed: ReadonlyArray<Fault>): string | undefined => {
  const passed = given.filter((fault) => !failed.includes(fault))
  const left = failed.filter((fault) => !given.includes(fault))
  if (passed.length > 0) return `it passed ${listed(passed)}: name only what it did not pass`
  return left.length > 0 ? `name ${listed(left)}, too: all that it did not pass is waived together` : undefined
}

/** Waives what a bot's configuration did not pass, by name. */
export const waiveRehearsal = Effect.fn("api.waiveRehearsal")(function* (botId: BotId, given: ReadonlyArray<Fault>) {
  const { userDetails } = yield* CurrentPrincipal
  const { value: bot, version } = yield* findBot(botId)
  const { rehearsed } = bot
  const state = rehearsalState(rehearsed, yield* configurationOf(bot))
  if (rehearsed === undefined || state === "NONE" || state === "OUTDATED")
    return yield* new Conflict({ detail: `${bot.name} was not rehearsed as it is now. Rehearse it first.` })
  if (state === "PASSED")
    return yield* new Conflict({ detail: `${bot.name} passed its rehearsal: there is nothing to waive.` })
  const message = waiverProblem(given, rehearsed.failed)
  if (message !== undefined)
    return yield* new CannotWork({
      detail: `This can't be waived: ${message}.`,
      errors: [{ field: "faults", message }]
    })
  const waived = { at: yield* Clock.currentTimeMillis, by: userDetails, faults: rehearsed.failed }
  const changed = { ...bot, rehearsed: { ...rehearsed, waived } }
  yield* audit({
    tenantId: bot.tenantId,
    action: "bot.waive-rehearsal",
    detail: `${bot.name}: ${userDetails} waived of its rehearsal ${listed(waived.faults)}`,
    botDefinitionId: bot.id
  })
  yield* replaceBot(changed, version)
  return yield* viewOf(changed)
})
