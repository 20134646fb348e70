import { chance } from "../chance.ts"

type OfDocuments = "create" | "upsert" | "replace" | "remove" | "read" | "query" | "plan" | "feed"
/** What a request wants, as faults and counts name it. */
export type Kind = OfDocuments | "ranges" | "container" | "account"

/**
 * What may go wrong. `throttled`: 429, nothing done. `unavailable`: 503, and `timeout`: 408, done or not, nobody knows.
 * `cut`: done, and the connection breaks before the answer. `slow`: done, the answer comes late. `behind`: 404 with
 * substatus 1002, the replica has not seen what the session has.
 */
export type Fault = "throttled" | "unavailable" | "timeout" | "cut" | "slow" | "behind"

export interface Rates extends Partial<Readonly<Record<Fault, number>>> {
  readonly retryAfterMs?: number
  readonly slowMs?: number
}

const ORDER: ReadonlyArray<Fault> = ["throttled", "unavailable", "timeout", "cut", "slow", "behind"]

/** Decides what goes wrong: each fault at its rate, or one at the next request of a kind. */
export class Faults {
  rates: Rates = {}
  readonly random: () => number
  private readonly next: Array<{ readonly fault: Fault; readonly kinds: ReadonlyArray<Kind> }> = []

  constructor(seed: number) {
    this.random = chance(seed)
  }

  /** Once, at the next request of one of these kinds. */
  once(fault: Fault, ...kinds: ReadonlyArray<Kind>): void {
    this.next.push({ fault, kinds })
  }

  of(kind: Kind): Fault | undefined {
    const planned = this.next.findIndex(({ kinds }) => kinds.includes(kind))
    if (planned >= 0) return this.next.splice(planned, 1)[0]?.fault
    if (kind === "account") return undefined
    return ORDER.find((fault) => this.random() < (this.rates[fault] ?? 0))
  }
}
