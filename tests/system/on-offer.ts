import { type Trader, until } from "./trader.ts"

/** Waits until the first market of the exchange has a price; `meanwhile` is done before each look. */
export const onOffer = (trader: Trader, meanwhile: () => void = () => undefined): Promise<unknown> =>
  until(
    "the market is on offer",
    () => {
      meanwhile()
      return trader.get<ReadonlyArray<{ markets: ReadonlyArray<{ lastPrice?: string }> }>>("/api/v1/exchanges")
    },
    ([exchange]) => exchange?.markets[0]?.lastPrice !== undefined
  )
