import { Clock, Effect } from "effect"
import { CannotWork, Conflict, CurrentPrincipal, type ErasureTaken, type ErasureView } from "../../../contract/index.ts"
import { AlertRates } from "../signals/alert-rates.ts"
import { WebhookTokens } from "../signals/webhook-tokens.ts"
import { hindrancesOf } from "./hindrances.ts"
import { changeUser, readUser } from "./user-store.ts"

/** So many of what is in the way are named in a sentence. */
const NAMED = 5

const inTheWay = (hindrances: ErasureView["hindrances"]): string => {
  const more = hindrances.length - NAMED
  const named = hindrances.slice(0, NAMED).map(({ text }) => text)
  return ["Nothing is erased yet.", ...named, ...(more > 0 ? [`And ${more} more.`] : [])].join(" ")
}

/** What an erasure would meet now. */
export const foreseeErasure = Effect.fn("api.foreseeErasure")(function* () {
  const { tenantId } = yield* CurrentPrincipal
  return (yield* hindrancesOf(tenantId)) satisfies ErasureView
})

/**
 * Takes a trader's erasure: in one write they are let in no more, and nothing of theirs begins; execution does the rest
 * (EXEC-33). Refused while anything of theirs goes on.
 */
export const eraseMe = Effect.fn("api.eraseMe")(function* (name: string) {
  const { tenantId } = yield* CurrentPrincipal
  const user = (yield* readUser(tenantId)).value
  if (name !== user.name) {
    const message = `say ${user.name}, the name that you are signed in under`
    return yield* new CannotWork({
      detail: `Nothing is erased: ${message}.`,
      errors: [{ field: "name", message }]
    })
  }
  const askedAt = yield* Clock.currentTimeMillis
  yield* changeUser(
    tenantId,
    Effect.fnUntraced(function* (now) {
      const { hindrances } = yield* hindrancesOf(tenantId)
      if (hindrances.length > 0) return yield* new Conflict({ detail: inTheWay(hindrances) })
      return { ...now, erasure: { askedAt } }
    })
  )
  yield* (yield* WebhookTokens).forget(tenantId)
  yield* (yield* AlertRates).forget(tenantId)
  return { askedAt } satisfies ErasureTaken
})
