import { Effect, Option } from "effect"
import type { TenantId } from "@tradetower/domain/ids"
import { Store, type StoreUnavailable } from "../ports/store.ts"
import { Users } from "./users.ts"

/**
 * Whether nothing may be written of a tenant: they never came, or everything of theirs is being erased, or was. For what
 * comes late, such as a message that waited.
 */
export const isGone = (tenantId: TenantId): Effect.Effect<boolean, StoreUnavailable, Store> =>
  Effect.flatMap(Store, (store) =>
    Effect.map(
      store.read(Users, { tenantId }, "user"),
      Option.match({ onNone: () => true, onSome: ({ value }) => value.erasure !== undefined })
    )
  )
