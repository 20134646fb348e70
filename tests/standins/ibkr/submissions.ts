import { randomUUID } from "node:crypto"
import type { IbkrBook, User } from "./book.ts"
import type { BrokerSession } from "./sessions.ts"

type Ticket = Record<string, unknown>
type Answer = readonly [number, unknown]

/** Orders on their way in: what is asked about them, and what becomes of them. */
export class Submissions {
  readonly #book: IbkrBook
  readonly #answered = new Map<string, ReadonlySet<string>>()

  constructor(book: IbkrBook) {
    this.#book = book
  }

  post(user: User, session: BrokerSession, tickets: ReadonlyArray<Ticket>): Answer {
    // A second submission takes the first's question away.
    session.replies.clear()
    if (this.#book.faults.prompt)
      return [
        200,
        {
          orderId: 123_456_789,
          reqId: "22170",
          text: "Use the Price Management Algo?",
          options: [],
          messageId: "p12",
          prompt: true
        }
      ]
    return this.#goOn(user, session, tickets, new Set())
  }

  #goOn(user: User, session: BrokerSession, tickets: ReadonlyArray<Ticket>, answered: ReadonlySet<string>): Answer {
    for (const ticket of tickets) {
      const open = this.#book
        .questions(ticket)
        .find(([id]) => !answered.has(id) && (id === "o999" || !session.suppressed.has(id)))
      if (open === undefined) continue
      const id = randomUUID()
      session.replies.set(id, tickets)
      this.#answered.set(id, new Set([...answered, open[0]]))
      return [200, [{ id, isSuppressed: false, message: [open[1]], messageIds: [open[0]] }]]
    }
    const why = this.#book.refused(user, tickets)
    if (why !== undefined) return [200, { error: why }]
    const orders = this.#book.take(user, tickets)
    if (this.#book.faults.twins) this.#book.take(user, tickets)
    return [
      200,
      orders.map(({ id, type }) => ({
        order_id: String(id),
        order_status: type === "STP" ? "PreSubmitted" : "Submitted",
        encrypt_message: "1"
      }))
    ]
  }

  reply(user: User, session: BrokerSession, id: string, confirmed: boolean): Answer {
    const tickets = session.replies.get(id)
    if (tickets === undefined) return [200, { error: `reply id not found: '${id}'` }]
    session.replies.delete(id)
    const answered = this.#answered.get(id) ?? new Set<string>()
    this.#answered.delete(id)
    return confirmed ? this.#goOn(user, session, tickets, answered) : [200, { error: "Order not confirmed " }]
  }
}
