import { compare, decimalsOf, isDecimal, minus, plus, times, zero } from "@tradetower/domain/number"
import { chance } from "../chance.ts"
import { Account, type AccountOptions, type Event } from "./account.ts"
import { type Faults, noFaults } from "./faults.ts"
import { MARGIN } from "../futures-money.ts"
import { isOpen, type Order } from "./order.ts"

export interface Stock {
  readonly conid: number
  readonly ticker: string
  readonly name: string
  /** Of a future of that name: when it ends, `"20991218"`, how much a contract is of, and its step of prices. */
  readonly future?: { readonly ends: string; readonly multiplier: string; readonly tick: string }
}

/** Who trades: an account, what its session is, and who listens. */
export interface User {
  readonly account: Account
  /** Counts its brokerage sessions. */
  session: number
  listener: ((event: Event) => void) | undefined
  tellAt: number
}

const PLENTY = "1000000000"
const DAY = 86_400_000
/** Working orders a contract, side and account. */
const MOST_A_SIDE = 15

type Ticket = Readonly<Record<string, unknown>>

/** Interactive Brokers' book: contracts, accounts, prices, and what goes wrong. */
export class IbkrBook {
  readonly stocks: Array<Stock>
  readonly users = new Map<string, User>()
  readonly last = new Map<number, string>()
  faults: Faults = noFaults
  /** No price changes any more. */
  isStill = false
  readonly random: () => number
  #lastId = 17_437_897_932

  readonly #ahead: number

  /** `ahead`: how far what it tells of is ahead of this machine's clock, ms. */
  constructor(seed: number, stocks: ReadonlyArray<Stock>, ahead = 0) {
    this.#ahead = ahead
    this.random = chance(seed)
    this.stocks = [...stocks]
  }

  /** When what happens now is said to be. */
  readonly now = (): number => Date.now() + this.#ahead

  chance(rate: number): boolean {
    return rate > 0 && this.random() < rate
  }

  readonly nextId = (): number => ++this.#lastId

  add(name: string, options: AccountOptions): User {
    const user: User = {
      account: new Account(options, {
        nextId: this.nextId,
        now: this.now,
        multiplier: (conid) => this.stocks.find((one) => one.conid === conid)?.future?.multiplier,
        tell: (event) => this.#tell(user, event)
      }),
      session: 0,
      listener: undefined,
      tellAt: 0
    }
    this.users.set(name, user)
    return user
  }

  /** Tells what happened 3 to 15 ms later, in its order, unless something goes wrong. */
  #tell(user: User, event: Event): void {
    const { doubleEvents, endBeforeTrade, loseOrders, loseTrades } = this.faults
    if (this.chance(event.topic === "sor" ? loseOrders : loseTrades)) return
    const late = endBeforeTrade && event.topic === "str" ? 40 : 0
    user.tellAt = Math.max(Date.now() + 3 + this.random() * 12, user.tellAt)
    const again = this.chance(doubleEvents)
    setTimeout(
      () => {
        user.listener?.(event)
        if (again) user.listener?.(event)
      },
      Math.max(0, user.tellAt - Date.now()) + late
    )
  }

  readonly #took =
    (side: Order["side"]) =>
    (price: string): string =>
      this.faults.offTheCent ? (side === "BUY" ? plus(price, "0.002") : minus(price, "0.002")) : price

  /** Trades at a price, of which so much is to be had by all together. */
  trade(conid: number, price: string, volume = PLENTY): void {
    this.last.set(conid, price)
    if (this.faults.closed) return
    let left = volume
    for (const { account } of this.users.values())
      for (const order of account.orders.filter((one) => one.conid === conid && isOpen(one)))
        left = minus(left, account.meet(order, price, left, this.#took(order.side), false, this.faults.commissionLate))
  }

  /** What is asked before an order is taken: its id and its words. */
  questions(ticket: Ticket): ReadonlyArray<readonly [string, string]> {
    const last = this.last.get(Number(ticket["conid"]))
    const price = String(ticket["price"])
    const asked: Array<readonly [string, string]> = []
    if (this.faults.strangeQuestion) asked.push(["o999", "Something that nobody has heard of.<br>Are you sure?"])
    if (ticket["orderType"] === "MKT") asked.push(["o10153", "You are submitting a market order."])
    if (ticket["orderType"] === "STP") asked.push(["o10164", "You are submitting a stop order."])
    if (ticket["orderType"] === "LMT" && last !== undefined && Math.abs(Number(price) / Number(last) - 1) > 0.03)
      asked.push(["o163", "The following order exceeds the price percentage limit: 3 %"])
    if (ticket["price"] !== undefined && decimalsOf(price) > 2)
      asked.push(["o382", "The price does not conform to the minimum price variation."])
    return asked
  }

  /** Why an order is refused; undefined: it is taken. */
  refused({ account }: User, tickets: ReadonlyArray<Ticket>): string | undefined {
    let promised = account.promised((conid) => this.last.get(conid))
    for (const ticket of tickets) {
      const { cOID, conid, orderType, price, quantity, side, tif } = ticket
      if (account.registered.has(String(cOID)) && Date.now() - (account.registered.get(String(cOID)) ?? 0) < DAY)
        return `Order couldn't be submitted: Local order ID=${String(cOID)} is already registered.`
      if (typeof quantity !== "number" || typeof conid !== "number") return "Invalid type of quantity or conid"
      if (!Number.isInteger(quantity) || quantity <= 0) return "Order rejected: fractional quantities are not supported"
      if (orderType !== "MKT" && (typeof price !== "number" || price <= 0)) return "Invalid price"
      if (!this.stocks.some((stock) => stock.conid === conid)) return "Invalid contract"
      if (!["DAY", "GTC", "IOC"].includes(String(tif)) || (orderType === "MKT" && tif === "GTC")) return "Invalid tif"
      const beside = account.orders.filter((one) => isOpen(one) && one.conid === conid && one.side === side)
      if (beside.length >= MOST_A_SIDE)
        return "Order rejected - reason: The maximum number of 15 orders on one side of this contract has been reached"
      const future = this.stocks.find((one) => one.conid === conid)?.future
      const needs = times(times(String(quantity), future?.multiplier ?? "0"), this.last.get(conid) ?? "0")
      if (future !== undefined && compare(times(needs, MARGIN), account.funds(this.last).available) > 0)
        return "YOUR ORDER IS NOT ACCEPTED. INSUFFICIENT MARGIN"
      if (side !== "BUY" || future !== undefined) continue
      promised = plus(
        promised,
        times(String(quantity), orderType === "MKT" ? (this.last.get(conid) ?? "1") : String(price))
      )
      if (compare(promised, account.cash) > 0)
        return `YOUR ORDER IS NOT ACCEPTED. IN ORDER TO OBTAIN THE DESIRED POSITION YOUR EQUITY WITH LOAN VALUE [${account.cash} USD] MUST EXCEED THE INITIAL MARGIN [${promised} USD]`
    }
    return undefined
  }

  /** Takes orders: one, or two of which one cancels the other; `beside`: one that was there before is the other. */
  take(
    user: User,
    tickets: ReadonlyArray<Ticket>,
    beside?: Order,
    numbered: (id: number) => void = () => undefined
  ): ReadonlyArray<Order> {
    const { account } = user
    const number = (value: unknown): string | undefined => (value === undefined ? undefined : plainText(value))
    const orders = tickets.map(({ cOID, conid, orderType, price, quantity, side, tif }): Order => ({
      id: this.nextId(),
      reference: String(cOID),
      conid: Number(conid),
      side: side as Order["side"],
      type: orderType as Order["type"],
      tif: String(tif),
      total: plainText(quantity),
      filled: zero,
      price: number(price),
      at: Date.now(),
      status: orderType === "STP" ? "PreSubmitted" : "Submitted",
      reason: undefined,
      triggered: false,
      other: undefined,
      session: user.session,
      isOurs: true
    }))
    const [first, second = beside] = orders
    for (const { id } of orders) numbered(id)
    if (first !== undefined && second !== undefined) {
      first.other = second
      second.other = first
    }
    const taken = this.faults.halfGroup && orders.length > 1 ? orders.slice(0, 1) : orders
    for (const order of taken) {
      account.registered.set(order.reference, Date.now())
      account.orders.push(order)
      account.tell(order)
    }
    // They meet the market as they come.
    for (const order of taken) {
      const last = this.last.get(order.conid)
      if (last !== undefined && !this.faults.closed)
        account.meet(order, last, PLENTY, this.#took(order.side), true, this.faults.commissionLate)
      if (order.tif === "IOC") account.end(order, "Cancelled")
    }
    return taken
  }

  cancel({ account }: User, id: number): boolean {
    const order = account.orders.find((one) => one.id === id)
    if (order === undefined || !isOpen(order)) return false
    setTimeout(() => account.end(order, "Cancelled", undefined, true), 2 + this.random() * 8)
    return true
  }

  /** The broker ends what has rested too long. */
  endOfQuarter({ account }: User): void {
    for (const order of account.orders) account.end(order, "Cancelled", "GTC order cancelled at the end of the quarter")
  }

  /** A contract ends: its orders with it, and what is held of it is paid out. */
  expire(conid: number): void {
    for (const { account } of this.users.values()) account.settle(conid, this.last.get(conid) ?? zero)
  }

  /** What is held of a contract is closed for want of margin. */
  liquidate({ account }: User, conid: number): void {
    account.liquidate(conid, this.last.get(conid) ?? zero)
  }

  /** An order of the trader's own, placed elsewhere. */
  placeElsewhere({ account, session }: User, conid: number, price: string): Order {
    const order: Order = {
      id: this.nextId(),
      reference: "",
      conid,
      side: "BUY",
      type: "LMT",
      tif: "GTC",
      total: "1",
      filled: zero,
      price,
      at: this.now(),
      status: "Submitted",
      reason: undefined,
      triggered: false,
      other: undefined,
      session,
      isOurs: false
    }
    account.orders.push(order)
    account.tell(order)
    return order
  }

  /** A trade was corrected: it counts under the same number with another end. */
  correct({ account }: User, price: string): void {
    const execution = account.executions.at(-1)
    if (execution === undefined) return
    const corrected = { ...execution, execution_id: execution.execution_id.replace(/01$/, "02"), price }
    account.executions.splice(-1, 1, corrected)
    const difference = times(minus(price, execution.price), String(execution.size))
    account.cash = execution.side === "B" ? minus(account.cash, difference) : plus(account.cash, difference)
    this.#tell(this.#userOf(account), { topic: "str", row: corrected })
  }

  #userOf(account: Account): User {
    const found = [...this.users.values()].find((user) => user.account === account)
    if (found === undefined) throw new Error("nobody's account")
    return found
  }
}

const plainText = (value: unknown): string => {
  const text = String(value)
  if (!isDecimal(text)) throw new RangeError(`${text} is no plain number`)
  return text
}
