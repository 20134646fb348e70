import { Result, Schema } from "effect"
import { Sequence } from "../../wire/sequence.ts"
import { FeedMessage, SubscriptionEvents } from "../../venues/coinbase/messages.ts"
import { mayBeOurs } from "./answers.ts"
import { UserEvents, UserOrder } from "./user-messages.ts"

const readMessage = Schema.decodeUnknownResult(FeedMessage)
const readEvents = Schema.decodeUnknownResult(UserEvents)
const readOrder = Schema.decodeUnknownResult(UserOrder)
const readSubscriptions = Schema.decodeUnknownResult(SubscriptionEvents)

/** Open orders a message of the snapshot has: a shorter one is the last. */
const BATCH = 50
/** After so many heartbeats no more of the snapshot comes. */
const HEARTBEATS = 2

/** Why a connection can't be trusted any more. `refused`: what was sent to sign in was turned away. */
export interface Untrusted {
  readonly why: string
  readonly refused?: boolean
}

/** What one message said. */
export interface UserHeard {
  /** Open when the connection began. */
  readonly open: ReadonlyArray<UserOrder>
  /** Changed since. */
  readonly changed: ReadonlyArray<UserOrder>
  readonly lost?: Untrusted
}

const nothing: UserHeard = { open: [], changed: [] }
const lost = (why: string, refused = false): UserHeard => ({
  ...nothing,
  lost: { why, ...(refused && { refused }) }
})

const unreadable = lost("what Coinbase told of an order can't be read")

/** Reads the messages of one connection to Coinbase's channel of own orders, in the order in which they come. */
export class UserReader {
  /** Of every message: acknowledgements and heartbeats too. */
  readonly #sequence = new Sequence()
  #acknowledged = false
  #complete = false
  /** Heartbeats since a message of the snapshot that may not be its last. */
  #heartbeats: number | undefined
  #mayLack = false

  /** The subscription was confirmed, and what is open was told whole. */
  get connected(): boolean {
    return this.#acknowledged && this.#complete
  }

  /** Of what is open no last message came, as where it ends with a whole one: there may be more. */
  get mayLack(): boolean {
    return this.#mayLack
  }

  read(text: string): UserHeard {
    const decoded = readMessage(text)
    if (Result.isFailure(decoded)) return lost("Coinbase sent what can't be read")
    const { channel, events, message, sequence_num: number, type } = decoded.success
    if (type === "error") {
      const said = (message ?? "it does not say why").slice(0, 160)
      return lost(`Coinbase refused: ${said}`, /authenticat|jwt|token/i.test(said))
    }
    if (number === undefined) return channel === undefined ? nothing : lost("a message of Coinbase has no number")
    const place = this.#sequence.take(number)
    if (place === "OLD") return nothing
    if (place !== "NEXT") return lost(`${place.lost} of Coinbase's messages got lost on the way`)
    if (channel === "heartbeats" && this.#heartbeats !== undefined && ++this.#heartbeats >= HEARTBEATS) this.#giveUp()
    if (channel === "subscriptions") return this.#confirmed(events)
    return channel === "user" ? this.#told(events) : nothing
  }

  /** Something else comes where more of the snapshot would. */
  #giveUp(): void {
    if (this.#heartbeats === undefined) return
    this.#heartbeats = undefined
    this.#complete = true
    this.#mayLack = true
  }

  #confirmed(events: unknown): UserHeard {
    const decoded = readSubscriptions(events)
    if (Result.isSuccess(decoded) && decoded.success.some(({ subscriptions }) => "user" in subscriptions))
      this.#acknowledged = true
    return nothing
  }

  #told(events: unknown): UserHeard {
    const decoded = readEvents(events)
    if (Result.isFailure(decoded)) return unreadable
    const open: Array<UserOrder> = []
    const changed: Array<UserOrder> = []
    for (const { orders, type } of decoded.success) {
      const rows = orders ?? []
      const told: Array<UserOrder> = []
      for (const row of rows) {
        const order = readOrder(row)
        if (Result.isSuccess(order)) told.push(order.success)
        // One of ours: all are looked at anew.
        else if (mayBeOurs(row)) return unreadable
      }
      if (type === "update") {
        changed.push(...told)
        this.#giveUp()
      }
      if (type !== "snapshot") continue
      open.push(...told)
      if (rows.length < BATCH) this.#complete = true
      this.#heartbeats = this.#complete ? undefined : 0
    }
    return { open, changed }
  }
}
