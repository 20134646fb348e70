import type { Bot } from "../../client/contract.ts"

/** How urgent it is to look at a bot's orders: one whose fate is unknown, then those that run, then the last that ended. */
const urgency = ({ run }: Bot): number =>
  run === undefined
    ? 0
    : run.summary.unknownOrders > 0
      ? Number.MAX_SAFE_INTEGER
      : run.live
        ? Number.MAX_SAFE_INTEGER - 1
        : (run.endedAt ?? run.startedAt)

/** Of bots that have run, so many whose orders are worth looking at first. */
export const watched = (bots: ReadonlyArray<Bot>, most: number): ReadonlyArray<Bot> =>
  bots
    .filter(({ run }) => run !== undefined)
    .toSorted((a, b) => urgency(b) - urgency(a))
    .slice(0, most)
