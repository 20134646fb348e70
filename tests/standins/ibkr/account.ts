import { compare, minus, plus, smaller, sum, times, zero } from "@tradetower/domain/number"
import { FuturesMoney, MAINTENANCE, MARGIN } from "../futures-money.ts"
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
  /** Other accounts of its username. */
  readonly others?: ReadonlyArray<string>
}

/** What an account needs of what is around it. `multiplier`: of a future. */
interface AccountOf {
  readonly nextId: () => number
  readonly now: () => number
  readonly multiplier: (conid: number) => string | undefined
  readonly tell: (event: Event) => void
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
  readonly #of: AccountOf
  readonly #futures: FuturesMoney<number>
  /** Orders of which the least was charged. */
  readonly #minimum = new Set<number>()

  constructor(options: AccountOptions, of: AccountOf) {
    this.options = options
    this.cash = options.cash
    this.#of = of
    this.#futures = new FuturesMoney((conid) => of.multiplier(conid) ?? "1")
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
    this.#of.tell({ topic: "sor", row: { ...changed, orderId: order.id }, isEnd: !isOpen(order) })
  }

  /** What open orders to buy would cost. */
  promised(last: (conid: number) => string | undefined): string {
    return sum(
      this.orders
        .filter((order) => isOpen(order) && order.side === "BUY" && this.#of.multiplier(order.conid) === undefined)
        .map((order) => times(minus(order.total, order.filled), order.price ?? last(order.conid) ?? zero))
    )
  }

  fill(order: Order, quantity: string, price: string, commissionLate: boolean): void {
    const isBuy = order.side === "BUY"
    order.filled = plus(order.filled, quantity)
    const whole = compare(order.filled, order.total) >= 0
    order.status = whole ? "Filled" : "Submitted"
    const commission = this.#commission(order, quantity)
    this.#pay(order.conid, isBuy ? quantity : minus(zero, quantity), price)
    this.cash = minus(this.cash, commission)
    const execution: Execution = {
      ...this.#execution(order.conid, order.side, quantity, price),
      order_ref: order.reference,
      order_id: order.id,
      ...(!commissionLate && { commission })
    }
    this.executions.push(execution)
    this.#of.tell({ topic: "str", row: { ...execution } })
    this.tell(order)
    if (commissionLate)
      setTimeout(() => {
        execution.commission = commission
        this.#of.tell({ topic: "str", row: { ...execution } })
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

  /** At least a dollar an order, half a cent a share; of a future so much a contract. */
  #commission(order: Order, quantity: string): string {
    if (this.#of.multiplier(order.conid) !== undefined) return times(quantity, "0.85")
    const each = times(quantity, "0.005")
    const commission = this.#minimum.has(order.id) || compare(each, "1") > 0 ? each : "1"
    this.#minimum.add(order.id)
    return commission
  }

  /** So many change hands, below zero: sold. */
  #pay(conid: number, signed: string, price: string): void {
    const held = this.positions.get(conid) ?? zero
    this.positions.set(conid, plus(held, signed))
    const paid =
      this.#of.multiplier(conid) === undefined
        ? minus(zero, times(signed, price))
        : this.#futures.trade(conid, held, signed, price)
    this.cash = plus(this.cash, paid)
  }

  #execution(conid: number, side: Order["side"], quantity: string, price: string) {
    return {
      execution_id: `0000e0d5.${this.#of.nextId().toString(16).padStart(8, "0")}.01.01`,
      symbol: String(conid),
      side: side === "BUY" ? "B" : "S",
      trade_time_r: this.#of.now(),
      size: Number(quantity),
      price,
      account: this.options.number,
      conid
    } as const
  }

  /** What futures leave to be had, and to be lost. */
  funds(last: ReadonlyMap<number, string>): { readonly available: string; readonly excess: string } {
    const { gains, worth } = this.#futures.stand(this.positions, (conid) => last.get(conid))
    const resting = sum(
      this.orders
        .filter(isOpen)
        .map(({ conid, filled, price, total }) =>
          times(times(minus(total, filled), this.#of.multiplier(conid) ?? zero), price ?? last.get(conid) ?? zero)
        )
    )
    const equity = plus(this.cash, gains)
    return {
      available: minus(equity, times(plus(worth, resting), MARGIN)),
      excess: minus(equity, times(worth, MAINTENANCE))
    }
  }

  /** A contract ended. */
  settle(conid: number, price: string): void {
    for (const order of this.orders) if (order.conid === conid) this.end(order, "Cancelled", "Contract has expired")
    this.#pay(conid, minus(zero, this.positions.get(conid) ?? zero), price)
  }

  /** The broker closes what is held of a contract. */
  liquidate(conid: number, price: string): void {
    const held = this.positions.get(conid) ?? zero
    const side = compare(held, zero) > 0 ? "SELL" : "BUY"
    this.#pay(conid, minus(zero, held), price)
    const execution: Execution = {
      ...this.#execution(conid, side, held.replace("-", ""), price),
      order_ref: "",
      order_id: this.#of.nextId(),
      commission: "0",
      liquidation_trade: "1"
    }
    this.executions.push(execution)
    this.#of.tell({ topic: "str", row: { ...execution } })
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
