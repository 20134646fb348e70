import { contractSymbol } from "./instruments.ts"
import type { Traded } from "./account-markets.ts"

const DAY = 86_400_000

/** The trading day before a day, at its beginning, ms: Friday's for a Monday. */
const dayBefore = (day: string): number => {
  let at = Date.parse(`${day.slice(0, 10)}T00:00:00Z`) - DAY
  while ([0, 6].includes(new Date(at).getUTCDay())) at -= DAY
  return at
}

/**
 * Why nothing is entered in a contract any more, with which one goes on, in words: from a trading day before it may only be
 * closed. Undefined while it may be. Nobody is moved to another contract by us.
 */
export const closingSoon = ({ contract }: Traded, now: number): string | undefined => {
  if (contract === undefined) return undefined
  const { answer } = contract
  const next = answer["roll-target-symbol"]
  const symbol = contractSymbol(answer)
  const goesOn =
    next === undefined || next === null ? "make a bot on a later contract" : `make a bot on ${next}, which goes on`
  if (answer["is-closing-only"] === true || answer["is-tradeable"] === false)
    return `tastytrade takes orders for ${symbol} only to close it: ${goesOn}`
  const from = answer["closing-only-date"] ?? answer["last-trade-date"] ?? undefined
  if (from === undefined || now < dayBefore(from)) return undefined
  return `from ${from.slice(0, 10)} on ${symbol} may only be closed, so nothing is entered any more: ${goesOn}`
}
