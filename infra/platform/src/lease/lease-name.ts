import { Effect } from "effect"
import { StoreUnavailable } from "../ports/store.ts"

/** LEASE-7. */
export const checkLeaseName = (name: string): Effect.Effect<void, StoreUnavailable> =>
  /^[A-Za-z0-9._-]{1,255}$/.test(name)
    ? Effect.void
    : Effect.fail(
        new StoreUnavailable({
          container: "Leases",
          message: `lease ${name.slice(0, 40)}: a name is 1 to 255 letters, digits, "-", "." and "_"`,
          retryable: false
        })
      )
