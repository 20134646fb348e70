import { Clock, Effect, Option, Stream } from "effect"
import type { ClientOrderId } from "@tradetower/domain/ids"
import type { AccountNews, ExchangeUnavailable } from "../exchange.ts"
import type { Awaited, Named } from "./awaited.ts"

/** How often is looked whether an order was silent too long. */
const LOOKED_AT = "1 second"
/** More silent orders than this are asked for all at once. */
const FEW = 3

/** With a key that is no good any more nothing is asked again. */
export const mayPass = ({ cause }: ExchangeUnavailable): boolean => cause !== "REVOKED"

export interface SilentOrders<Listed> {
  readonly awaited: Awaited
  /** One, asked for; none that the broker does not know. */
  readonly find: (one: Named) => Effect.Effect<Option.Option<Listed>, ExchangeUnavailable>
  /** All that rest, by our id, asked for because of these. */
  readonly open: (due: ReadonlyArray<Named>) => Effect.Effect<ReadonlyMap<ClientOrderId, Listed>, ExchangeUnavailable>
  /** What there is to tell of one that was asked for. */
  readonly asked: (listed: Listed) => Effect.Effect<ReadonlyArray<AccountNews>, ExchangeUnavailable>
}

/** What the stream of an account should have said of orders that were silent too long. */
export const silentOrders = <Listed>({
  asked,
  awaited,
  find,
  open
}: SilentOrders<Listed>): Stream.Stream<ReadonlyArray<AccountNews>, ExchangeUnavailable> => {
  /** What became of one; asked for again later where that can't be had now. */
  const missedOf = (one: Named, listed: Listed | undefined) =>
    Effect.gen(function* () {
      const found = listed === undefined ? yield* find(one) : Option.some(listed)
      if (Option.isSome(found)) return yield* asked(found.value)
      awaited.ended(one.clientOrderId)
      return []
    }).pipe(
      Effect.catchIf(mayPass, () =>
        Effect.map(Clock.currentTimeMillis, (now): ReadonlyArray<AccountNews> => {
          awaited.soon(one.clientOrderId, now)
          return []
        })
      )
    )

  const missed = Effect.gen(function* () {
    yield* Effect.sleep(LOOKED_AT)
    const due = awaited.due(yield* Clock.currentTimeMillis)
    if (due.length === 0) return []
    const listed = due.length > FEW ? yield* open(due) : new Map<ClientOrderId, Listed>()
    return yield* Effect.map(
      Effect.forEach(due, (one) => missedOf(one, listed.get(one.clientOrderId))),
      (news) => news.flat()
    )
  })
  // What can't be asked now is asked a second later: the stream itself goes on.
  return Stream.fromEffectRepeat(Effect.catchIf(missed, mayPass, () => Effect.succeed<ReadonlyArray<AccountNews>>([])))
}
