import { randomUUID } from "node:crypto"
import { compare, type Decimal, isZero, minus, plus, smaller, times } from "@tradetower/domain/number"
import { chance } from "../chance.ts"
import { type Asked, feeOn, FEES, refusalOf, withFee } from "./account.ts"
import { type BookProduct, type BookUser, walletOf } from "./user.ts"
import type { Ways } from "./faults.ts"
import { fillsAt } from "./fills-at.ts"
import { bookFuture, contractsOf, marginOf, rateAt } from "./futures.ts"
import { type BookOrder, isLive, leftOf, newOrder } from "./order.ts"

const d = (text: string): Decimal => text as Decimal
const ZERO = d("0")
/** Why an order is refused, as Coinbase names it. */
export interface Refused {
  readonly refused: string
}

/** Everybody's orders over one market, as Coinbase's exchange would trade them. */
export class CoinbaseBook {
  readonly users = new Map<string, BookUser>()
  readonly #products: ReadonlyMap<string, BookProduct>
  readonly #last = new Map<string, Decimal>()
  readonly #ways: Ways
  readonly #changed: (user: BookUser, order: BookOrder) => void
  readonly #random = chance(7)
  #trades = 1

  constructor(
    products: ReadonlyMap<string, BookProduct>,
    ways: Ways,
    changed: (user: BookUser, order: BookOrder) => void
  ) {
    this.#products = products
    this.#ways = ways
    this.#changed = changed
  }

  user(name: string, opening: Readonly<Record<string, string>> = { USD: "100000" }): BookUser {
    const known = this.users.get(name)
    if (known !== undefined) return known
    const wallets = new Map(Object.entries(opening).map(([asset, total]) => [asset, { total: d(total), hold: ZERO }]))
    const made: BookUser = {
      name,
      wallets,
      opening,
      orders: new Map(),
      live: new Set(),
      byClientId: new Map(),
      fills: [],
      positions: new Map(),
      swept: ZERO
    }
    this.users.set(name, made)
    return made
  }

  lastOf(product: string): Decimal | undefined {
    return this.#last.get(product.replace(/-USDC$/, "-USD")) ?? this.#last.get(product)
  }

  /** By its own clock. */
  #now(): number {
    return Date.now() + this.#ways.clockAhead
  }

  /** Why it would not take an order. */
  refusalOf(user: BookUser, ask: Asked): string | undefined {
    const { mostOpen } = this.#ways
    return refusalOf(user, ask, this.#products, {
      last: this.lastOf(ask.product),
      mostOpen,
      margin: this.marginOf(user),
      rateOf: this.#rateOf
    })
  }

  readonly #rateOf = (contract: NonNullable<BookProduct["contract"]>): Decimal =>
    rateAt(contract, this.#now(), this.#ways)

  /** What stands behind a user's futures now. */
  marginOf(user: BookUser) {
    return marginOf(user, this.#products, (id) => this.lastOf(id), this.#rateOf)
  }

  /** Moves dollars to where futures are, or back. */
  sweep(user: BookUser, amount: string): void {
    user.swept = plus(user.swept, d(amount))
  }

  /** Takes an order, or says why not. */
  place(user: BookUser, ask: Asked): BookOrder | Refused {
    const product = this.#products.get(ask.product)
    const last = this.lastOf(ask.product)
    const refused = this.refusalOf(user, ask)
    if (refused !== undefined) return { refused }
    if (product === undefined || last === undefined) return { refused: "UNTRADABLE_PRODUCT" }
    const now = this.#now()
    const order = newOrder(ask, now, {
      currency: ask.side === "SELL" && product.contract === undefined ? product.base : product.quote,
      amount: ZERO
    })
    order.listedAt = now + Math.round(this.#ways.listsOrdersWithin * this.#random())
    // Margin is the position's, not the order's.
    if (product.contract === undefined) order.hold.amount = this.#needs(order, last)
    walletOf(user, order.hold.currency).hold = plus(walletOf(user, order.hold.currency).hold, order.hold.amount)
    user.orders.set(order.id, order)
    user.live.add(order)
    user.byClientId.set(ask.clientId, order.id)
    const { failsAfter, pendingFor } = this.#ways
    if (failsAfter !== undefined) {
      order.status = "QUEUED"
      this.#changed(user, order)
      setTimeout(() => {
        if (isLive(order)) this.#end(user, order, "FAILED", "the queue was not let in")
      }, failsAfter).unref()
    } else if (pendingFor > 0) setTimeout(() => this.#open(user, order), pendingFor).unref()
    else this.#open(user, order)
    return order
  }

  /** Takes one back; answers whether it was there to be. */
  cancel(user: BookUser, id: string): boolean {
    const order = user.orders.get(id)
    if (order === undefined || !isLive(order)) return false
    this.#end(user, order, "CANCELLED", "User requested cancel")
    return true
  }

  /** Trades at a price: no more than `volume` of it by all orders together. */
  trade(product: string, price: string, volume?: string): void {
    this.#last.set(product, d(price))
    let left = volume === undefined ? undefined : d(volume)
    for (const user of this.users.values())
      for (const order of user.live) {
        if (order.status !== "OPEN" || order.product.replace(/-USDC$/, "-USD") !== product) continue
        const took = this.#meet(user, order, d(price), left, true)
        if (left !== undefined) left = minus(left, took)
      }
  }

  /** Closes a position for want of margin, by an order of Coinbase's own. */
  liquidate(user: BookUser, product: string): void {
    const contracts = contractsOf(user, product)
    const last = this.lastOf(product)
    if (last === undefined || isZero(contracts)) return
    const short = compare(contracts, ZERO) < 0
    const size = short ? minus(ZERO, contracts) : contracts
    const ask: Asked = {
      clientId: "",
      product,
      side: short ? "BUY" : "SELL",
      kind: "market_market_ioc",
      asks: { base_size: size }
    }
    const order: BookOrder = {
      ...newOrder(ask, this.#now(), { currency: "USD", amount: ZERO }),
      status: "OPEN",
      type: "LIQUIDATION",
      liquidation: true
    }
    user.orders.set(order.id, order)
    user.live.add(order)
    this.#meet(user, order, last, undefined, false)
  }

  /** A contract ends: its orders with it, and what is held is settled in dollars at the last price. */
  expire(product: string): void {
    const of = this.#products.get(product)
    const last = this.lastOf(product)
    if (of === undefined || last === undefined) return
    for (const user of this.users.values()) {
      for (const order of user.live) if (order.product === product) this.#end(user, order, "EXPIRED", "")
      const held = contractsOf(user, product)
      const short = compare(held, ZERO) < 0
      if (!isZero(held)) bookFuture(user, of, product, short ? "BUY" : "SELL", last, short ? minus(ZERO, held) : held)
    }
  }

  /** A fill that is none: as told of the order's newest. */
  reverse(user: BookUser, orderId: string, type: "REVERSAL" | "CORRECTION" | "SYNTHETIC"): void {
    const fill = user.fills.findLast((one) => one.orderId === orderId)
    if (fill === undefined) return
    user.fills.push({
      ...fill,
      type,
      tradeId: `x${this.#trades++}`,
      entryId: randomUUID(),
      at: this.#now(),
      listedAt: 0
    })
  }

  #needs({ asks, side, size }: BookOrder, last: Decimal): Decimal {
    return side === "SELL" ? size : withFee(times(size, String(asks["limit_price"] ?? last)))
  }

  #open(user: BookUser, order: BookOrder): void {
    if (order.status !== "PENDING") return
    order.status = "OPEN"
    const last = this.lastOf(order.product)
    const atOnce = order.kind === "market_market_ioc" || order.kind.endsWith("_ioc")
    if (!atOnce) this.#changed(user, order)
    if (last !== undefined) this.#meet(user, order, last, undefined, false)
    if (atOnce && order.status === "OPEN") this.#end(user, order, "CANCELLED", "IOC order remainder")
  }

  /** Lets an order meet a price; answers how much of it was traded. */
  #meet(user: BookUser, order: BookOrder, price: Decimal, most: Decimal | undefined, rested: boolean): Decimal {
    const at = fillsAt(order, price, rested)
    if (at === undefined) return ZERO
    const left = leftOf(order)
    const size = most === undefined ? left : smaller(left, most)
    if (compare(size, ZERO) <= 0) return ZERO
    const little = this.#products.get(order.product)?.contract === undefined ? d("0.0001") : d("1")
    const parts = this.#ways.twoFillsAtOnce && compare(size, little) > 0 ? [little, minus(size, little)] : [size]
    for (const part of parts) this.#fill(user, order, at.price, part, at.maker)
    if (compare(order.filled, order.size) >= 0) this.#end(user, order, "FILLED", "")
    else this.#changed(user, order)
    return size
  }

  #fill(user: BookUser, order: BookOrder, price: Decimal, size: Decimal, maker: boolean): void {
    const product = this.#products.get(order.product)
    if (product === undefined) return
    const now = this.#now()
    const value = times(times(price, size), product.contract?.size ?? "1")
    const commission = feeOn(value, maker ? FEES.maker : FEES.taker)
    const { sizeInQuote } = this.#ways
    user.fills.push({
      tradeId: `t${this.#trades++}`,
      entryId: randomUUID(),
      orderId: order.id,
      product: order.product,
      side: order.side,
      price,
      size: sizeInQuote ? value : size,
      sizeInQuote,
      commission,
      maker,
      type: "FILL",
      at: now,
      listedAt: now + Math.round(this.#ways.listsFillsWithin * this.#random())
    })
    order.filled = plus(order.filled, size)
    order.value = plus(order.value, value)
    order.fees = plus(order.fees, commission)
    order.fills++
    if (product.contract !== undefined) {
      bookFuture(user, product, order.product, order.side, price, size)
      const cash = walletOf(user, product.quote)
      cash.total = minus(cash.total, commission)
      return
    }
    const [base, quote] = [walletOf(user, product.base), walletOf(user, product.quote)]
    const buys = order.side === "BUY"
    base.total = buys ? plus(base.total, size) : minus(base.total, size)
    quote.total = minus(buys ? minus(quote.total, value) : plus(quote.total, value), commission)
    // What was held for this part of it.
    const limit = order.asks["limit_price"]
    const held = buys ? withFee(times(size, String(limit ?? price))) : size
    this.#release(user, order, smaller(held, order.hold.amount))
  }

  #release(user: BookUser, order: BookOrder, amount: Decimal): void {
    const wallet = walletOf(user, order.hold.currency)
    wallet.hold = minus(wallet.hold, amount)
    order.hold.amount = minus(order.hold.amount, amount)
  }

  #end(user: BookUser, order: BookOrder, status: string, message: string): void {
    order.status = status
    user.live.delete(order)
    if (status === "FAILED") order.rejectMessage = message
    else order.cancelMessage = message
    this.#release(user, order, order.hold.amount)
    this.#changed(user, order)
  }
}
