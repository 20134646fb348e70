import { Clock, Effect } from "effect"
import type { User } from "@tradetower/platform"
import { CurrentPrincipal } from "../../../contract/index.ts"
import { changeUser, updateUser } from "./user-store.ts"

/** What is being added, and is not there yet. */
export interface Adding {
  readonly id: string
  readonly name?: string
  /** A broker's account, once a key said which. */
  readonly account?: string
}

/** What a trader may have so many of at once. */
type Places = keyof Pick<User, "adding" | "following">

/** What is not there within this time was given up: the process died between the two, ms. */
const LAPSES = 300_000

/**
 * Adds something in one of the places that a trader has for its like. Of those that are added at once, by any number of
 * instances, each counts the others: it claims its place in the trader's own document first. `room` is given the ids of
 * those that are being added and may not be there yet, and fails where with them all places, or the name, are taken.
 */
export const inPlace = <A, E, R, E2, R2>(
  places: Places,
  one: Adding,
  room: (adding: ReadonlyArray<Adding>) => Effect.Effect<void, E2, R2>,
  add: Effect.Effect<A, E, R>
) => Effect.andThen(claim(places, one, room), Effect.ensuring(add, Effect.ignore(release(places, one.id))))

const claim = Effect.fnUntraced(function* <E, R>(
  places: Places,
  added: Adding,
  room: (adding: ReadonlyArray<Adding>) => Effect.Effect<void, E, R>
) {
  const { tenantId } = yield* CurrentPrincipal
  return yield* changeUser(
    tenantId,
    Effect.fnUntraced(function* (user) {
      const now = yield* Clock.currentTimeMillis
      const adding = (user[places] ?? []).filter((one) => one.id !== added.id && Math.abs(now - one.at) < LAPSES)
      yield* room(adding)
      return { ...user, [places]: [...adding, { ...added, at: now }] }
    })
  )
})

const release = Effect.fnUntraced(function* (places: Places, id: string) {
  const { tenantId } = yield* CurrentPrincipal
  yield* updateUser(tenantId, ({ [places]: adding = [], ...user }) => {
    const others = adding.filter((one) => one.id !== id)
    return { ...user, ...(others.length > 0 && { [places]: others }) }
  })
})
