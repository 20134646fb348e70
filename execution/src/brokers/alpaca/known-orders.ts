import type { ClientOrderId } from "@tradetower/domain/ids"
import { type Instrument, isInWholeUnits, type Market } from "@tradetower/domain/market"
import type { Fill } from "@tradetower/domain/order"
import { OldestOut } from "@tradetower/domain/oldest-out"
import { compare, type Decimal, larger, plus, zero } from "@tradetower/domain/number"
import { Leaving } from "../leaving.ts"
import type { LegAnswer, OrderAnswer, TradeUpdate } from "./answers.ts"
import { type Whole, wholeOf } from "./order-state.ts"

/** So many of the latest orders are known by Alpaca's ids: an older one is asked for again. */
const MOST = 10_000

/** What is known of an order, by each of Alpaca's ids that may fill for it. */
export interface Known {
  readonly clientOrderId: ClientOrderId
  /** Alpaca's id of the order itself, not of what belongs to it. */
  readonly exchangeOrderId: string
  /** It is several at Alpaca, of which one cancels the other. */
  readonly several: boolean
  /** Another one took its place there, or that of a part of it. */
  readonly replaced: boolean
  /** It is for whole shares, and so is each of its trades. */
  readonly whole: boolean
  readonly market: Market
  /** What this id of them is, where they are an exit and its stop. */
  readonly leg?: Fill["leg"] | undefined
}

/**
 * Orders by Alpaca's ids, which are all that its trades and the legs of an order are told by; and how much of each id was
 * told to be filled.
 */
export class KnownOrders {
  /** Those whose end somebody waits for. */
  readonly leaving = new Leaving()
  readonly #orders = new OldestOut<string, Known>(MOST)
  readonly #told = new OldestOut<string, Decimal>(MOST)
  /** What took an order's place last, by the order's own id. */
  readonly #heirs = new OldestOut<string, string>(MOST)
  /** What was ever seen to be traded in this account, by symbol. */
  readonly instruments = new Map<string, Instrument>()

  /** Learns of an order and of what took its place; undefined of one that can't be counted here. */
  learn(answer: OrderAnswer, heirs: ReadonlyArray<LegAnswer> = []): Whole | undefined {
    const whole = wholeOf(answer, heirs)
    if (whole === undefined) return undefined
    const { clientOrderId, market, parts, state } = whole
    const { exchangeOrderId } = state
    const several = answer.order_class === "oco" || (answer.legs ?? []).length > 0
    const known: Known = {
      clientOrderId,
      market,
      exchangeOrderId,
      several,
      replaced: heirs.length > 0,
      whole: market.instrument.assetClass === "EQUITY" && isInWholeUnits(market, state.quantity)
    }
    for (const { id, type } of parts)
      this.#orders.set(id, several ? { ...known, leg: type.startsWith("stop") ? "STOP" : "EXIT" } : known)
    const heir = heirs.at(-1)
    if (heir !== undefined && !several) this.#heirs.set(answer.id, heir.id)
    this.instruments.set(market.instrument.symbol, market.instrument)
    return whole
  }

  of(id: string): Known | undefined {
    return this.#orders.get(id)
  }

  /** What rests there for an order, by Alpaca's id of it: itself, or what took its place last. */
  restingFor(id: string): string {
    return this.#heirs.get(id) ?? id
  }

  /** A trade was told; answers whether all that was filled of its order until then was. */
  tell({ order, qty }: Pick<TradeUpdate, "order" | "qty">): boolean {
    const before = this.#told.get(order.id) ?? zero
    if (compare(plus(before, qty ?? zero), order.filled_qty) < 0) return false
    this.#told.set(order.id, larger(order.filled_qty, before))
    return true
  }

  /** Whether all that is filled of an order was told. */
  toldAll({ parts }: Whole): boolean {
    return parts.every(({ filled_qty, id }) => compare(this.#told.get(id) ?? zero, filled_qty) >= 0)
  }

  /** All that is filled of an order was told. */
  allTold({ parts }: Whole): void {
    for (const { filled_qty, id } of parts) this.#told.set(id, filled_qty)
  }
}
