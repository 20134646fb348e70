import { Effect, Option } from "effect"
import type { ConnectionId } from "@tradetower/domain/connection"
import type { BotId } from "@tradetower/domain/ids"
import type { Symbol, VenueId } from "@tradetower/domain/market"
import { nettingProblem } from "@tradetower/domain/terms"
import { BotDefinitions, type Claim, queryAll } from "@tradetower/platform"
import { CannotWork, CurrentPrincipal } from "../../../contract/index.ts"
import { connectionOfBot } from "../connections/connection-store.ts"
import { readMarket } from "../exchanges/market-store.ts"
import { liveRunOf } from "./bot-store.ts"

/** A bot that is to start. */
interface Starting {
  readonly id: BotId
  readonly connection: ConnectionId
  readonly venue: VenueId
  readonly symbol: Symbol
}

/**
 * Refuses a second run on an account and symbol where the broker nets their positions, naming the first (TERMS-10): one
 * that runs, or one whose start was claimed and does not show yet. Of two starts at once the later claims after the other.
 */
export const refuseNetted = Effect.fnUntraced(function* (
  { connection, id, symbol, venue }: Starting,
  claims: ReadonlyArray<Claim>
) {
  const { tenantId } = yield* CurrentPrincipal
  const { terms } = yield* connectionOfBot(connection)
  if (terms === "paper") return
  const record = yield* readMarket(venue, symbol)
  if (Option.isNone(record)) return
  const bots = yield* queryAll(BotDefinitions, { tenantId })
  const there = bots.filter((one) => one.id !== id && one.connection === connection && one.symbol === symbol)
  const live = yield* Effect.filter(there, (one) => Effect.map(liveRunOf(one), Option.isSome))
  const starting = claims.flatMap(({ botId, starts }) => (starts === undefined || botId === id ? [] : [starts]))
  const problem = nettingProblem(terms, record.value.instrument, [...live, ...starting])
  if (problem !== undefined) return yield* new CannotWork({ detail: problem.message, errors: [problem] })
})
