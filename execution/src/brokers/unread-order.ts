import type { ClientOrderId } from "@tradetower/domain/ids"
import type { UnreadOrder } from "../exchange.ts"

/** An order that a broker lists and that can't be read; `clientOrderId`: of ours, where it says that. */
export const unreadOrder = (clientOrderId: ClientOrderId | undefined): UnreadOrder => ({
  status: "UNKNOWN",
  unread: true,
  ...(clientOrderId !== undefined && { clientOrderId })
})
