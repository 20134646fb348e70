import { Effect } from "effect"
import { type Time, TradeId } from "@tradetower/domain/ids"
import { compare } from "@tradetower/domain/number"
import type { Fill } from "@tradetower/domain/order"
import { type AccountReport, ExchangeUnavailable } from "../../exchange.ts"
import type { TradeUpdate } from "./answers.ts"
import type { FillList } from "./fill-list.ts"
import type { Known } from "./known-orders.ts"
import { filledBy } from "./trade-updates.ts"

/** A trade that Alpaca took back or corrected, and which of ours it was is not to be told. */
const unclear = new ExchangeUnavailable({
  message: "Alpaca took a trade back, and does not say which: compare your account there with the bots of this one",
  retryable: true,
  needsUser: true
})

/**
 * What a bust or a correction says: the trade it is of no longer counts, and the corrected one does, under an id of its
 * own. A bust names its trade by price and quantity.
 */
export const voidedBy = Effect.fn("Alpaca.voided")(function* (
  update: TradeUpdate,
  of: Known,
  { fillsOf }: Pick<FillList, "fillsOf">,
  rate: bigint
): Effect.fn.Return<ReadonlyArray<AccountReport>, ExchangeUnavailable> {
  const { clientOrderId, exchangeOrderId, market } = of
  const { symbol } = market.instrument
  const said = filledBy(update, of, rate)?.report
  if (said?._tag !== "OrderFilled") return yield* unclear
  const listed = yield* fillsOf({ symbol, clientOrderId, exchangeOrderId, sentAt: 0 })
  const trades = listed.flatMap(({ report }) => (report._tag === "OrderFilled" ? [report] : []))
  const corrected = update.event === "trade_correct"
  const voided = trades.filter((trade) => (corrected ? trade.tradeId === said.tradeId : alike(trade, said))).at(-1)
  if (voided === undefined) return yield* unclear
  const { exactPrice, fee, price, quantity, tradeId } = voided
  const gone: AccountReport = {
    symbol,
    report: {
      _tag: "FillVoided",
      at: said.at as Time,
      clientOrderId,
      tradeId,
      side: update.order.side === "buy" ? "BUY" : "SELL",
      price,
      ...(exactPrice !== undefined && { exactPrice }),
      quantity,
      fee
    }
  }
  if (!corrected) return [gone]
  return [gone, { symbol, report: { ...said, tradeId: TradeId.make(`${tradeId}:corrected`) } }]
})

const alike = (a: Fill, b: Fill): boolean =>
  a.quantity === b.quantity &&
  a.price === b.price &&
  (a.exactPrice === b.exactPrice ||
    (a.exactPrice !== undefined && b.exactPrice !== undefined && compare(a.exactPrice, b.exactPrice) === 0))
