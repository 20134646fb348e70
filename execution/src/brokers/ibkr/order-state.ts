import type { OrderState } from "../../exchange.ts"

type Status = OrderState["status"]

/** All that may still fill are open, whatever they wait for. */
const statuses: Readonly<Record<string, Status>> = {
  PendingSubmit: "PENDING",
  ApiPending: "PENDING",
  ApiUpdate: "PENDING",
  PreSubmitted: "OPEN",
  Submitted: "OPEN",
  PendingCancel: "OPEN",
  WarnState: "OPEN",
  Filled: "FILLED",
  Cancelled: "CANCELLED",
  ApiCancelled: "CANCELLED"
}

/**
 * Where an order stands by the broker's word for it. One that is inactive was refused where it says why; else it may
 * become active again. One that the broker itself ended, as it does with what has rested too long, has expired.
 */
export const statusOf = (word: string, endedBySystem: string | undefined): Status => {
  const systemEnd = endedBySystem !== undefined && endedBySystem !== ""
  if (word === "Inactive") return systemEnd ? "REJECTED" : "UNKNOWN"
  const status = statuses[word] ?? "UNKNOWN"
  return status === "CANCELLED" && systemEnd ? "EXPIRED" : status
}

export const hasEnded = (status: Status): boolean =>
  status === "FILLED" || status === "CANCELLED" || status === "EXPIRED" || status === "REJECTED"

/** Both legs of one that cancels the other are one order: open while either is. */
export const together = (all: ReadonlyArray<Status>): Status => {
  for (const status of ["UNKNOWN", "OPEN", "PENDING", "FILLED"] as const) if (all.includes(status)) return status
  return all[0] ?? "UNKNOWN"
}

/** Why it ended, in words. */
export const endWords = (status: Status, reason: string | undefined): string =>
  reason !== undefined && reason !== ""
    ? `Interactive Brokers ended it: ${reason.slice(0, 200)}`
    : status === "REJECTED"
      ? "rejected by Interactive Brokers"
      : "cancelled at Interactive Brokers"
