import type { QueryClient } from "@tanstack/react-query"
import { bots, exchanges } from "../client/queries.ts"
import { reached } from "../client/request.ts"

const EVERY = 2_000
/** What is not told over the live connection (balances), or was missed by it, is asked for this often. */
const EXCHANGES = 15_000
const BOTS = 30_000
/** A candle's last change may have been passed over for the next one's: those on the screen. */
const CANDLES = 60_000

/**
 * Asks again, now and then, for what live messages keep patching: a query's own interval would begin anew with every
 * patch and so never come. Answers what ends it.
 */
export const keepFresh = (client: QueryClient): (() => void) => {
  let passed = 0
  const timer = setInterval(() => {
    passed += EVERY
    // An account is opened when its exchange is first asked about: look again soon.
    const opening =
      client
        .getQueryData(exchanges.queryKey)
        ?.some(({ accounts }) => accounts.some(({ state }) => state === "CONNECTING")) ?? false
    if (opening || !reached.get() || passed % EXCHANGES < EVERY)
      void client.invalidateQueries({ queryKey: exchanges.queryKey })
    if (passed % BOTS < EVERY) void client.invalidateQueries({ queryKey: bots.queryKey })
    if (passed % CANDLES < EVERY) void client.invalidateQueries({ queryKey: ["candles"] }, { cancelRefetch: false })
  }, EVERY)
  // The browser says that something changed, not that we are reached: ask.
  const ask = () => void client.invalidateQueries({ queryKey: exchanges.queryKey })
  addEventListener("offline", ask)
  addEventListener("online", ask)
  return () => {
    clearInterval(timer)
    removeEventListener("offline", ask)
    removeEventListener("online", ask)
  }
}
