import type { Bot, Connection } from "../client/contract.ts"
import { clockOf, moment, span } from "../format/time.ts"
import { counted } from "../format/number.ts"

/** So many bots are named. */
const NAMED = 4

const named = (bots: ReadonlyArray<Bot>): string => {
  const names = bots.slice(0, NAMED).map(({ name }) => name)
  const more = bots.length - names.length
  return more > 0 ? `${names.join(", ")} and ${more} more` : names.join(", ")
}

/** Whether an account is out of reach. */
export const isLost = ({ state }: Pick<Connection, "state">): boolean =>
  state === "DISCONNECTED" || state === "SIGNED_OUT" || state === "REVOKED" || state === "NEEDS_USER"

/** Since when an account is out of reach: `"since 14:02:11, for 12 min"`. */
export const sinceWords = (since: number, now: number): string =>
  now - since < 1_000 ? `since ${clockOf(since)}` : `since ${moment(since, now)}, for ${span(now - since)}`

/**
 * What rests at a broker that is out of reach, and whose positions a stop there protects, and whose only this system, in
 * sentences; all as last known. `bots`: those that trade through the account.
 */
export const leftWords = (bots: ReadonlyArray<Bot>): ReadonlyArray<string> => {
  const unknown = bots.reduce((count, { run }) => count + (run?.summary.unknownOrders ?? 0), 0)
  const resting = bots.reduce((count, { run }) => count + (run?.summary.openOrders ?? 0), 0) - unknown
  const kept = (by: "BROKER" | "DAY" | "HERE") => bots.filter(({ run }) => run?.summary.protection === by)
  const [there, today, here] = [kept("BROKER"), kept("DAY"), kept("HERE")]
  return [
    resting === 0
      ? "No order of your bots rests there, as far as is known."
      : `${counted(resting, "order")} of your bots rest${resting === 1 ? "s" : ""} there, as far as is known.`,
    ...(unknown === 0 ? [] : [`Of ${counted(unknown, "order")} the outcome is unknown.`]),
    ...(there.length === 0 ? [] : [`Protected by a stop order there: ${named(there)}.`]),
    ...(today.length === 0
      ? []
      : [`Protected by a stop order there until the close, and not after it: ${named(today)}.`]),
    ...(here.length === 0 ? [] : [`Protected only while TradingTower runs and reaches it, so not now: ${named(here)}.`])
  ]
}
