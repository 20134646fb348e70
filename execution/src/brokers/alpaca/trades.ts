import { type ClientOrderId, type Time, TradeId } from "@tradetower/domain/ids"
import { isInWholeUnits, type Market } from "@tradetower/domain/market"
import { cut, type Decimal, plus, whole } from "@tradetower/domain/number"
import type { Fill, Side } from "@tradetower/domain/order"
import { feeTiersOf } from "@tradetower/domain/terms"

/** Share of a trade in coins that a taker pays, in billionths, by tier: 1 to 8. */
const TAKER = feeTiersOf("alpaca", { assetClass: "CRYPTO", kind: "SPOT" }).map(({ takerRate: rate }) => cut(rate, 9))

/** What a trade in coins is taken to cost: that of a taker, since a trade doesn't say which it was. Paper costs nothing. */
export const takerRate = (tier: string | null | undefined): bigint =>
  TAKER[Number(tier ?? "1") - 1] ?? (TAKER[0] as bigint)

/** A number as short as it can be written: the same trade has the same id wherever it is told. */
const shortest = (text: Decimal): Decimal => plus(text, "0")

/** What both the stream and the lists know a trade by: its order, and how much of that was filled with it. */
export const tradeIdOf = (orderId: string, total: Decimal): TradeId => TradeId.make(`${orderId}:${shortest(total)}`)

/** A trade as Alpaca tells of it. */
export interface Told {
  readonly clientOrderId: ClientOrderId
  readonly orderId: string
  readonly side: Side
  readonly price: Decimal
  readonly quantity: Decimal
  /** Of its order, with this trade. */
  readonly total: Decimal
  readonly at: string
  /** Of an order for whole shares: a fraction of one is none of its trades. */
  readonly whole: boolean
  readonly leg?: Fill["leg"] | undefined
}

/** A trade of ours; undefined where it can't be counted here. `rate`: the account's, of coins. */
export const fillOf = (market: Market, told: Told, rate: bigint): Fill | undefined => {
  const at = market.fillPrice(shortest(told.price))
  const quantity = market.quantity(told.quantity)
  if (at === undefined || quantity === undefined || quantity <= 0 || Number(told.price) <= 0) return undefined
  if (told.whole && !isInWholeUnits(market, quantity)) return undefined
  const { exactPrice, price } = at
  const notional =
    exactPrice === undefined ? market.notional(price, quantity) : market.exactNotional(exactPrice, quantity)
  const isCoin = market.instrument.assetClass === "CRYPTO"
  const fee =
    isCoin && told.side === "BUY"
      ? ({ _tag: "Base", amount: whole(market.feeOn(market.baseOf(quantity), rate)) } as const)
      : ({ _tag: "Quote", amount: whole(isCoin ? market.feeOn(notional, rate) : 0n) } as const)
  return {
    _tag: "OrderFilled",
    at: Date.parse(told.at) as Time,
    clientOrderId: told.clientOrderId,
    tradeId: tradeIdOf(told.orderId, told.total),
    price,
    ...(exactPrice !== undefined && { exactPrice }),
    quantity,
    fee,
    liquidity: "TAKER",
    ...(told.leg !== undefined && { leg: told.leg })
  }
}
