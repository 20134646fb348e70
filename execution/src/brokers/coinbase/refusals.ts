import type { ClientOrderId } from "@tradetower/domain/ids"
import type { RejectReason } from "@tradetower/domain/order"
import { OrderRejected } from "../../exchange.ts"
import type { Refusal } from "./answers.ts"

/** Words of Coinbase that say nothing. */
const EMPTY = /^$|^UNKNOWN_|_UNSPECIFIED$|_UNKNOWN$/

/** Coinbase's own name for why it refused: the one of the three places that says something. */
export const reasonOf = ({ error, new_order_failure_reason, preview_failure_reason }: Refusal): string =>
  [new_order_failure_reason, preview_failure_reason, error].find(
    (said) => typeof said === "string" && !EMPTY.test(said)
  ) ?? "UNKNOWN"

export const isDuplicate = (reason: string): boolean => reason.endsWith("DUPLICATE_CLIENT_ORDER_ID")

/** What Coinbase's reasons mean, the first that fits; in words, as the end of a sentence that begins with its name. */
const meanings: ReadonlyArray<readonly [RegExp, RejectReason, string]> = [
  [/INSUFFICIENT_FUND/, "INSUFFICIENT_FUNDS", "says that there is not enough free in the account for this order"],
  [/POST_ONLY/, "POST_ONLY", "refused it because it would have traded at once, and was only to rest"],
  [/REDUCE_ONLY/, "REDUCE_ONLY", "takes no order here that may only make a position smaller"],
  [/TOO_SMALL|BELOW_MIN|MINIMUM|_MIN(_|$)/, "BELOW_MINIMUM", "takes no order as small as this: raise its amount"],
  [/MAX_OPEN_ORDERS|TOO_MANY/, "TOO_MANY_ORDERS", "lets no more orders rest: take some back first"],
  [/_TOO_LARGE|ABOVE_MAX/, "INVALID", "takes no order as large as this: lower its amount"],
  [/(^|_)MAX_/, "TOO_MANY_ORDERS", "lets no more of this rest: take some orders back first"],
  [
    /UNTRADABLE_PRODUCT|TRADING_DISABLED|PRODUCT_TRADING_HALTED|ORDER_ENTRY_DISABLED|TRADING_SESSION|AFTER_HOUR/,
    "MARKET_CLOSED",
    "takes no orders for this pair now"
  ],
  [/PRECISION/, "INVALID", "counts this pair in coarser steps of price or amount"],
  [/STOP_PRICE/, "INVALID", "refused the stop: the price has passed its trigger already"],
  [/TOO_FAR_FROM_MARKET|BREACHED_PRICE_LIMIT/, "INVALID", "takes no order this far from the market's price"],
  [/NO_LIQUIDITY/, "EXCHANGE", "found nobody to trade with at this moment: it may work again in a minute"],
  [/IN_LIQUIDATION|CLOSE_ONLY/, "EXCHANGE", "lets this account only close positions now"],
  [/GEOFENCING|INELIGIBLE_PAIR/, "EXCHANGE", "does not let this account trade the pair where it is"],
  [
    /COMMANDER_REJECTED|RISK_PROXY_FAILURE|INTERNAL|OPPOSITE_MARGIN/,
    "EXCHANGE",
    "could not take the order for a reason of its own"
  ],
  [/INVALID|UNSUPPORTED|MALFORMED|ARGUMENT/, "INVALID", "could make no sense of the order"]
]

/** Coinbase's words at most this long. */
const LONGEST = 160

const NO_WALLET = /account is not available/i

/** A refusal as the port tells it. */
export const rejected = (clientOrderId: ClientOrderId, refusal: Refusal): OrderRejected => {
  const name = reasonOf(refusal)
  const said = (refusal.message ?? refusal.error_details ?? "").slice(0, LONGEST)
  if (NO_WALLET.test(said) || NO_WALLET.test(refusal.error_details ?? ""))
    return new OrderRejected({
      clientOrderId,
      reason: "EXCHANGE",
      message:
        "Coinbase has no wallet for it in the portfolio of this key: open one there for both sides of the pair, or choose another pair"
    })
  const [, reason, words] = meanings.find(([fits]) => fits.test(name)) ?? [undefined, "EXCHANGE" as const, "refused it"]
  const told = [name, said].filter((text) => text !== "").join(": ")
  return new OrderRejected({ clientOrderId, reason, message: `Coinbase ${words} (${told})` })
}
