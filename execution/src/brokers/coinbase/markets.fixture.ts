import { type Instrument, marketOf } from "@tradetower/domain/market"
import { Decimal } from "@tradetower/domain/number"
import { instrumentOfProduct } from "../../venues/coinbase/coinbase-products.ts"

const d = (text: string): Decimal => Decimal.make(text)

/** Bitcoin in Coinbase's own steps. */
const spot: Instrument = instrumentOfProduct({
  product_id: "BTC-USD",
  base_currency_id: "BTC",
  quote_currency_id: "USD",
  price_increment: d("0.01"),
  base_increment: d("0.00000001"),
  base_min_size: d("0.00000001"),
  quote_min_size: d("1")
})
export const bitcoin = marketOf(spot)

/** A future that is counted in contracts of a hundredth of one. */
export const nano = marketOf({
  ...spot,
  symbol: "BIP-20DEC30-CDE" as Instrument["symbol"],
  kind: "FUTURES",
  tickSize: d("5"),
  lotSize: d("0.01"),
  minQuantity: d("0.01"),
  minNotional: d("0"),
  contractMultiplier: d("0.01"),
  futures: { maxLeverage: 3, fundingHours: 12, fundingRate: d("0") }
})
