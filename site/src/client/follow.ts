import { queryOptions, type QueryClient, useQuery } from "@tanstack/react-query"
import { followedAnew } from "../live/store.ts"
import { ask } from "./ask.ts"
import { exchanges } from "./queries.ts"

/** A page says so often that it needs a pair, ms: twice as long it is followed. */
const EVERY = 60_000

const listed = (client: QueryClient, venue: string, symbol: string) =>
  client
    .getQueryData(exchanges.queryKey)
    ?.find(({ id }) => id === venue)
    ?.markets.find((market) => market.symbol === symbol)

/** Has a pair's prices come, and answers once it is among the exchanges' markets. */
export const follow = async (client: QueryClient, venue: string, symbol: string): Promise<void> => {
  await ask("POST /exchanges/:venue/markets/:symbol/follow", { params: { venue, symbol } })
  const known = listed(client, venue, symbol)
  if (known !== undefined && known.rests === undefined) return
  await client.invalidateQueries({ queryKey: exchanges.queryKey })
  followedAnew.set(followedAnew.get() + 1)
}

const following = (venue: string, symbol: string) =>
  queryOptions({
    queryKey: ["follow", venue, symbol],
    queryFn: async ({ client }) => {
      await follow(client, venue, symbol)
      return true
    },
    refetchInterval: EVERY,
    retry: false
  })

/** Keeps a pair followed for as long as the page is open, where its venue follows on demand; answers why it can't be. */
export const useFollowed = (onDemand: boolean, venue = "", symbol = ""): unknown =>
  useQuery({ ...following(venue, symbol), enabled: onDemand && symbol !== "" }).error
