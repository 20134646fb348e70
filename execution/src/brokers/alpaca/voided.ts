import { Effect } from "effect"
import { type Time, TradeId } from "@tradetower/domain/ids"
import { OldestOut } from "@tradetower/domain/oldest-out"
import { compare, type Decimal } from "@tradetower/domain/number"
import type { Fill } from "@tradetower/domain/order"
import type { AccountNews, ExchangeUnavailable } from "../../exchange.ts"
import { Latest } from "../latest.ts"
import type { FillList } from "./fill-list.ts"
import type { Known } from "./known-orders.ts"
import { fillOf } from "./trades.ts"

/** So many of the latest trades are known by Alpaca's ids of them. */
const MOST = 1_000

/** Trades by Alpaca's ids of their executions, as the stream told them; and which were taken back. */
export class Executions {
  readonly trades = new OldestOut<string, Fill>(MOST)
  readonly voided = new Latest<TradeId>(MOST)
}

/** A trade that Alpaca took back, or corrected: then with what it is now. */
export interface TakenBack {
  /** Its own, of this word about the trade. */
  readonly id: string
  readonly corrected: boolean
  readonly orderId: string
  /** Which execution it is of, where that is said. */
  readonly execution: string | undefined
  readonly side: "BUY" | "SELL"
  readonly price: Decimal | undefined
  readonly quantity: Decimal | undefined
  readonly at: string
}

/**
 * What a bust or a correction says: the trade it is of no longer counts, and the corrected one does, under an id of its
 * own. It is of the execution that it names. A bust that names none is of the latest of its price and quantity, and a
 * correction of the only trade there is: which other one it was nobody can tell, and its trader is to look.
 */
export const voidedBy = Effect.fn("Alpaca.voided")(function* (
  said: TakenBack,
  of: Known,
  { trades: named, voided }: Executions,
  { fillsOf }: Pick<FillList, "fillsOf">
): Effect.fn.Return<ReadonlyArray<AccountNews>, ExchangeUnavailable> {
  const { clientOrderId, exchangeOrderId, market } = of
  const { symbol } = market.instrument
  const told = (trade: Pick<Fill, "exactPrice" | "price" | "quantity">): boolean => {
    const at = said.price === undefined ? undefined : market.fillPrice(said.price)
    const quantity = said.quantity === undefined ? undefined : market.quantity(said.quantity)
    return at !== undefined && trade.quantity === quantity && trade.price === at.price && same(trade, at)
  }
  const find = Effect.fnUntraced(function* () {
    const one = said.execution === undefined ? undefined : named.get(said.execution)
    if (one !== undefined) return one
    const listed = yield* fillsOf({ symbol, clientOrderId, exchangeOrderId, sentAt: 0 })
    const trades = listed.flatMap(({ report }) =>
      report._tag === "OrderFilled" && !voided.has(report.tradeId) ? [report] : []
    )
    return said.corrected ? (trades.length === 1 ? trades[0] : undefined) : trades.filter(told).at(-1)
  })
  const trade = yield* find()
  const unclear: AccountNews = {
    _tag: "Noticed",
    id: `taken-back:${said.id}`,
    symbol,
    holds: true,
    text: `a trade of order ${clientOrderId} in ${symbol} was ${said.corrected ? "corrected" : "taken back"}, and Alpaca does not say which.`
  }
  if (trade === undefined) return [unclear]
  const { exactPrice, fee, liquidity: _, price, quantity, tradeId } = trade
  voided.isNew(tradeId)
  const at = Date.parse(said.at) as Time
  const gone: AccountNews = {
    _tag: "Reported",
    symbol,
    report: {
      _tag: "FillVoided",
      at,
      clientOrderId,
      tradeId,
      side: said.side,
      price,
      ...(exactPrice !== undefined && { exactPrice }),
      quantity,
      fee
    }
  }
  if (!said.corrected) return [gone]
  const { orderId, side } = said
  const now =
    said.price === undefined || said.quantity === undefined
      ? undefined
      : fillOf(
          market,
          {
            clientOrderId,
            orderId,
            side,
            price: said.price,
            quantity: said.quantity,
            total: said.quantity,
            at: said.at,
            whole: of.whole,
            leg: of.leg
          },
          0n
        )
  if (now === undefined) return [unclear]
  const report: Fill = { ...now, tradeId: TradeId.make(`${tradeId}:corrected`), fee }
  named.set(said.id, report)
  return [gone, { _tag: "Reported", symbol, report }]
})

const same = (a: Pick<Fill, "exactPrice">, b: Pick<Fill, "exactPrice">): boolean =>
  a.exactPrice === b.exactPrice ||
  (a.exactPrice !== undefined && b.exactPrice !== undefined && compare(a.exactPrice, b.exactPrice) === 0)
