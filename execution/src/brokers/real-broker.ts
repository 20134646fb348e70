import type { Effect } from "effect"
import type { BrokerId } from "@tradetower/domain/connection"
import type { Broker, Secrets, Store } from "@tradetower/platform"
import type { Exchange } from "../exchange.ts"
import type { Venue } from "../venues/venue.ts"

/** A broker at which traders have accounts of their own. */
export interface RealBroker {
  readonly id: BrokerId
  /** As a trader connects to it. */
  readonly broker: Broker
  /** Whose instruments and prices its accounts trade at, where nobody else trades at them. */
  readonly venues: ReadonlyArray<Venue>
  /**
   * One for each kind of money; made anew for each share of the tenants. `followed`: the venues that are followed whoever
   * trades there, of which it may trade at one.
   */
  readonly exchanges: (followed: ReadonlyArray<Venue>) => Effect.Effect<ReadonlyArray<Exchange>, never, Secrets | Store>
}
