import type { Effect } from "effect"
import type { ClientOrderId } from "@tradetower/domain/ids"
import type { ExchangeUnavailable } from "../../unavailable.ts"
import type { Urgency } from "../../wire/request-pace.ts"
import type { Trade } from "./mirror.ts"

/** A trade as it was heard, with what was known of it before. */
export interface HeardTrade {
  readonly trade: Trade
  readonly before?: Trade
}

/** What the broker lists of an account's orders and trades, over whichever way in; all of it goes into the mirror. */
export interface Listings {
  /** Those of ours among the orders it lists. */
  readonly orders: (urgency?: Urgency) => Effect.Effect<ReadonlyArray<ClientOrderId>, ExchangeUnavailable>
  /** Those that were listed with `orders` last and can't be read: by our id, where that can. */
  readonly unread?: () => ReadonlyArray<ClientOrderId | undefined>
  /** Trades of ours that are new, or were corrected. */
  readonly trades: (urgency?: Urgency) => Effect.Effect<ReadonlyArray<HeardTrade>, ExchangeUnavailable>
  /** One order by the broker's id, where it is asked for by that. `reference`: what it is called where that is not told. */
  readonly byId: (orderId: string, reference: string) => Effect.Effect<unknown, ExchangeUnavailable>
  /** Whether orders were listed since then (ms), in the session that there is. */
  readonly listedSince: (at: number) => boolean
}
