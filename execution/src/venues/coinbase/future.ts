import type { Instrument, Market } from "@tradetower/domain/market"
import { Decimal, times } from "@tradetower/domain/number"
import type { FutureDetails, Product } from "./messages.ts"

const NOTHING = Decimal.make("0")

/** What a product is of: a future of Coinbase's US exchange, of a coin. Its international exchange is not traded here. */
export const futureOf = ({ future_product_details, product_type, product_venue }: Product): FutureDetails | undefined =>
  product_type === "FUTURE" &&
  product_venue === "FCM" &&
  future_product_details !== undefined &&
  future_product_details !== null &&
  "contract_root_unit" in future_product_details &&
  future_product_details.non_crypto !== true
    ? future_product_details
    : undefined

/** A spot pair, or a future that is traded here: what is neither is counted in nothing we know. */
export const isTraded = (product: Product): boolean =>
  product.product_type !== "FUTURE" || futureOf(product) !== undefined

/** One that goes on, whatever its expiry says: it has funding. */
export const goesOn = ({ funding_interval }: FutureDetails): boolean =>
  funding_interval !== undefined && funding_interval !== null && funding_interval !== ""

/** How often a position may be held at its margin over night, whichever side it is on. */
const leverageOf = ({ overnight_margin_rate: rate }: FutureDetails): number => {
  if (rate === undefined || rate === null) return 1
  // Where it does not say one of them, none is lent.
  const rates = [rate.long_margin_rate, rate.short_margin_rate].map((one) => (one === "" ? 1 : Number(one ?? 1)))
  const dearer = Math.max(...rates)
  return dearer > 0 ? Math.max(1, Math.floor(1 / dearer)) : 1
}

/** A future's rules: counted in whole contracts, prices are of one coin. */
export const rulesOfFuture = (
  { base_increment, base_min_size }: Product,
  details: FutureDetails
): Pick<Instrument, "base" | "kind" | "lotSize" | "minQuantity" | "contractMultiplier" | "futures"> => {
  const { contract_expiry, contract_root_unit, contract_size, funding_rate } = details
  const expiresAt = contract_expiry === undefined || contract_expiry === null ? Number.NaN : Date.parse(contract_expiry)
  const dated = !goesOn(details) && !Number.isNaN(expiresAt)
  return {
    base: contract_root_unit,
    kind: "FUTURES",
    lotSize: times(contract_size, base_increment),
    minQuantity: times(contract_size, base_min_size),
    contractMultiplier: contract_size,
    futures: {
      maxLeverage: leverageOf(details),
      // It accrues by the hour.
      fundingHours: 1,
      fundingRate: funding_rate === undefined || funding_rate === null || funding_rate === "" ? NOTHING : funding_rate,
      ...(dated && { expiresAt })
    }
  }
}

/** What was traded, in coins: of a future Coinbase tells contracts. */
export const coinsOf = ({ instrument: { contractMultiplier } }: Market, size: Decimal): Decimal =>
  contractMultiplier === undefined ? size : times(size, contractMultiplier)
