import { compare, minus, plus, times, zero } from "@tradetower/domain/number"
import { chance } from "../chance.ts"
import { AccountBook } from "./account-book.ts"
import { type Faults, noFaults } from "./faults.ts"
import { isBuy, isOpen, type Order, written } from "./order.ts"
import { askedIn, orderOf, text } from "./asked.ts"
import { balancesRow } from "./balances.ts"
import { problem, type Refused, refused } from "./rules.ts"

/** A future that is listed. */
export interface Future {
  readonly symbol: string
  readonly product: string
  readonly multiplier: string
  readonly tick: string
  readonly expires: string
  readonly streamer: string
  readonly closingOnly?: boolean
}

export interface AccountOptions {
  readonly number: string
  readonly refresh: string
  readonly secret: string
  readonly cash: string
  readonly readOnly?: boolean
}

/** An account as the stand-in keeps it, with whoever listens to it. */
export interface Account extends AccountOptions {
  readonly book: AccountBook
  /** Positions as the ledger has them: a moment after the trades. */
  readonly ledger: Map<string, string>
  listener: ((type: string, data: Record<string, unknown>) => void) | undefined
  cut: (() => void) | undefined
  /** When what is told next may be told at the earliest. */
  tellAt: number
}

const PLENTY = "1000000000"
/** tastytrade's book: what is listed, accounts, prices, and what goes wrong. Its clock is `ahead` of this machine's, ms. */
export class TastytradeBook {
  readonly accounts = new Map<string, Account>()
  readonly last = new Map<string, string>()
  readonly equities: ReadonlyArray<string>
  readonly futures: ReadonlyArray<Future>
  faults: Faults = noFaults
  isOpen = true
  isStill = false
  /** Trades cost what they do there; else what they are taken to cost here. */
  charges = false
  readonly random: () => number
  #ids = 30

  readonly now: () => number

  constructor(seed: number, equities: ReadonlyArray<string>, futures: ReadonlyArray<Future>, ahead = 0) {
    this.now = () => Date.now() + ahead
    this.random = chance(seed)
    this.equities = equities
    this.futures = futures
  }

  chance(rate: number): boolean {
    return rate > 0 && this.random() < rate
  }
  /** Now and then a number, now and then text. */
  readonly write = (amount: string): string | number => (this.random() < 0.5 ? amount : Number(amount))

  multiplier(symbol: string): string {
    return this.futures.find((one) => one.symbol === symbol)?.multiplier ?? "1"
  }

  add(options: AccountOptions): Account {
    const ledger = new Map<string, string>()
    const account: Account = {
      ...options,
      ledger,
      listener: undefined,
      cut: undefined,
      tellAt: 0,
      book: new AccountBook(options.cash, {
        now: this.now,
        multiplier: (symbol) => this.multiplier(symbol),
        costs: (order, quantity, price) =>
          order.kind === "Future"
            ? times(quantity, this.charges ? "2.37" : "2.5")
            : this.charges
              ? isBuy(order)
                ? times(quantity, "0.0008")
                : plus(times(quantity, "0.0008"), times(times(quantity, price), "0.00001"))
              : zero,
        tell: (order) => this.#tell(account, order),
        positionMoved: (symbol) => {
          setTimeout(() => {
            ledger.set(symbol, account.book.position(symbol))
            this.#say(account, "CurrentPosition", this.positionRow(account, symbol))
            this.#say(account, "AccountBalance", this.balancesRow(account))
          }, this.faults.positionLag)
        }
      })
    }
    this.accounts.set(options.number, account)
    return account
  }

  kindOf(symbol: string): "Equity" | "Future" {
    return symbol.startsWith("/") ? "Future" : "Equity"
  }

  positionRow(account: Account, symbol: string): Record<string, unknown> {
    const held = account.ledger.get(symbol) ?? zero
    const sign = compare(held, zero)
    return {
      "account-number": account.number,
      symbol,
      "instrument-type": this.kindOf(symbol),
      quantity: this.write(held.replace("-", "")),
      "quantity-direction": sign > 0 ? "Long" : sign < 0 ? "Short" : "Zero",
      multiplier: this.write(this.multiplier(symbol))
    }
  }

  balancesRow(account: Account): Record<string, unknown> {
    const last = (symbol: string) => this.last.get(symbol)
    return balancesRow({ last, multiplier: (symbol) => this.multiplier(symbol), write: this.write }, account)
  }

  statusOf(order: Order): string {
    return this.faults.unknownStatus && order.status === "Live" ? "Reconsidered" : order.status
  }

  row(order: Order): Record<string, unknown> {
    return written(order, this.write, this.statusOf(order))
  }

  #say(account: Account, type: string, data: Record<string, unknown>): void {
    if (!this.faults.silence) account.listener?.(type, data)
  }

  /** Tells how an order stands 2 to 10 ms later, in its order, unless something goes wrong. */
  #tell(account: Account, order: Order): void {
    const { cutStreamBeforeFill, doubleMessages, lateMessages } = this.faults
    if (order.fills.length > 0 && this.chance(cutStreamBeforeFill)) return account.cut?.()
    const message = this.row(order)
    const late = this.chance(lateMessages) ? 25 : 0
    account.tellAt = Math.max(Date.now() + 2 + this.random() * 8, account.tellAt)
    const twice = this.chance(doubleMessages)
    setTimeout(
      () => {
        this.#say(account, "Order", message)
        if (twice) this.#say(account, "Order", message)
      },
      Math.max(0, account.tellAt - Date.now()) + late
    )
  }

  #took(order: Order, price: string): string {
    if (!this.faults.offTheCent) return price
    return isBuy(order) ? plus(price, "0.0025") : minus(price, "0.0025")
  }

  /** Trades at a price, of which so much is to be had by all together. */
  trade(symbol: string, price: string, volume = PLENTY): void {
    this.last.set(symbol, price)
    let left = volume
    for (const { book } of this.accounts.values())
      for (const order of book.orders.filter((one) => one.symbol === symbol && isOpen(one)))
        left = minus(left, book.meet(order, price, left, this.#took(order, price)))
  }

  check(account: Account, body: Readonly<Record<string, unknown>>): Refused | undefined {
    const asked = askedIn(body)
    const future = this.futures.find(({ symbol }) => symbol === asked.symbol)
    if (asked.kind === "Equity" && !this.equities.includes(asked.symbol))
      return refused("instrument_not_found", `${asked.symbol} is not listed`)
    if (asked.kind === "Future" && future === undefined)
      return refused("instrument_not_found", `${asked.symbol} is not listed`)
    return problem(asked, {
      orders: account.book.orders,
      cash: account.book.cash,
      ledger: account.ledger.get(asked.symbol) ?? zero,
      last: this.last.get(asked.symbol),
      multiplier: this.multiplier(asked.symbol),
      isOpen: this.isOpen,
      tick: future?.tick ?? "0.01"
    })
  }

  #make(body: Readonly<Record<string, unknown>>, complexId?: number): Order {
    return orderOf(body, ++this.#ids, this.now(), complexId)
  }

  #enter(account: Account, order: Order): void {
    const { book } = account
    book.orders.push(order)
    if (this.chance(this.faults.rejectLater)) {
      order.rejectReason = "The exchange does not take it"
      setTimeout(() => book.change(order, "Rejected"), 5)
      return
    }
    order.status = "Live"
    book.change(order, "Live")
    const last = this.last.get(order.symbol)
    if (last === undefined) return
    const half = String(Math.floor(Number(order.quantity) / 2))
    if (this.faults.fillsInParts && order.type === "Market" && half !== "0")
      book.meet(order, last, half, this.#took(order, last))
    book.meet(order, last, PLENTY, this.#took(order, last))
    if (order.timeInForce === "IOC") book.end(order, "Cancelled")
  }

  /** Takes an order, whatever id it has, or says why not. */
  place(account: Account, body: Readonly<Record<string, unknown>>): readonly [number, Record<string, unknown>] {
    const why = this.check(account, body)
    if (why !== undefined) return why
    const order = this.#make(body)
    const answer = this.row(order)
    this.#enter(account, order)
    return [
      201,
      {
        data: {
          order: answer,
          warnings: [],
          "fee-calculation": { "total-fees": this.write("0.02"), "total-fees-effect": "Debit" }
        }
      }
    ]
  }

  /** Two of which one cancels the other. */
  placeComplex(account: Account, body: Readonly<Record<string, unknown>>): readonly [number, Record<string, unknown>] {
    const parts = (body["orders"] ?? []) as ReadonlyArray<Record<string, unknown>>
    const [exit, stop] = parts
    if (body["type"] !== "OCO" || exit === undefined || stop === undefined)
      return refused("validation_error", "an OCO has two orders", 400)
    const why = this.check(account, exit)
    if (why !== undefined) return why
    const id = ++this.#ids
    const [first, second] = [this.#make(exit, id), this.#make(stop, id)]
    first.other = second
    second.other = first
    const answer = { id, type: "OCO", orders: [this.row(first), this.row(second)] }
    account.book.orders.push(second)
    second.status = "Contingent"
    account.book.change(second, "Contingent")
    this.#enter(account, first)
    return [201, { data: { "complex-order": answer } }]
  }

  complexRow(account: Account, id: string): Record<string, unknown> | undefined {
    const parts = account.book.orders.filter((order) => String(order.complexId) === id)
    return parts.length === 0 ? undefined : { id: Number(id), type: "OCO", orders: parts.map((one) => this.row(one)) }
  }

  /** Asks to end an order: it has ended a moment later. */
  cancel(account: Account, order: Order | undefined): readonly [number, Record<string, unknown>] {
    if (order === undefined) return refused("record_not_found", "Couldn't find order", 404)
    if (!isOpen(order)) return refused("order_not_cancellable", "Order is not cancellable")
    const { book } = account
    book.change(order, "Cancel Requested")
    setTimeout(() => book.end(order, "Cancelled"), 2 + this.random() * 6)
    return [200, { data: this.row(order) }]
  }

  /** Another order takes its place, under a new id. */
  replace(account: Account, order: Order, price: string): readonly [number, Record<string, unknown>] {
    const next: Order = {
      ...order,
      id: ++this.#ids,
      price,
      fills: [],
      filled: zero,
      quantity: minus(order.quantity, order.filled)
    }
    account.book.end(order, "Cancelled")
    this.#enter(account, next)
    return [200, { data: this.row(next) }]
  }

  /** A trade no longer counts: a row of its own takes it back. */
  bust(account: Account, orderId: number): void {
    const { book } = account
    const order = book.orders.find(({ id }) => id === orderId)
    const row = book.transactions.findLast((one) => one["order-id"] === orderId)
    if (order === undefined || row === undefined) return
    const [quantity, price] = [text(row["quantity"]) ?? zero, text(row["price"]) ?? zero]
    const signed = isBuy(order) ? quantity : minus(zero, quantity)
    book.positions.set(order.symbol, minus(book.position(order.symbol), signed))
    book.cash = plus(book.cash, times(signed, price))
    book.transactions.push({
      ...row,
      id: row.id + 1_000_000,
      "reverses-id": row.id,
      "regulatory-fees-effect": "Credit",
      "clearing-fees-effect": "Credit"
    })
  }
}
