import { useStore } from "@nanostores/react"
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
  markets: ReadonlyArray<Pick<Market, "symbol" | "lastPriceAt" | "source">>
}) => {
  const now = useNow()
  const seen = useStore(priceSeen)
  const page = useStore(liveness)
  const newest = markets.reduce((latest, { symbol, lastPriceAt, source }) => {
    const onPage = seen[`${venue}/${symbol}`] ?? 0
    return Math.max(latest, source === "LIVE" ? Math.max(onPage, lastPriceAt ?? 0) : onPage)
  }, 0)
  const age = now - newest
  const lost = !connected || age > 4 * THROTTLE
  const tone = lost ? "down" : age > 2 * THROTTLE ? "warn" : "soft"
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
