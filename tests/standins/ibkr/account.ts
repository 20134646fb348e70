import { compare, minus, plus, smaller, sum, times, zero } from "@tradetower/domain/number"
import { type Execution, isOpen, listed, type Order } from "./order.ts"

/** What is told of an account, once it is to be told. */
export type Event =
  | { readonly topic: "sor"; readonly row: Record<string, unknown>; readonly isEnd: boolean }
  | { readonly topic: "str"; readonly row: Execution }

export interface AccountOptions {
  /** `"DU1234567"` */
  readonly number: string
  readonly cash: string
  readonly isPaper: boolean
}

/** One account: its money, what it holds, its orders and its trades. */
export class Account {
  readonly options: AccountOptions
  readonly orders: Array<Order> = []
  readonly executions: Array<Execution> = []
  readonly positions = new Map<number, string>()
  cash: string
  /** Ids under which an order was registered, with when. */
  readonly registered = new Map<string, number>()
  /** What was told last of each order: later messages have only what changed. */
  readonly #told = new Map<number, Record<string, unknown>>()
  readonly #tell: (event: Event) => void
  readonly #nextId: () => number
  readonly #now: () => number
  /** Orders of which the least was charged. */
  readonly #minimum = new Set<number>()

  constructor(options: AccountOptions, nextId: () => number, now: () => number, tell: (event: Event) => void) {
    this.options = options
    this.cash = options.cash
    this.#nextId = nextId
    this.#now = now
    this.#tell = tell
  }

  /** The stream knows nothing of before. */
  forgetTold(): void {
    this.#told.clear()
  }

  tell(order: Order): void {
    const now: Record<string, unknown> = listed(order, this.options.number)
    const before = this.#told.get(order.id) ?? {}
    const changed = Object.fromEntries(Object.entries(now).filter(([name, value]) => before[name] !== value))
    this.#told.set(order.id, now)
    this.#tell({ topic: "sor", row: { ...changed, orderId: order.id }, isEnd: !isOpen(order) })
  }

  /** What open orders to buy would cost. */
  promised(last: (conid: number) => string | undefined): string {
    return sum(
      this.orders
        .filter((order) => isOpen(order) && order.side === "BUY")
        .map((order) => times(minus(order.total, order.filled), order.price ?? last(order.conid) ?? zero))
    )
  }

  fill(order: Order, quantity: string, price: string, commissionLate: boolean): void {
    const isBuy = order.side === "BUY"
    order.filled = plus(order.filled, quantity)
    const whole = compare(order.filled, order.total) >= 0
    order.status = whole ? "Filled" : "Submitted"
    const amount = times(quantity, price)
    // At least a dollar an order, half a cent a share.
    const commission = this.#minimum.has(order.id)
      ? times(quantity, "0.005")
      : [times(quantity, "0.005"), "1"].reduce((a, b) => (compare(a, b) > 0 ? a : b))
    this.#minimum.add(order.id)
    this.cash = minus(isBuy ? minus(this.cash, amount) : plus(this.cash, amount), commission)
    const held = this.positions.get(order.conid) ?? zero
    this.positions.set(order.conid, isBuy ? plus(held, quantity) : minus(held, quantity))
    const execution: Execution = {
      execution_id: `0000e0d5.${this.#nextId().toString(16).padStart(8, "0")}.01.01`,
      symbol: String(order.conid),
      side: isBuy ? "B" : "S",
      trade_time_r: this.#now(),
      size: Number(quantity),
      price,
      order_ref: order.reference,
      account: this.options.number,
      conid: order.conid,
      order_id: order.id,
      ...(!commissionLate && { commission })
    }
    this.executions.push(execution)
    this.#tell({ topic: "str", row: { ...execution } })
    this.tell(order)
    if (commissionLate)
      setTimeout(() => {
        execution.commission = commission
        this.#tell({ topic: "str", row: { ...execution } })
      }, 30)
    const { other } = order
    if (other === undefined || !isOpen(other)) return
    // Of the other no more than is left of this one may trade.
    if (whole) this.end(other, "Cancelled", undefined, true)
    else {
      other.total = plus(other.filled, minus(order.total, order.filled))
      this.tell(other)
    }
  }

  end(order: Order, status: string, reason?: string, alone = false): void {
    if (!isOpen(order)) return
    order.status = status
    order.reason = reason
    this.tell(order)
    if (!alone && order.other !== undefined) this.end(order.other, status, reason, true)
  }

  /** Lets an order see a price of which so much is to be had; answers how much it took. */
  meet(
    order: Order,
    price: string,
    volume: string,
    took: (at: string) => string,
    comes: boolean,
    late: boolean
  ): string {
    if (!isOpen(order)) return zero
    const isBuy = order.side === "BUY"
    if (order.type === "STP" && !order.triggered) {
      const stop = order.price ?? zero
      if (isBuy ? compare(price, stop) < 0 : compare(price, stop) > 0) return zero
      order.triggered = true
      order.status = "Submitted"
      // From here on the stop alone is there.
      if (order.other !== undefined) this.end(order.other, "Cancelled", undefined, true)
    }
    const limit = order.type === "LMT" ? order.price : undefined
    if (limit !== undefined && (isBuy ? compare(price, limit) > 0 : compare(price, limit) < 0)) return zero
    const quantity = smaller(minus(order.total, order.filled), volume)
    if (compare(quantity, zero) <= 0) return zero
    this.fill(order, quantity, limit !== undefined && !comes ? limit : took(price), late)
    return quantity
  }
}
