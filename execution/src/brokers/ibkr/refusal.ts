import type { RejectReason } from "@tradetower/domain/order"

/** By text: the Web API has no codes for them. */
const byText: ReadonlyArray<readonly [RegExp, RejectReason]> = [
  [/insufficient|margin|available funds|buying power|cash (balance|available)|equity with loan/i, "INSUFFICIENT_FUNDS"],
  [/15 orders|maximum number|too many|limit of .* orders/i, "TOO_MANY_ORDERS"],
  [/clos(e|ing)[- ]only|only.*clos(e|ing) orders/i, "RISK_LIMIT"],
  [/minimum (size|quantity|order)|below the min/i, "BELOW_MINIMUM"],
  [/minimum price variation|increment|does not conform|invalid|not supported|fractional/i, "INVALID"],
  [/market is closed|outside (of )?(regular )?trading hours/i, "MARKET_CLOSED"]
]

/** Why an order was refused, by the broker's own words. */
export const reasonOf = (words: string): RejectReason => byText.find(([text]) => text.test(words))?.[1] ?? "EXCHANGE"
