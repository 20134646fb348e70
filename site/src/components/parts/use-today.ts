import { useQueries } from "@tanstack/react-query"
import { minus } from "@tradetower/domain/number"
import type { Bot } from "../../client/contract.ts"
import { totalsBefore } from "../../client/queries.ts"

/** When the day of a moment began in the trader's zone, ms. */
export const midnightOf = (now: number): number => new Date(now).setHours(0, 0, 0, 0)

/**
 * What each bot made today, by its id, given what it made over all its runs; absent while how yesterday ended isn't known. The day
 * is that of the bot's own market (`nowOf`), which may be simulated or replayed.
 */
export const useToday = (
  bots: ReadonlyArray<Bot>,
  totalOf: (bot: Bot) => string | undefined,
  nowOf: (bot: Bot) => number
): ReadonlyMap<string, string> => {
  // One whose first run began today has nothing to be told about yesterday.
  const older = bots.flatMap((bot) => {
    const midnight = midnightOf(nowOf(bot))
    const beganToday = bot.run === undefined || (bot.run.startedAt >= midnight && (bot.earlier?.runs ?? 0) === 0)
    return beganToday ? [] : [{ id: bot.id, midnight }]
  })
  // Markets of one clock have one midnight: most of the time there is only one.
  const midnights = [...new Set(older.map(({ midnight }) => midnight))]
  const totals = useQueries({ queries: midnights.map(totalsBefore) })
  const before = new Map(
    older.map(({ id, midnight }) => {
      const known = totals[midnights.indexOf(midnight)]?.data
      return [id, known && (known[id] ?? "0")]
    })
  )
  return new Map(
    bots.flatMap((bot) => {
      const total = totalOf(bot)
      const ended = before.has(bot.id) ? before.get(bot.id) : "0"
      return total === undefined || ended === undefined ? [] : [[bot.id, minus(total, ended)] as const]
    })
  )
}
