import { Effect, Option } from "effect"
import type { ConnectionId } from "@tradetower/domain/connection"
import type { BotId } from "@tradetower/domain/ids"
import type { Symbol, VenueId } from "@tradetower/domain/market"
import { nettingProblem } from "@tradetower/domain/terms"
import { BotDefinitions, queryAll } from "@tradetower/platform"
import { CannotWork, CurrentPrincipal } from "../../../contract/index.ts"
import { connectionOfBot } from "../connections/connection-store.ts"
import { readMarket } from "../exchanges/market-store.ts"
import { liveRunOf } from "./bot-store.ts"

/** A bot that is to start. */
interface Starting {
  readonly id?: BotId
  readonly connection: ConnectionId
  readonly venue: VenueId
  readonly symbol: Symbol
}

/** Refuses a second run on an account and symbol where the broker nets their positions, naming the first (TERMS-10). */
export const refuseNetted = Effect.fnUntraced(function* ({ connection, id, symbol, venue }: Starting) {
  const { userId: tenantId } = yield* CurrentPrincipal
  const { terms } = yield* connectionOfBot(connection)
  if (terms === "paper") return
  const record = yield* readMarket(venue, symbol)
  if (Option.isNone(record)) return
  const bots = yield* queryAll(BotDefinitions, { tenantId })
  const there = bots.filter((one) => one.id !== id && one.connection === connection && one.symbol === symbol)
  const live = yield* Effect.filter(there, (one) => Effect.map(liveRunOf(one), Option.isSome))
  const problem = nettingProblem(terms, record.value.instrument, live)
  if (problem !== undefined) return yield* new CannotWork({ detail: problem.message, errors: [problem] })
})
