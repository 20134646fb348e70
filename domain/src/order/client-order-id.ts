import { numbered } from "../number/numbered.ts"
import type { ClientOrderId, RunId } from "../ids.ts"
import type { Purpose } from "./order.ts"

/** What the id of every order of ours begins with. */
const OURS = "tt-"

const MASK = (1n << 64n) - 1n

/** Ten letters and digits that stand for a run in its orders' ids: FNV-1a (64 bit) of the run's id, base 36. */
export const runShort = (runId: RunId): string => {
  let hash = 0xcbf29ce484222325n
  for (let index = 0; index < runId.length; index++) {
    hash = ((hash ^ BigInt(runId.charCodeAt(index))) * 0x100000001b3n) & MASK
  }
  return hash.toString(36).padStart(10, "0").slice(-10)
}

/** Makes the ids of a run's orders, by their purpose and their count in the run. */
export type OrderIds = (purpose: Purpose, sequence: number) => ClientOrderId

/** `tt-<run short>-<purpose>-<sequence>` (ORDER-1). The one place where an id of an order is made. */
export const orderIds = (short: string): OrderIds => {
  const made = new Map<Purpose, (sequence: number) => string>()
  /** A run asks for the same purpose again and again. */
  let latest: { readonly purpose: Purpose; readonly id: (sequence: number) => string } | undefined
  return (purpose, sequence) => {
    if (latest?.purpose !== purpose) {
      const id = made.get(purpose) ?? numbered(`${OURS}${short}-${purpose}-`)
      made.set(purpose, id)
      latest = { purpose, id }
    }
    // A ClientOrderId is any non-empty text; this one is never empty.
    return latest.id(sequence) as ClientOrderId
  }
}

/** The id of one order of a run. */
export const clientOrderId = (short: string, purpose: Purpose, sequence: number): ClientOrderId =>
  orderIds(short)(purpose, sequence)

/** Whether an order is ours, by its id: what else is in an account is its owner's and is left alone. */
export const isOurs = (clientOrderId: string): boolean => clientOrderId.startsWith(OURS)

/** Which run an order belongs to: orders of one run share the base they sell (ORDER-6). */
export const runShortOf = (id: string): string | undefined =>
  isOurs(id) && id.indexOf("-", 3) === 13 ? id.slice(3, 13) : undefined
