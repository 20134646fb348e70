import { Effect, Option } from "effect"
import { TenantId } from "@tradetower/domain/ids"
import { Store, Users } from "@tradetower/platform"
import { demoPeople, owner, type Person } from "./principal.ts"

/** The owner, and whichever of the demo people trades in this world already: nobody's bots are left alone. */
export const peopleOfWorld = Effect.gen(function* () {
  const store = yield* Store
  const earlier = yield* Effect.filter(demoPeople, ({ id }) =>
    Effect.map(Effect.orDie(store.read(Users, { tenantId: TenantId.make(id) }, "user")), Option.isSome)
  )
  return [owner, ...earlier] satisfies ReadonlyArray<Person>
})
