import type { Lost } from "./socket.ts"

/** Why a socket is of no use any more, in words: `what` it is (`"Alpaca's prices"`), and whose. */
export const lostWords = (who: string, what: string): Readonly<Record<Lost, string>> => ({
  FOREIGN_HOST: `${what} at another host than its own`,
  UNREACHED: `${what} can't be reached`,
  SILENT: `${what} fell silent`,
  CLOSED: `${who} closed the connection`
})
