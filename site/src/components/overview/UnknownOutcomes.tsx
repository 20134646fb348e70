import { useQueries } from "@tanstack/react-query"
import type { Bot, Exchange } from "../../client/contract.ts"
import { orders } from "../../client/queries.ts"
import { watched } from "./watched.ts"
import { marketOfBot } from "../parts/run-result.ts"
import { UnknownOrders } from "../parts/UnknownOrders.tsx"

/** Bots whose orders are told of one by one: the page stays quick however many there are. */
const TOLD = 8

/** Orders of all bots nobody knows the fate of. */
export const UnknownOutcomes = ({
  bots,
  exchanges
}: {
  bots: ReadonlyArray<Bot>
  exchanges: ReadonlyArray<Exchange>
}) => {
  const affected = bots.filter(({ run }) => (run?.summary.unknownOrders ?? 0) > 0)
  // Nothing of a bot says that an order is not known to be taken back: those looked at first are asked.
  const told = [...new Set([...affected.slice(0, TOLD), ...watched(bots, TOLD)])]
  const asked = useQueries({ queries: told.map(({ id }) => orders(id)) })
  const more = affected.length - TOLD
  return (
    <>
      {told.map((bot, at) => (
        <UnknownOrders
          key={bot.id}
          bot={bot}
          orders={(asked[at]?.data ?? []).filter(({ runId }) => runId === bot.run?.id)}
          market={marketOfBot(exchanges, bot)}
          named
        />
      ))}
      {more > 0 && (
        <p className="notice" data-tone="warn">
          The outcome of orders of {more === 1 ? "1 more bot" : `${more} more bots`} is unknown, too.
        </p>
      )}
    </>
  )
}
