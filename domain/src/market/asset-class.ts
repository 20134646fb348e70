import { Schema } from "effect"

/** What a file of candles may be of: a contract's size and its end are in none. */
export const FileClass = Schema.Literals(["CRYPTO", "EQUITY"])
export type FileClass = typeof FileClass.Type

/** Coins that are traded against dollars under the same name as a stock might be. */
const COINS = new Set(
  (
    "BTC XBT ETH SOL XRP ADA DOGE DOT LTC BCH LINK AVAX MATIC POL TRX SHIB PEPE UNI ATOM XLM ETC XMR NEAR ALGO FIL " +
    "APT ARB OP SUI INJ BNB TON ICP AAVE MKR BONK WIF FLOKI HBAR"
  ).split(" ")
)

const HOUR = 3_600_000
const DAY = 24 * HOUR

/**
 * Whether candles open at times when no US stock trades, before the bell or after it included: on a Saturday or Sunday,
 * or from 2:00 to 8:00 UTC, which is night in New York in summer and winter. `step` is the candles' length, ms: those
 * of a day tell their day only, longer ones nothing.
 */
export const tradesAtNight = (at: Float64Array, step: number): boolean => {
  if (step > DAY) return false
  for (const time of at) {
    // 1 January 1970 was a Thursday.
    const weekday = (Math.floor(time / DAY) + 4) % 7
    const hour = Math.floor((time % DAY) / HOUR)
    const weekend = weekday === 0 || (weekday === 6 && (step === DAY || hour >= 2))
    if (weekend || (step < DAY && hour >= 2 && hour < 8)) return true
  }
  return false
}

/** Whether candles are of a time long enough that trading at night or on a weekend would show in them. */
export const showsNights = (at: Float64Array, step: number): boolean => {
  const span = (at.at(-1) ?? 0) - (at[0] ?? 0)
  return step < DAY ? span >= DAY : step === DAY && span >= 7 * DAY
}

/**
 * Whether something is a coin or a US stock, and what says so; the first of these that says anything. Its name counts
 * only where nothing else can: a stock may be called as a coin is.
 */
export const inferredClass = (
  base: string,
  quote: string,
  { night, nights, volumes }: { readonly night: boolean; readonly nights: boolean; readonly volumes: number }
): { readonly assetClass: FileClass; readonly because: string } => {
  if (quote !== "USD") return { assetClass: "CRYPTO", because: `quoted in ${quote}` }
  if (night) return { assetClass: "CRYPTO", because: "it trades at night or on weekends" }
  if (volumes > 0) return { assetClass: "CRYPTO", because: "its volumes have decimals" }
  if (nights) return { assetClass: "EQUITY", because: "whole volumes, no trading at night or on weekends" }
  if (COINS.has(base))
    return { assetClass: "CRYPTO", because: `${base} is a coin; the file is too short to show its hours` }
  return { assetClass: "EQUITY", because: "whole volumes; the file is too short to show its hours" }
}
