import { isDeepStrictEqual } from "node:util"
import { Clock, Effect } from "effect"
import type { BotId } from "@tradetower/domain/ids"
import { failedFaults, type Fault, listedFaults, type Rehearsed, rehearsalState } from "@tradetower/domain/rehearsal"
import type { BotDefinition } from "@tradetower/platform"
import { CannotWork, Conflict, CurrentPrincipal, type RehearsalView } from "../../../contract/index.ts"
import { audit } from "../../audit.ts"
import { findBot, replaceBot } from "./bot-store.ts"
import { checkSettings } from "./check-settings.ts"
import { configurationNow, playAgain, playRehearsal } from "./play-rehearsal.ts"

const toldOf = ({ at, failed, price, waived }: Rehearsed) => ({
  at,
  price,
  ...(failed.length > 0 && waived !== undefined && { waived })
})

/** How the bot's configuration came through its last rehearsal: its rows are played again, and are the same. */
const viewOf = Effect.fnUntraced(function* (bot: BotDefinition) {
  const { rehearsed } = bot
  const state = rehearsalState(rehearsed, yield* configurationNow(bot))
  if (rehearsed === undefined) return { state, rows: [] } satisfies RehearsalView
  if (state === "OUTDATED") return { state, at: rehearsed.at, rows: [] } satisfies RehearsalView
  const rows = yield* playAgain(bot, rehearsed)
  // Played by a version of ours that it was not made by.
  if (!isDeepStrictEqual(failedFaults(rows), rehearsed.failed))
    return { state: "OUTDATED", at: rehearsed.at, rows: [] } satisfies RehearsalView
  return { state, ...toldOf(rehearsed), rows } satisfies RehearsalView
})

/** The last rehearsal of a bot. */
export const botRehearsal = Effect.fn("api.botRehearsal")(function* (botId: BotId) {
  return yield* viewOf((yield* findBot(botId)).value)
})

/** Rehearses a bot as it is configured now, at its market's last price. */
export const rehearseBot = Effect.fn("api.rehearseBot")(function* (botId: BotId) {
  const { value: bot, version } = yield* findBot(botId)
  yield* checkSettings(bot)
  const { rehearsed, rows } = yield* playRehearsal(bot)
  const { failed } = rehearsed
  yield* replaceBot({ ...bot, rehearsed }, version)
  yield* audit({
    tenantId: bot.tenantId,
    action: "bot.rehearse",
    detail: `${bot.name} ${failed.length === 0 ? "passed its rehearsal" : `did not pass its rehearsal: ${listedFaults(failed)}`}`,
    botDefinitionId: bot.id
  })
  return { state: failed.length === 0 ? "PASSED" : "FAILED", ...toldOf(rehearsed), rows } satisfies RehearsalView
})

/** Why these can't be waived for a bot, field and all; `undefined` when they can. */
const waiverProblem = (given: ReadonlyArray<Fault>, failed: ReadonlyArray<Fault>): string | undefined => {
  const passed = given.filter((fault) => !failed.includes(fault))
  const left = failed.filter((fault) => !given.includes(fault))
  if (passed.length > 0) return `it passed ${listedFaults(passed)}: name only what it did not pass`
  return left.length > 0 ? `name ${listedFaults(left)}, too: all that it did not pass is waived together` : undefined
}

const notAsItIs = ({ name }: BotDefinition) =>
  new Conflict({ detail: `${name} was not rehearsed as it is now. Rehearse it first.` })

/** Waives what a bot's configuration did not pass, by name. */
export const waiveRehearsal = Effect.fn("api.waiveRehearsal")(function* (botId: BotId, given: ReadonlyArray<Fault>) {
  const { userDetails } = yield* CurrentPrincipal
  const { value: bot, version } = yield* findBot(botId)
  const { rehearsed } = bot
  const state = rehearsalState(rehearsed, yield* configurationNow(bot))
  if (rehearsed === undefined || state === "NONE" || state === "OUTDATED") return yield* notAsItIs(bot)
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
  // Told from before it is written: what is refused here has waived nothing.
  const view = yield* viewOf(changed)
  if (view.state !== "WAIVED") return yield* notAsItIs(bot)
  yield* replaceBot(changed, version)
  yield* audit({
    tenantId: bot.tenantId,
    action: "bot.waive-rehearsal",
    detail: `${bot.name}: ${userDetails} waived of its rehearsal ${listedFaults(waived.faults)}`,
    botDefinitionId: bot.id
  })
  return view
})
