import type { Market, Quantity } from "./market.ts"

/** Whether a quantity is of whole units of what is traded: of a future every lot is a contract. */
export const isInWholeUnits = (
  { baseDecimals, baseOf, instrument }: Pick<Market, "baseDecimals" | "baseOf" | "instrument">,
  quantity: Quantity
): boolean => instrument.kind === "FUTURES" || baseOf(quantity) % 10n ** BigInt(baseDecimals) === 0n
