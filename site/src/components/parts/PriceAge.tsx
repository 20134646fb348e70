import { useStore } from "@nanostores/react"
import { feedDelay } from "@tradetower/domain/market"
import type { Market } from "../../client/contract.ts"
import { span } from "../../format/time.ts"
import { liveness, priceSeen } from "../../live/store.ts"
import { useNow } from "./use-now.ts"

/** Screens get a price at most this often; twice that is late, four times is lost. */
const THROTTLE = 15_000

/** How old the newest price of some markets of a venue is. `connected`: their prices come. */
export const PriceAge = ({
  venue,
  connected,
  markets
}: {
  venue: string
  connected: boolean
  markets: ReadonlyArray<Pick<Market, "symbol" | "lastPriceAt" | "source" | "feed">>
}) => {
  const now = useNow()
  const seen = useStore(priceSeen)
  const page = useStore(liveness)
  const ages = markets.map(({ feed, lastPriceAt = 0, source, symbol }) => {
    const onPage = seen[`${venue}/${symbol}`] ?? 0
    const behind = feedDelay(feed)
    // One that comes late is as old as its trade, however lately it came.
    return { behind, at: behind > 0 ? lastPriceAt : source === "LIVE" ? Math.max(onPage, lastPriceAt) : onPage }
  })
  const { at: newest, behind } = ages.reduce((a, b) => (b.at > a.at ? b : a), { at: 0, behind: 0 })
  const age = now - newest
  const late = age - behind
  const lost = !connected || late > 4 * THROTTLE
  const tone = lost ? "down" : late > 2 * THROTTLE ? "warn" : "soft"
  return (
    <span className={`nowrap ${tone}`} data-testid="price-age">
      {newest === 0 ? (
        page === "LOST" ? (
          "no connection"
        ) : (
          "waiting for a price"
        )
      ) : (
        <>
          <span className="more">last price </span>
          {age < 1_000 ? "now" : `${span(age)} ago`}
        </>
      )}
    </span>
  )
}
