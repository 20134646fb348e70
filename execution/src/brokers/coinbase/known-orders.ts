import type { ClientOrderId } from "@tradetower/domain/ids"
import type { Symbol } from "@tradetower/domain/market"
import { OldestOut } from "@tradetower/domain/oldest-out"
import { Leaving } from "../leaving.ts"

/** Orders of an account whose ids are remembered: more than may rest, with those that ended lately. */
const REMEMBERED = 20_000

/** An order of the account, and what was traded: it may be told under another name of the same book. */
export interface KnownOrder {
  readonly orderId: string
  readonly clientOrderId: ClientOrderId
  readonly symbol: Symbol
}

/** Which of our ids is which of Coinbase's: nothing there finds an order by ours. */
export class KnownOrders {
  /** Those whose end somebody waits for. */
  readonly leaving = new Leaving()
  readonly #byId = new OldestOut<string, KnownOrder>(REMEMBERED)
  readonly #byClientId = new OldestOut<ClientOrderId, KnownOrder>(REMEMBERED)
  /** What was traded under which id of ours, as whoever sent or looked for it says. */
  readonly #symbols = new OldestOut<ClientOrderId, Symbol>(REMEMBERED)
  /** Sent, whether or not that was answered, or looked for and not found: it may be there before it is sent. */
  readonly #doubtful = new OldestOut<ClientOrderId, true>(REMEMBERED)
  /** Orders that were taken and need not be listed yet, with when. */
  readonly #fresh = new Map<ClientOrderId, number>()
  readonly #settles: number

  /** `settles`: an order that was taken is listed within this, ms. */
  constructor(settles: number) {
    this.#settles = settles
  }

  of(orderId: string): KnownOrder | undefined {
    return this.#byId.get(orderId)
  }

  idOf(clientOrderId: ClientOrderId): string | undefined {
    return this.#byClientId.get(clientOrderId)?.orderId
  }

  /** Whether an order may be there before it is sent. */
  mayBeThere(clientOrderId: ClientOrderId): boolean {
    return this.#doubtful.get(clientOrderId) === true || this.#byClientId.get(clientOrderId) !== undefined
  }

  /** What is traded under that id. */
  mean(clientOrderId: ClientOrderId, symbol: Symbol): void {
    this.#symbols.set(clientOrderId, symbol)
  }

  /** From here on it may be there. */
  doubt(clientOrderId: ClientOrderId): void {
    this.#doubtful.set(clientOrderId, true)
  }

  /** Learns an order; whoever sent it knows what was traded, `product` is what it was told as. */
  learn(orderId: string, clientOrderId: ClientOrderId, product: Symbol): KnownOrder {
    const symbol = this.#symbols.get(clientOrderId) ?? product
    const before = this.#byId.get(orderId)
    if (before?.symbol === symbol) return before
    const known = { orderId, clientOrderId, symbol }
    this.#byId.set(orderId, known)
    this.#byClientId.set(clientOrderId, known)
    return known
  }

  /** Learns an order of ours that was sent or looked for; undefined of any other: what was traded is not known then. */
  learnOurs(orderId: string, clientOrderId: ClientOrderId): KnownOrder | undefined {
    const symbol = this.#symbols.get(clientOrderId)
    return symbol === undefined ? undefined : this.learn(orderId, clientOrderId, symbol)
  }

  /** Learns an order that is none of ours and is told by one: Coinbase's own, that closes a position. */
  learnAs(orderId: string, clientOrderId: ClientOrderId, symbol: Symbol): void {
    this.#byId.set(orderId, { orderId, clientOrderId, symbol })
  }

  /** It was taken at that moment, and may not be listed for a while. */
  taken(clientOrderId: ClientOrderId, at: number): void {
    this.#forget(at)
    this.#fresh.set(clientOrderId, at)
  }

  /** It was listed, or asked for by its id and there: from here on it is. */
  listed(clientOrderId: ClientOrderId): void {
    this.#fresh.delete(clientOrderId)
  }

  /** Orders that were taken and may not be listed yet. */
  unlisted(now: number): ReadonlySet<ClientOrderId> {
    this.#forget(now)
    return new Set(this.#fresh.keys())
  }

  /** Those that are listed by now. */
  #forget(now: number): void {
    for (const [id, at] of this.#fresh) if (at < now - this.#settles) this.#fresh.delete(id)
  }
}
