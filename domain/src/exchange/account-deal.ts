import { type Lots, remember } from "../market/deal.ts"
import { add, sub, times, type Whole } from "../number/whole.ts"
import type { Market, Price, Quantity } from "../market/market.ts"
import type { Fill } from "../order/report.ts"

/** What a trade costs and brings when nothing of its order was charged before; in units of the account. */
export interface Way {
  /** In quote units of the market, as it is told. */
  readonly fee: Extract<Fill["fee"], { _tag: "Quote" }>
  /** What a buy holds back: the notional, and a fee that is paid in quote. */
  readonly cost: Whole
  /** What a sale brings after its fee. */
  readonly proceeds: Whole
}

/** So many lots at a price, as an account counts them. */
export interface AccountDeal extends Lots {
  /** In units of the market. */
  readonly notional: Whole
  readonly base: Whole
  /** In units of the account. */
  readonly goods: Whole
  readonly maker: Way
  readonly taker: Way
}

/** Reckons what trades on a market come to: once for what comes again and again. */
export const dealsOn = (
  market: Market,
  quoteScale: Whole,
  baseScale: Whole
): ((price: Price, quantity: Quantity) => AccountDeal) => {
  const feeInQuote = market.instrument.feeAsset === "QUOTE"
  const way = (notional: Whole, fee: Whole): Way => ({
    fee: { _tag: "Quote", amount: fee },
    // A rebate is not counted on when funds are held back.
    cost: times(feeInQuote && fee > 0 ? add(notional, fee) : notional, quoteScale),
    proceeds: times(sub(notional, fee), quoteScale)
  })
  return remember((price, quantity) => {
    const { base, makerFee, notional, takerFee } = market.deal(price, quantity)
    return {
      price,
      quantity,
      notional,
      base,
      goods: times(base, baseScale),
      maker: way(notional, makerFee),
      taker: way(notional, takerFee)
    }
  })
}
