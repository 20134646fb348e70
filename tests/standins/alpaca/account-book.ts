import { compare, larger, minus, plus, smaller, times, zero } from "@tradetower/domain/number"
import { isOpen, newId, type Order, written } from "./order.ts"
import { heldBy } from "./rules.ts"

/** Something that happened to an order, as the trading stream tells it. */
export interface Happened {
  readonly event: string
  readonly timestamp: string
  readonly order: Record<string, unknown>
  readonly execution_id?: string
  readonly price?: string
  readonly qty?: string
  readonly position_qty?: string
}

/** A trade, as it is listed. */
export interface Activity {
  readonly id: string
  readonly activity_type: string
  readonly transaction_time?: string
  readonly order_id?: string
  readonly [more: string]: unknown
}

/** A quarter of a percent, of what is received; of what rested less where that is so. */
const [TAKER, MAKER] = ["0.0025", "0.0015"]
/** What an amount costs, up to the eighteenth decimal. */
const feeOn = (amount: string, rate: string): string => {
  const fee = times(amount, rate)
  const point = fee.indexOf(".")
  const cut = point < 0 ? fee : fee.slice(0, point + 19)
  return cut === fee ? fee : plus(cut, "0.000000000000000001")
}
/** Positions are kept to the ninth decimal. */
const cutTo9 = (amount: string): string => {
  const point = amount.indexOf(".")
  return point < 0 ? amount : minus(amount.slice(0, point + 10), "0")
}

const newYork = new Intl.DateTimeFormat("sv-SE", {
  timeZone: "America/New_York",
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit"
})

/** One account: its money, what it holds, its orders, and what happened. */
export class AccountBook {
  readonly orders: Array<Order> = []
  readonly activities: Array<Activity> = []
  readonly positions = new Map<string, string>()
  /** What its events say of trades, beside the stream; and the execution of each trade that is listed. */
  readonly events: Array<Record<string, unknown> & { readonly executed_at: string }> = []
  readonly executions = new Map<string, string>()
  readonly opening: string
  noShorting = false
  cash: string
  /** Of trades in coins since the day ended: what each brought, and what it cost. */
  readonly due: Array<{ readonly order: Order; readonly price: string; readonly fee: string }> = []
  /** What rested costs less than what took, as it does at Alpaca. */
  cheapMakers = false
  readonly #charges: boolean
  readonly #now: () => string
  readonly #tell: (happened: Happened) => void

  /** `charges`: trades in coins cost what they do with real money. */
  constructor(cash: string, charges: boolean, now: () => string, tell: (happened: Happened) => void) {
    this.cash = this.opening = cash
    this.#charges = charges
    this.#now = now
    this.#tell = tell
  }

  tell(event: string, order: Order, more: object = {}): void {
    this.#tell({ event, timestamp: this.#now(), order: written(order), ...more })
  }

  position(symbol: string): string {
    return this.positions.get(symbol) ?? zero
  }

  held(last: (symbol: string) => string | undefined) {
    return heldBy(this.orders, last)
  }

  /** Trades so much of an order at a price. */
  fill(order: Order, quantity: string, price: string, rested = false): void {
    const at = this.#now()
    order.filledQty = plus(order.filledQty, quantity)
    const whole = compare(order.filledQty, order.qty) >= 0
    order.status = whole ? "filled" : order.status === "pending_cancel" ? "pending_cancel" : "partially_filled"
    const amount = times(quantity, price)
    const isCoin = order.assetClass === "crypto" && this.#charges
    const fee = (of: string) => (isCoin ? feeOn(of, rested && this.cheapMakers ? MAKER : TAKER) : zero)
    const kept = (of: string) => minus(of, fee(of))
    if (isCoin) this.due.push({ order, price, fee: fee(order.side === "buy" ? quantity : amount) })
    if (order.side === "buy") {
      this.cash = minus(this.cash, amount)
      this.positions.set(order.symbol, plus(this.position(order.symbol), cutTo9(kept(quantity))))
    } else {
      this.cash = plus(this.cash, kept(amount))
      this.positions.set(order.symbol, minus(this.position(order.symbol), quantity))
    }
    const execution = newId()
    const id = `${newYork.format(new Date(at)).replaceAll(/\D/g, "") + at.slice(20, 23)}::${newId()}`
    this.executions.set(id, execution)
    this.activities.push({
      id,
      activity_type: "FILL",
      transaction_time: at,
      type: whole ? "fill" : "partial_fill",
      price,
      qty: quantity,
      side: order.side,
      symbol: order.symbol,
      leaves_qty: minus(order.qty, order.filledQty),
      order_id: order.id,
      cum_qty: order.filledQty,
      order_status: order.status
    })
    this.tell(whole ? "fill" : "partial_fill", order, {
      timestamp: at,
      execution_id: execution,
      price,
      qty: quantity,
      position_qty: this.position(order.symbol)
    })
    const { other } = order
    if (other === undefined || !isOpen(other)) return
    // Of the exit, in part, the stop stays for the rest; of the stop it goes on alone.
    if (!whole && !order.isLeg) other.qty = minus(order.qty, order.filledQty)
    else this.#endAlone(other, "canceled")
  }

  /** Ends an order, and the other of the two that belong together. */
  end(order: Order, status: "canceled" | "expired"): void {
    if (!isOpen(order)) return
    this.#endAlone(order, status)
    if (order.other !== undefined) this.#endAlone(order.other, status)
  }
  #endAlone(order: Order, status: "canceled" | "expired"): void {
    if (!isOpen(order)) return
    order.status = status
    this.tell(status, order, this.#because === undefined ? {} : { reason: this.#because })
  }

  /** Ends orders for a corporate action, and says so. */
  endForShares(orders: ReadonlyArray<Order>): void {
    this.#because = "CORPORATE_ACTION"
    for (const order of orders) this.end(order, "canceled")
    this.#because = undefined
  }
  #because: string | undefined

  /** The first trade of an order is taken back, or is at this price now. `named`: which one it was is said. */
  revise(orderId: string, now: string | undefined, named: boolean): void {
    const order = this.orders.find(({ id }) => id === orderId)
    const trade = this.activities.find((one) => one.order_id === orderId)
    if (order === undefined || trade === undefined) return
    const [price, qty] = [String(trade["price"]), String(trade["qty"])]
    const sign = order.side === "buy" ? qty : minus(zero, qty)
    if (now === undefined) this.positions.set(order.symbol, minus(this.position(order.symbol), sign))
    this.cash = plus(this.cash, times(sign, now === undefined ? price : minus(price, now)))
    const event = now === undefined ? "trade_bust" : "trade_correct"
    const [id, at, execution] = [newId(), this.#now(), this.executions.get(trade.id)]
    const told = { price: now ?? price, qty }
    this.tell(event, order, {
      ...told,
      timestamp: at,
      execution_id: id,
      ...(named && { previous_execution_id: execution })
    })
    this.events.push({
      activity_type: "TRD",
      ref_id: id,
      ...(named && { previous_id: execution }),
      at,
      executed_at: at,
      status: "executed",
      ...told,
      details: { order_id: orderId, side: order.side, symbol: order.symbol, execution_type: event }
    })
  }

  /** Another order takes the place of one: its owner changed it on Alpaca's pages, or a dividend did. */
  replace(order: Order, change: Partial<Pick<Order, "qty" | "limitPrice" | "stopPrice">>): Order {
    const heir: Order = {
      ...order,
      ...change,
      id: newId(),
      clientOrderId: newId(),
      filledQty: zero,
      status: "new",
      submittedAt: this.#now(),
      replaces: order.id
    }
    order.status = "replaced"
    order.replacedBy = heir.id
    this.orders.push(heir)
    this.tell("replaced", order)
    this.tell("new", heir)
    return heir
  }

  /**
   * Lets an order see a price of which so much is to be had; answers how much it took. One that rested has its limit, one
   * that comes to a price has that, as `took` says.
   */
  meet(order: Order, price: string, volume: string, took: (at: string) => string, comes = false): string {
    if (!isOpen(order) || order.status === "pending_new") return zero
    const isBuy = order.side === "buy"
    if (order.type.startsWith("stop") && !order.triggered) {
      const stop = order.stopPrice ?? zero
      if (isBuy ? compare(price, stop) < 0 : compare(price, stop) > 0) return zero
      order.triggered = true
      if (order.status === "held") order.status = "new"
      // From here on the stop alone is there.
      if (order.isLeg && order.other !== undefined) this.#endAlone(order.other, "canceled")
    }
    const limit = order.limitPrice
    if (limit !== undefined && (isBuy ? compare(price, limit) > 0 : compare(price, limit) < 0)) return zero
    const quantity = smaller(minus(order.qty, order.filledQty), volume)
    if (compare(quantity, zero) <= 0) return zero
    const rests = !comes && order.type === "limit" && limit !== undefined
    this.fill(order, quantity, rests ? limit : took(price), rests)
    return quantity
  }

  /** As it is written: to the cent. */
  cashText(): string {
    return Number(this.cash).toFixed(2)
  }

  available(symbol: string, last: (symbol: string) => string | undefined): string {
    return larger(minus(this.position(symbol), this.held(last).of(symbol)), zero)
  }
}
