import type { ClientOrderId } from "@tradetower/domain/ids"
import type { Market } from "@tradetower/domain/market"
import { compare, minus, sum, times } from "@tradetower/domain/number"
import type { Decimal } from "@tradetower/domain/number"
import { OldestOut } from "@tradetower/domain/oldest-out"
import { Leaving } from "../leaving.ts"
import type { OrderAnswer } from "./answers.ts"
import { exchangeIdOf, hasEnded, type Whole, wholeOf } from "./order-state.ts"

/** So many of the latest orders are known: an older one is asked for again. */
const MOST = 10_000

/** What was last told of an order: its parts, and as a whole. */
interface Known {
  readonly parts: ReadonlyMap<string, OrderAnswer>
  readonly whole: Whole
}

/**
 * The orders of an account, as last told, by stream or list, whichever was later. Nothing there is found by our own id, and
 * the same id sent twice is two orders: what is known here, and what was sent without an answer, is what keeps one from that.
 */
export class KnownOrders {
  /** Those whose end somebody waits for. */
  readonly leaving = new Leaving()
  readonly #byId = new OldestOut<string, Known>(MOST)
  readonly #byClientId = new OldestOut<string, string>(MOST)
  /** Of which order one is that belongs to another. */
  readonly #byPart = new OldestOut<string, string>(MOST)
  readonly #open = new Map<string, Whole>()
  /** Two orders under one id of ours, by their own. */
  readonly #twins = new OldestOut<ClientOrderId, readonly [string, string]>(MOST)
  /** Sent without an answer, and when. */
  readonly #doubtful = new OldestOut<string, number>(MOST)

  /** Takes in what was told of an order; undefined of one that can't be counted here. */
  learn(market: Market, answer: OrderAnswer): Whole | undefined {
    const id = exchangeIdOf(answer)
    const before = this.#byId.get(id)
    const parts = new Map(before?.parts)
    const known = parts.get(answer.id)
    parts.set(answer.id, known === undefined ? answer : later(known, answer))
    const whole = wholeOf(market, [...parts.values()])
    if (whole === undefined) return undefined
    this.#byId.set(id, { parts, whole })
    this.#byPart.set(answer.id, id)
    if (whole.status === "OPEN") this.#open.set(id, whole)
    else this.#open.delete(id)
    const other = this.#byClientId.get(whole.clientOrderId)
    if (other !== undefined && other !== id) this.#twins.set(whole.clientOrderId, [other, id])
    this.#byClientId.set(whole.clientOrderId, id)
    this.#doubtful.delete(whole.clientOrderId)
    return whole
  }

  idOf(clientOrderId: ClientOrderId): string | undefined {
    return this.#byClientId.get(clientOrderId)
  }

  /** Which two are there under one id of ours; undefined: there is one at the most. */
  twinsOf(clientOrderId: ClientOrderId): readonly [string, string] | undefined {
    return this.#twins.peek(clientOrderId)
  }

  of(clientOrderId: ClientOrderId): Whole | undefined {
    return this.byId(this.#byClientId.get(clientOrderId) ?? "")
  }

  byId(exchangeOrderId: string): Whole | undefined {
    return this.#byId.get(exchangeOrderId)?.whole
  }

  /** The order that one is, or is part of. */
  byPart(id: string): Whole | undefined {
    return this.byId(this.#byPart.get(id) ?? "")
  }

  /** How many parts of it were told of. */
  partsOf(exchangeOrderId: string): number {
    return this.#byId.get(exchangeOrderId)?.parts.size ?? 0
  }

  /** It is sent: from here on it may be there. */
  doubt(clientOrderId: ClientOrderId, at: number): void {
    this.#doubtful.set(clientOrderId, at)
  }
  /** It certainly is not. */
  notThere(clientOrderId: ClientOrderId): void {
    this.#doubtful.delete(clientOrderId)
  }
  /** When it was sent, where nobody knows what became of it. */
  doubtedAt(clientOrderId: ClientOrderId): number | undefined {
    return this.#doubtful.get(clientOrderId)
  }

  /** Every order that may still fill. */
  get open(): ReadonlyArray<Whole> {
    return [...this.#open.values()]
  }

  /** What orders that rest may still spend on shares. */
  get reserved(): Decimal {
    return sum(
      this.open.flatMap(({ filled, market, state: { price, quantity, side } }) =>
        side === "BUY" && market.instrument.kind === "SPOT" && price !== undefined
          ? [times(minus(market.quantityText(quantity), market.quantityText(filled)), market.priceText(price))]
          : []
      )
    )
  }
}

/** Of two messages of an order the later, with every trade of both: what is over never goes on. */
const later = (a: OrderAnswer, b: OrderAnswer): OrderAnswer => {
  const [at, bt] = [a["updated-at"] ?? 0, b["updated-at"] ?? 0]
  const isNewer =
    hasEnded(b.status) !== hasEnded(a.status) ? hasEnded(b.status) : bt !== at ? bt > at : told(b) >= told(a)
  const [old, young] = isNewer ? [a, b] : [b, a]
  const [leg] = young.legs
  const fills = new Map([...(old.legs[0].fills ?? []), ...(leg.fills ?? [])].map((fill) => [fill["fill-id"], fill]))
  const remaining = [leg, old.legs[0]].flatMap((one) => one["remaining-quantity"] ?? [])
  const least = remaining.reduce<Decimal | undefined>(
    (low, one) => (low === undefined || compare(one, low) < 0 ? one : low),
    undefined
  )
  return {
    ...young,
    legs: [
      {
        ...leg,
        fills: [...fills.values()],
        ...(least !== undefined && !hasEnded(young.status) && { "remaining-quantity": least })
      }
    ]
  }
}
const told = ({ legs }: OrderAnswer): number => legs[0].fills?.length ?? 0
