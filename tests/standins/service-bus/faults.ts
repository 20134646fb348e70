import type { Connection, link } from "rhea"

/**
 * What can go wrong:
 * - `busy`: a send or an accept is refused with "server busy"
 * - `lockLost`: the lock is gone when a message is settled, and its delivery counts
 * - `droppedBefore`, `droppedAfter`: the connection breaks before, or after, a send or a settlement was carried out
 * - `duplicate`: a message comes again although it was answered that it is completed
 * - `throttled`: a request for management is refused
 */
export type Fault = "busy" | "lockLost" | "droppedBefore" | "droppedAfter" | "duplicate" | "throttled"
/** How often each goes wrong, 0 to 1. */
export type Rates = Partial<Record<Fault, number>>

/** What links and requests for management are answered in. */
export interface Surroundings {
  /** Whether this goes wrong now. */
  readonly happens: (fault: Fault) => boolean
  /** By how much the service's clock is ahead of ours. */
  readonly skewMs: number
  readonly count: (operation: string) => void
  /** A link that does nothing for long is detached. */
  readonly active: (of: link) => void
  /** The network breaks: nobody says goodbye. */
  readonly drop: (connection: Connection) => void
}
