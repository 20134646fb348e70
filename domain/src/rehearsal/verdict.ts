import { unitsOf } from "../terms/instrument-under.ts"
import { termsOf } from "../terms/list.ts"
import { isLive } from "../bot/life.ts"
import { openOrders } from "../exchange/account.ts"
import { offBooks } from "../simulation/off-books.ts"
import type { RehearsalRow } from "./rehearsal.ts"
import { isBeyondStop, type Played } from "./scenes.ts"
import type { Stage } from "./stage.ts"

/** For how long at a stretch what a bot holds may go without protection, s: a request that was put off comes through in it. */
const MOST_UNPROTECTED = 10

/** Orders that rest and that the bot does not know, or the other way round, and orders sent twice. */
const strayOrders = ({ run }: Stage): ReadonlyArray<string> => {
  const { account, state } = run
  const resting = new Set<string>(openOrders(account).map(({ request }) => request.clientOrderId))
  const known = [...state.orders.values()].filter(({ held }) => held === undefined).map(({ id }) => id as string)
  const lost = known.filter((id) => !resting.has(id)).length
  const strange = [...resting].filter((id) => !known.includes(id)).length
  const twice = [...account.orders.values()].filter(({ again }) => again > 0).length
  return [
    ...(lost > 0 ? [`The exchange does not have ${lost} of the orders it waits for.`] : []),
    ...(strange > 0 && isLive(state.life)
      ? [`It does not know ${strange} of the orders that rest at the exchange.`]
      : []),
    ...(twice > 0 ? [`It placed ${twice} of its orders twice.`] : [])
  ]
}

const unprotectedWords = ({ spans }: Stage): string =>
  `What it held was unprotected for ${spans.of.NOBODY} s${spans.longest < spans.of.NOBODY ? `, ${spans.longest} s at a stretch` : ""}`

/** Why nobody protected what it held, and where that is passed. */
const whyUnprotected = ({ alone, config: { market, settings, terms } }: Stage): string => {
  const kept = terms === undefined ? undefined : termsOf(terms, market.instrument)
  if (!alone || kept === undefined)
    return "Its stop did not rest at the exchange just then. It passes where that rests there all the time; else waive this by name."
  const needs = [
    ...(kept.stopBesideExits === "OCO"
      ? [`a single exit for all that it holds${unitsOf(settings) === "FRACTIONS" ? ", in whole shares" : ""}`]
      : []),
    ...(kept.stopBesideExits === "NONE" ? ["no exit beside it"] : []),
    ...(kept.stopBesideOpposite ? [] : ["no order of the other side beside it"])
  ]
  return kept.nativeStop === "NONE" || needs.length === 0
    ? `${kept.title} did not take its stop, so the bot alone watched it, and was cut off. Waive this by name, or trade it elsewhere.`
    : `${kept.title} keeps no stop beside this bot's other orders, so the bot alone watched it, and was cut off. It keeps one with ${needs.join(" and ")}: so this passes. Else waive it by name.`
}

/** Where its stop did not hold what it held: a bot without one is held to none of this. */
const unguardedOf = ({ beyondStop, entered, stage }: Played): ReadonlyArray<string> =>
  entered
    ? [
        ...(stage.spans.longest > MOST_UNPROTECTED ? [`${unprotectedWords(stage)}. ${whyUnprotected(stage)}`] : []),
        ...(beyondStop && isBeyondStop(stage) ? ["The price is beyond its stop, and it still holds what it held."] : [])
      ]
    : []

/** What else a bot did not do right, in sentences, and what came before its stop. */
const problemsOf = ({ entered, stage, wrong }: Played, unguarded: ReadonlyArray<string>): ReadonlyArray<string> => {
  const { run } = stage
  const { life, reason } = run.state
  if (!entered)
    return [
      `It traded nothing although the price went 10 % up and down, so this could not be rehearsed. It says: ${reason}`
    ]
  return [
    ...wrong,
    ...unguarded,
    ...(life === "ERROR" ? [`At the end it needs you: ${reason}`] : []),
    ...(life === "PAUSED" ? [`At the end it is paused: ${reason}`] : []),
    ...strayOrders(stage),
    ...offBooks(run, stage.opened).map((one) => `Its books are not the account's: ${one}.`)
  ]
}

const passedWords = ({ stage }: Played): string => {
  const { BARE, BOT, NOBODY, PARTLY } = stage.spans.of
  const kept = [
    ...(BARE > 0
      ? [`It has no stop for what it holds: nothing protects that, in a rehearsal as in life (${BARE} s here).`]
      : []),
    ...(PARTLY > 0
      ? [`Its stop at the exchange stood; what was bought beside it while nothing was heard had none for ${PARTLY} s.`]
      : []),
    ...(NOBODY > 0 ? [`${unprotectedWords(stage)}: ${MOST_UNPROTECTED} s at a stretch are allowed.`] : [])
  ]
  const throughout = BOT > 0 ? "Protected throughout, for a while by the bot alone." : "Protected throughout."
  return [
    ...(kept.length > 0 ? kept : [throughout]),
    "Every order is accounted for, and its books are the account's."
  ].join(" ")
}

/** Whether a bot came through what was played (REHEARSE-10), and why, or why not, in sentences. */
export const verdictOf = (played: Played): Pick<RehearsalRow, "forStopAlone" | "passed" | "why"> => {
  const unguarded = unguardedOf(played)
  const problems = problemsOf(played, unguarded)
  if (problems.length === 0) return { passed: true, why: passedWords(played) }
  return {
    passed: false,
    why: problems.join(" "),
    ...(problems.length === unguarded.length && { forStopAlone: true })
  }
}
