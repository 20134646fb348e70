import { useQuery } from "@tanstack/react-query"
import { exchanges } from "../../client/queries.ts"
import { venues } from "./backtest-queries.ts"

/**
 * What a venue is called, by its id: `ccxt:kraken` is "Kraken"; the id until that is known. Of a file of candles, that it was
 * imported. `asks: false` asks for no names of its own: it has them once something else has asked.
 */
export const useVenueName = ({ asks = true } = {}): ((venue: string) => string) => {
  const { data: listed = [] } = useQuery({ ...venues, enabled: asks })
  const { data: here = [] } = useQuery(exchanges)
  return (venue) =>
    [...here, ...listed].find(({ id }) => id === venue)?.name ?? (venue === "import" ? "imported" : venue)
}
