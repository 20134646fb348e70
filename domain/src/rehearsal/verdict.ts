import { isLive } from "../bot/life.ts"
import { openOrders } from "../exchange/account.ts"
import { offBooks } from "../simulation/off-books.ts"
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

/** Everything that a bot did not do right, in sentences. */
const problemsOf = ({ beyondStop, entered, stage, wrong }: Played): ReadonlyArray<string> => {
  const { run } = stage
  const { life, reason } = run.state
  if (!entered)
    return [
      `It traded nothing although the price went 10 % up and down, so this could not be rehearsed. It says: ${reason}`
    ]
  return [
    ...wrong,
    ...(stage.spans.longest > MOST_UNPROTECTED
      ? [`${unprotectedWords(stage)}${stage.bare ? ": it has no stop" : ""}.`]
      : []),
    ...(beyondStop && isBeyondStop(stage) ? ["The price is beyond its stop, and it still holds what it held."] : []),
    ...(life === "ERROR" ? [`At the end it needs you: ${reason}`] : []),
    ...(life === "PAUSED" ? [`At the end it is paused: ${reason}`] : []),
    ...strayOrders(stage),
    ...offBooks(run, stage.opened).map((one) => `Its books are not the account's: ${one}.`)
  ]
}

const passedWords = ({ stage }: Played): string => {
  const { BOT, NOBODY, PARTLY } = stage.spans.of
  const kept = [
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
export const verdictOf = (played: Played): { readonly passed: boolean; readonly why: string } => {
  const problems = problemsOf(played)
  return problems.length === 0 ? { passed: true, why: passedWords(played) } : { passed: false, why: problems.join(" ") }
}
