import { decimalsOf } from "@tradetower/domain/number"
import { isOpen } from "../ibkr/order.ts"
import { fault, orderStatus } from "./messages.ts"
import type { Client, Gateway } from "./gateway.ts"

/** Parts of an order at version 193, by where they are: one too many or too few is none. */
const PARTS = 117
const at = {
  number: 0,
  conid: 1,
  side: 15,
  total: 16,
  type: 17,
  limit: 18,
  aux: 19,
  tif: 20,
  group: 21,
  account: 22,
  reference: 25
} as const

/** Takes an order in, or refuses it, as the gateway does. */
export const placeTicket = (gateway: Gateway, client: Client, tokens: ReadonlyArray<string>): void => {
  const { book, faults, user } = gateway
  const part = (name: keyof typeof at): string => tokens[at[name]] ?? ""
  const number = Number(part("number"))
  const refuse = (code: number, words: string) =>
    client.say(...fault(number, code, words, faults.garbledReject ? "{not json" : ""))
  const now = performance.now()
  gateway.cameAt.set(part("reference"), now)
  gateway.orderCame?.(Number(part("conid")), now)
  if (gateway.version === 193 && tokens.length !== PARTS)
    return refuse(320, `Error reading request: ${tokens.length} parts`)
  if (faults.readOnly) return refuse(321, "Error validating request: The API interface is currently in Read-Only mode.")
  if (faults.tooFast) return refuse(100, "Max rate of messages per second has been exceeded")
  const before = [...gateway.numbers].find(([, one]) => one.number === number && one.clientId === client.clientId)
  const known = before && gateway.order(before[0])
  if (known !== undefined) {
    if (!isOpen(known)) return refuse(104, "Cannot modify a filled order.")
    if (known.reference !== part("reference")) return refuse(105, "Order being modified does not match original order.")
    return gateway.sayOrder(client, known)
  }
  if (number <= gateway.highest) return refuse(103, "Duplicate order id")
  gateway.highest = number
  const price = part("type") === "STP" ? part("aux") : part("type") === "LMT" ? part("limit") : ""
  if (price !== "" && decimalsOf(price) > 2 && Number(price) >= 1)
    return refuse(110, "The price does not conform to the minimum price variation for this contract.")
  const ticket = {
    cOID: part("reference"),
    conid: Number(part("conid")),
    side: part("side"),
    quantity: Number(part("total")),
    orderType: part("type"),
    tif: part("tif"),
    ...(price !== "" && { price: Number(price) })
  }
  if (part("account") !== user.account.options.number) return refuse(321, "Invalid account code")
  // What an order is called there is its owner's business.
  user.account.registered.delete(ticket.cOID)
  const group = part("group")
  const beside =
    group === ""
      ? undefined
      : user.account.orders.find((one) => gateway.numbers.get(one.id)?.group === group && isOpen(one))
  const why = book.refused(user, [ticket])
  if (why !== undefined) return refuse(why === "Invalid contract" ? 200 : 201, `Order rejected - reason:${why}`)
  const [order] = book.take(user, [ticket], beside, (id) =>
    gateway.numbers.set(id, { number, clientId: client.clientId, group })
  )
  if (order === undefined || !book.faults.closed) return
  order.status = "PreSubmitted"
  client.say(
    ...fault(number, 399, "Order Message: Warning: your order will not be placed at the exchange until the open")
  )
  client.say(...orderStatus(order, gateway.of(order)))
}
