import type { ClientOrderId } from "@tradetower/domain/ids"
import { ClientOrderId as Id } from "@tradetower/domain/ids"
import type { Market, Quantity } from "@tradetower/domain/market"
import { sum } from "@tradetower/domain/number"
import type { OrderState } from "../../exchange.ts"
import type { LegAnswer, OrderAnswer } from "./answers.ts"
import { marketIn } from "./instruments.ts"

type Status = OrderState["status"]

/** All that may still fill are open, whatever they wait for. */
const statuses: Readonly<Record<string, Status>> = {
  pending_new: "OPEN",
  accepted: "OPEN",
  new: "OPEN",
  held: "OPEN",
  accepted_for_bidding: "OPEN",
  stopped: "OPEN",
  suspended: "OPEN",
  calculated: "OPEN",
  done_for_day: "OPEN",
  pending_cancel: "OPEN",
  pending_replace: "OPEN",
  partially_filled: "OPEN",
  filled: "FILLED",
  canceled: "CANCELLED",
  replaced: "CANCELLED",
  expired: "EXPIRED",
  rejected: "REJECTED"
}

/** Where an order stands by Alpaca's word for it; one that is new to us is unknown. */
export const statusOf = (word: string): Status => statuses[word] ?? "UNKNOWN"

/** Why an order ended, in words. */
export const endWords = ({ status, time_in_force }: Pick<LegAnswer, "status" | "time_in_force">): string =>
  statusOf(status) === "UNKNOWN"
    ? `Alpaca calls it “${status.slice(0, 40)}”, which is not known here`
    : status === "expired"
      ? time_in_force === "gtc"
        ? "it rested at Alpaca for 90 days, the longest there is"
        : "expired at the close"
      : status === "replaced"
        ? "replaced at Alpaca, by no order that it names"
        : status === "rejected"
          ? "rejected by Alpaca"
          : "cancelled at Alpaca"

/** Fills at once, or not at all. */
export const takesAtOnce = ({ time_in_force, type }: Pick<LegAnswer, "type" | "time_in_force">): boolean =>
  type === "market" || time_in_force === "ioc"

/** An order and what belongs to it, with what they are counted in. */
export interface Whole {
  readonly clientOrderId: ClientOrderId
  readonly market: Market
  readonly status: Status
  readonly filled: Quantity
  /** All that may fill for it: itself, what belongs to it, and what took the place of any of them at Alpaca. */
  readonly parts: ReadonlyArray<LegAnswer>
  readonly state: OrderState
}

/** Whether an order's place was taken by another one, which is known. */
const isReplacedBy = ({ replaced_by, status }: LegAnswer, others: ReadonlyArray<LegAnswer>): boolean =>
  status === "replaced" && others.some(({ id }) => id === replaced_by)

/**
 * Both legs of one that cancels the other are one order: open while either is. So is one whose place others took: it
 * stands as the last of them does.
 */
const together = (parts: ReadonlyArray<LegAnswer>): Status => {
  const all = parts.filter((part) => !isReplacedBy(part, parts)).map(({ status }) => statusOf(status))
  for (const status of ["UNKNOWN", "OPEN", "FILLED"] as const) if (all.includes(status)) return status
  return all[0] ?? "UNKNOWN"
}

/**
 * An order as it stands; undefined of one that can't be counted here, which is none of ours. `heirs`: all that took its
 * place there, or that of a part of it. It goes on as what was asked for, whatever they are for: what they fill is its own.
 */
export const wholeOf = (answer: OrderAnswer, heirs: ReadonlyArray<LegAnswer> = []): Whole | undefined => {
  const { asset_class, client_order_id, created_at, id, limit_price, qty, side, stop_price, submitted_at, symbol } =
    answer
  const market = marketIn(symbol, asset_class)
  const quantity = qty === null ? undefined : market?.quantity(qty)
  const { legs, ...own } = answer
  const parts: ReadonlyArray<LegAnswer> = [own, ...(legs ?? []), ...heirs]
  const filled = market?.quantity(sum(parts.map(({ filled_qty }) => filled_qty)))
  if (market === undefined || quantity === undefined || filled === undefined) return undefined
  const asked = answer.type.startsWith("stop") ? stop_price : limit_price
  const price = typeof asked === "string" ? market.price(asked) : undefined
  if (typeof asked === "string" && price === undefined) return undefined
  const stands = together(parts)
  // One that was made smaller there is over with less than was asked for.
  const less = heirs.length > 0 && stands === "FILLED" && filled < quantity
  const status = less ? "CANCELLED" : stands
  const clientOrderId = Id.make(client_order_id)
  return {
    clientOrderId,
    market,
    status,
    filled,
    parts,
    state: {
      clientOrderId,
      exchangeOrderId: id,
      symbol: market.instrument.symbol,
      status,
      side: side === "buy" ? "BUY" : "SELL",
      ...(price !== undefined && { price }),
      quantity,
      placedAt: Date.parse(submitted_at ?? created_at ?? "1970-01-01T00:00:00Z"),
      filledQuantity: filled,
      ...(status !== "OPEN" &&
        status !== "FILLED" && {
          reason: less
            ? "made smaller at Alpaca, and filled"
            : endWords(parts.findLast((part) => statusOf(part.status) === status) ?? answer)
        })
    }
  }
}
