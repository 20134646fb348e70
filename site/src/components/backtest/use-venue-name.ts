import { useQuery } from "@tanstack/react-query"
import { venues } from "./backtest-queries.ts"

/** What a venue is called, by its id: `ccxt:kraken` is "Kraken"; the id until that is known. */
export const useVenueName = (): ((venue: string) => string) => {
  const { data: known = [] } = useQuery(venues)
  return (venue) => known.find(({ id }) => id === venue)?.name ?? venue
}
