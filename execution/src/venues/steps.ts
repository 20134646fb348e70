import type { Instrument, TradingStatus } from "@tradetower/domain/market"
import { fine } from "@tradetower/domain/number"

/** Whether every multiple of a step is one of another: what lies on the one grid lies on the other. */
const fits = (ours: string, theirs: string): boolean => {
  const [own, coarse] = [fine(ours), fine(theirs)]
  return coarse > 0n && own % coarse === 0n
}

/** Why an instrument takes no orders where its venue counts in coarser steps now than we do; undefined where it doesn't. */
export const coarser = (
  venue: string,
  { lotSize, symbol, tickSize }: Instrument,
  now: Pick<Instrument, "tickSize" | "lotSize">
): TradingStatus | undefined => {
  const stopped = (what: string, theirs: string, ours: string): TradingStatus => ({
    takes: "NONE",
    why:
      `${venue} counts ${what} of ${symbol} in steps of ${theirs} now, and this data folder in ${ours}: ` +
      "trade it from another data folder (TRADETOWER_HOME)"
  })
  if (!fits(tickSize, now.tickSize)) return stopped("prices", now.tickSize, tickSize)
  if (!fits(lotSize, now.lotSize)) return stopped("amounts", now.lotSize, lotSize)
  return undefined
}
