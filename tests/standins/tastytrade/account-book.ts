import { compare, minus, plus, smaller, times, zero } from "@tradetower/domain/number"
import { FuturesMoney } from "../futures-money.ts"
import { type Fill, isBuy, isOpen, type Order } from "./order.ts"

/** A trade as it is booked. */
export interface Transaction {
  readonly id: number
  readonly [more: string]: unknown
}

export interface Costs {
  /** What a trade of so much at a price costs, by kind and side. */
  (order: Order, quantity: string, price: string): string
}

/** What an account needs of what is around it. */
export interface BookOf {
  readonly now: () => number
  readonly multiplier: (symbol: string) => string
  readonly costs: Costs
  readonly tell: (order: Order) => void
  readonly positionMoved: (symbol: string) => void
}

let fills = 0
let transactions = 0

/** One account: its money, what it holds, its orders, and what was booked. */
export class AccountBook {
  readonly orders: Array<Order> = []
  readonly transactions: Array<Transaction> = []
  /** Below zero: short. Of futures contracts. */
  readonly positions = new Map<string, string>()
  readonly #futures: FuturesMoney<string>
  readonly opening: string
  cash: string
  readonly #of: BookOf

  constructor(cash: string, of: BookOf) {
    this.cash = this.opening = cash
    this.#of = of
    this.#futures = new FuturesMoney(of.multiplier)
  }

  position(symbol: string): string {
    return this.positions.get(symbol) ?? zero
  }

  /** What positions in futures are worth, and what they gained, at these prices. */
  futures(last: (symbol: string) => string | undefined): { readonly worth: string; readonly gains: string } {
    return this.#futures.stand(this.positions, last)
  }

  /** What an order changes. */
  change(order: Order, status: string): void {
    order.status = status
    order.updatedAt = Math.max(this.#of.now(), order.updatedAt + 1)
    this.#of.tell(order)
  }

  /** Trades so much of an order at a price. */
  fill(order: Order, quantity: string, price: string): void {
    const at = new Date(this.#of.now()).toISOString().replace("Z", "+00:00")
    const fill: Fill = { id: `2_TW::STANDIN${++fills}::20261130.${fills}-FILL`, quantity, price, at }
    order.fills.push(fill)
    order.filled = plus(order.filled, quantity)
    this.#settle(order, quantity, price)
    const cost = this.#of.costs(order, quantity, price)
    this.cash = minus(this.cash, cost)
    this.transactions.push({
      id: ++transactions,
      "transaction-type": "Trade",
      "order-id": order.id,
      "exec-id": fill.id,
      "ext-exec-id": "0",
      symbol: order.symbol,
      quantity,
      price,
      "executed-at": at,
      "is-estimated-fee": false,
      commission: "0.0",
      "commission-effect": "None",
      "clearing-fees": order.kind === "Future" ? cost : "0.0",
      "clearing-fees-effect": "Debit",
      "regulatory-fees": order.kind === "Equity" ? cost : "0.0",
      "regulatory-fees-effect": "Debit"
    })
    this.#of.positionMoved(order.symbol)
    const whole = compare(order.filled, order.quantity) >= 0
    this.change(order, whole ? "Filled" : order.status === "Cancel Requested" ? order.status : "Live")
    const { other } = order
    if (other === undefined || !isOpen(other)) return
    // Of the exit, in part, the stop stays for the rest; of the stop it goes on alone.
    if (!whole && order.type === "Limit") {
      other.quantity = minus(order.quantity, order.filled)
      this.change(other, other.status)
    } else this.change(other, "Cancelled")
  }

  #settle(order: Order, quantity: string, price: string): void {
    const signed = isBuy(order) ? quantity : minus(zero, quantity)
    const before = this.position(order.symbol)
    const after = plus(before, signed)
    this.positions.set(order.symbol, after)
    if (order.kind === "Equity") {
      this.cash = minus(this.cash, times(signed, price))
      return
    }
    this.cash = plus(this.cash, this.#futures.trade(order.symbol, before, signed, price))
  }

  /** Ends an order, and the other of the two that belong together. */
  end(order: Order, status: string): void {
    for (const one of [order, order.other]) if (one !== undefined && isOpen(one)) this.change(one, status)
  }

  /** Lets an order see a price of which so much is to be had; answers how much it took. */
  meet(order: Order, price: string, volume: string, took: string): string {
    if (!isOpen(order) || order.status === "Received" || order.status === "Routed") return zero
    const buys = isBuy(order)
    if (order.type.startsWith("Stop") && !order.triggered) {
      const stop = order.stopTrigger ?? zero
      if (buys ? compare(price, stop) < 0 : compare(price, stop) > 0) return zero
      order.triggered = true
      if (order.other !== undefined && isOpen(order.other)) this.change(order.other, "Cancelled")
    }
    const limit = order.price
    if (limit !== undefined && (buys ? compare(price, limit) > 0 : compare(price, limit) < 0)) return zero
    const quantity = smaller(minus(order.quantity, order.filled), volume)
    if (compare(quantity, zero) <= 0) return zero
    this.fill(order, quantity, limit ?? took)
    return quantity
  }
}
