import type { PriceFeed } from "./price-feed.ts"

/** For beside a price: `"delayed 15 min"`, `"demo prices"`, `"IEX only"`. */
export const feedWords = (feed: PriceFeed): string => {
  switch (feed._tag) {
    case "DELAYED":
      return `delayed ${feed.minutes} min`
    case "DEMO":
      return "demo prices"
    case "PARTIAL":
      return `${feed.exchange} only`
  }
}

/** How far its prices are behind the market, ms. */
export const feedDelay = (feed: PriceFeed | undefined): number => (feed?._tag === "DELAYED" ? feed.minutes * 60_000 : 0)

/** Why no real money may go in at such prices (RISK-26), the end of a sentence; none where it may. */
export const feedRefusal = (feed: PriceFeed | undefined): string | undefined => {
  if (feed === undefined || feed._tag === "PARTIAL") return undefined
  const [are, would] =
    feed._tag === "DELAYED" ? [`are ${feedWords(feed)}`, "prices as they trade"] : ["are made up", "real prices"]
  return `prices here ${are}: on real money a bot needs ${would}, which your broker may have for a fee; on paper it may run`
}
