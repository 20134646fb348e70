import { type QueryClient, useMutation, useQueryClient } from "@tanstack/react-query"
import type { Exchange, Market } from "../../client/contract.ts"
import { follow } from "../../client/follow.ts"
import { Problem } from "../../client/problem.ts"
import { pairs } from "../form/pair-query.ts"
import type { BotForm } from "../form/use-bot-form.ts"

/** An account that trades at another venue than the pair that is chosen. */
export interface Elsewhere {
  readonly exchange: Exchange
  readonly account: Exchange["accounts"][number]
}

/** The pair there that is of the same: by its name, else by its base. Refused where the venue lists none. */
const samePair = async (client: QueryClient, { account, exchange }: Elsewhere, { instrument, symbol }: Market) => {
  const { base, kind } = instrument
  const known = exchange.markets.map((market) => ({ symbol: market.symbol, instrument: market.instrument }))
  const listed = exchange.onDemand === true ? (await client.fetchQuery(pairs(exchange.id, base))).found : []
  const same = [...known, ...listed].filter((one) => one.instrument.base === base && one.instrument.kind === kind)
  const found = same.find((one) => one.symbol === symbol) ?? same[0]
  if (found === undefined)
    throw new Problem(
      404,
      `${account.label} trades at ${exchange.name}, which has no ${kind === "SPOT" ? "pair" : "future"} of ${base}. ` +
        "Choose another pair above, or another account."
    )
  return found.symbol
}

/** Goes to the same pair at the venue of another account, and has its prices come; then it trades through that account. */
export const useAccountElsewhere = ({ chooseAccount, choosePlace, market }: BotForm) => {
  const client = useQueryClient()
  return useMutation({
    mutationFn: async (chosen: Elsewhere) => {
      if (market === undefined) return
      const venue = chosen.exchange.id
      const symbol = await samePair(client, chosen, market)
      if (chosen.exchange.onDemand === true) await follow(client, venue, symbol)
      choosePlace({ venue, symbol })
      chooseAccount(chosen.account.id)
    }
  })
}
