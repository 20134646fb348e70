import { keepPreviousData, queryOptions } from "@tanstack/react-query"
import { ask } from "../../client/ask.ts"

/** Offered at once; who looks for another types on. */
export const SHOWN = 20
const HOUR = 3_600_000

/** The pairs of a venue that answer what is typed, the best first and {@link SHOWN} at most; `total` counts all. */
export const pairs = (venue: string, text: string) =>
  queryOptions({
    queryKey: ["pairs", venue, text],
    queryFn: ({ signal }) =>
      ask("GET /venues/:venue/instruments", { signal, params: { venue }, query: { text, limit: String(SHOWN) } }),
    staleTime: HOUR,
    retry: false,
    placeholderData: keepPreviousData
  })
