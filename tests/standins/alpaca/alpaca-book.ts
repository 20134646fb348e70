import { compare, minus, plus, times, zero } from "@tradetower/domain/number"
import { chance } from "../chance.ts"
import { AccountBook, type Activity, type Happened } from "./account-book.ts"
import type { Asset } from "./asset.ts"
import { type Faults, noFaults } from "./faults.ts"
import { isOpen, newId, type Order, written } from "./order.ts"
import { misformed, refused } from "./rules.ts"

export type { Asset }

export interface AccountOptions {
  readonly key: string
  readonly secret: string
  readonly number: string
  readonly environment: "paper" | "live"
  readonly cash: string
  /** False: fractions of shares are switched off in its settings. */
  readonly fractions?: false
}

/** An account as the stand-in keeps it, with whoever listens to it. */
export interface Account extends AccountOptions {
  readonly book: AccountBook
  /** Hears what happened, once it is to be told. */
  listener: ((happened: Happened) => void) | undefined
  /** Cuts the stream. */
  cut: (() => void) | undefined
  /** When what is told next may be told at the earliest. */
  tellAt: number
  requests: Array<number>
}

const PLENTY = "1000000000"
const text = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined)

/** Alpaca's book: assets, accounts, prices, and what goes wrong. */
export class AlpacaBook {
  readonly assets = new Map<string, Asset>()
  readonly accounts = new Map<string, Account>()
  readonly last = new Map<string, string>()
  faults: Faults = noFaults
  isOpen = true
  /** No price changes any more. */
  isStill = false
  /** Hears what is told of any account, as it is told. */
  told: ((happened: Happened) => void) | undefined
  readonly random: () => number
  #moment = 0

  constructor(seed: number, assets: ReadonlyArray<Asset>) {
    this.random = chance(seed)
    for (const asset of assets) this.assets.set(asset.symbol, { ...asset })
  }

  chance(rate: number): boolean {
    return rate > 0 && this.random() < rate
  }

  /** Its time, to the microsecond; no two moments are the same. */
  now(): string {
    const at = Math.max(Math.floor((Date.now() + this.faults.clockSkew) * 1_000), this.#moment + 1)
    this.#moment = at
    const micros = String(at % 1_000).padStart(3, "0")
    return `${new Date(Math.floor(at / 1_000)).toISOString().slice(0, -1)}${micros}Z`
  }

  add(options: AccountOptions): void {
    const account: Account = {
      ...options,
      book: new AccountBook(
        options.cash,
        options.environment === "live",
        () => this.now(),
        (happened) => this.#tell(account, happened)
      ),
      listener: undefined,
      cut: undefined,
      tellAt: 0,
      requests: []
    }
    this.accounts.set(options.key, account)
  }

  /** Tells what happened 3 to 15 ms later, in its order, unless something goes wrong. */
  #tell(account: Account, happened: Happened): void {
    const { cutStreamBeforeFill, doubleEvents, lateEvents, loseEvents, unknownEvent } = this.faults
    const isFill = happened.event === "fill" || happened.event === "partial_fill"
    if (isFill && this.chance(cutStreamBeforeFill)) {
      account.cut?.()
      return
    }
    if (this.chance(loseEvents)) return
    const late = this.chance(lateEvents) ? 25 : 0
    account.tellAt = Math.max(Date.now() + 3 + this.random() * 12, account.tellAt)
    const say = () => {
      this.told?.(happened)
      account.listener?.(unknownEvent && isFill ? { ...happened, event: "reimagined" } : happened)
    }
    const again = this.chance(doubleEvents)
    setTimeout(
      () => {
        say()
        if (again) say()
      },
      Math.max(0, account.tellAt - Date.now()) + late
    )
  }

  /** What is had at a price: off the cent where that is so. */
  readonly #took =
    (side: "buy" | "sell") =>
    (price: string): string =>
      this.faults.offTheCent ? (side === "buy" ? plus(price, "0.002") : minus(price, "0.002")) : price

  /** Trades at a price, of which so much is to be had by all together. */
  trade(symbol: string, price: string, volume = PLENTY): void {
    this.last.set(symbol, price)
    let left = volume
    for (const { book } of this.accounts.values())
      for (const order of book.orders.filter((one) => one.symbol === symbol && isOpen(one))) {
        if (order.assetClass === "us_equity" && !this.isOpen && !order.extendedHours) continue
        left = minus(left, book.meet(order, price, left, this.#took(order.side)))
      }
  }

  /** Takes an order, or says why not. */
  place(account: Account, body: Readonly<Record<string, unknown>>): readonly [number, Record<string, unknown>] {
    const { book } = account
    const { faults } = this
    const clientOrderId = text(body["client_order_id"]) ?? newId()
    // Unique for ever, ended orders included, and before anything else is looked at.
    if (book.orders.some((order) => order.clientOrderId === clientOrderId))
      return [422, { code: 40010001, message: "client_order_id must be unique" }]
    const asset = this.assets.get(text(body["symbol"]) ?? "")
    const wrong = misformed({ body, assetClass: asset?.class, fractions: asset?.fractions })
    if (wrong !== undefined || asset === undefined) return wrong ?? [422, {}]
    const isOco = body["order_class"] === "oco"
    const part = (name: string) => (body[name] ?? {}) as Record<string, unknown>
    const common = {
      symbol: asset.symbol,
      assetClass: asset.class,
      side: body["side"] as Order["side"],
      timeInForce: text(body["time_in_force"]) ?? "day",
      extendedHours: body["extended_hours"] === true,
      submittedAt: this.now(),
      filledQty: zero,
      triggered: false,
      sticks: faults.cancelsStick,
      orderClass: isOco ? "oco" : "",
      other: undefined
    } as const
    const qty = text(body["qty"]) ?? zero
    const order: Order = {
      ...common,
      id: newId(),
      clientOrderId,
      qty,
      type: body["type"] as Order["type"],
      limitPrice: text(isOco ? part("take_profit")["limit_price"] : body["limit_price"]),
      stopPrice: text(body["stop_price"]),
      status: "new",
      isLeg: false
    }
    const why = refused(order, {
      orders: book.orders,
      cash: book.cash,
      position: book.position(asset.symbol),
      last: this.last.get(asset.symbol),
      noShorting: book.noShorting,
      tradingBlocked: faults.tradingBlocked,
      halted: faults.halted.includes(asset.symbol),
      minimum: asset.minimum
    })
    if (why !== undefined) return why
    book.orders.push(order)
    if (isOco) {
      const stop = part("stop_loss")
      const leg: Order = {
        ...common,
        id: newId(),
        clientOrderId: newId(),
        qty,
        type: stop["limit_price"] === undefined ? "stop" : "stop_limit",
        limitPrice: text(stop["limit_price"]),
        stopPrice: text(stop["stop_price"]),
        status: "held",
        isLeg: true,
        other: order
      }
      order.other = leg
      book.orders.push(leg)
    }
    const answer = { ...written(order, true), status: faults.unknownStatus ? "reconsidered" : "pending_new" }
    book.tell("new", order)
    this.#arrives(book, order)
    return [200, answer]
  }

  /** An order meets the market as it comes. */
  #arrives(book: AccountBook, order: Order): void {
    const last = this.last.get(order.symbol)
    const waits = order.assetClass === "us_equity" && !this.isOpen && !order.extendedHours
    if (last === undefined || waits) return
    const isMarket = order.type === "market"
    const silently = isMarket && this.faults.partialThenSilence
    book.meet(order, last, silently ? times(order.qty, "0.1") : PLENTY, this.#took(order.side), true)
    if (silently) {
      const { loseEvents } = this.faults
      this.faults = { ...this.faults, loseEvents: 1 }
      book.meet(order, last, PLENTY, this.#took(order.side), true)
      this.faults = { ...this.faults, loseEvents }
    }
    if (order.timeInForce === "ioc") book.end(order, "canceled")
  }

  /** Asks to end an order. */
  cancel(account: Account, id: string): readonly [number, Record<string, unknown> | undefined] {
    const { book } = account
    const order = book.orders.find((one) => one.id === id)
    if (order === undefined) return [404, { code: 40410000, message: "order not found" }]
    if (!isOpen(order)) return [422, { code: 42210000, message: `order is already in "${order.status}" state` }]
    if (order.status === "pending_cancel") return [422, { code: 42210000, message: "order pending cancel" }]
    if (this.faults.cancelFindsFilled) {
      book.fill(order, minus(order.qty, order.filledQty), order.limitPrice ?? this.last.get(order.symbol) ?? "1")
      return [422, { code: 42210000, message: 'order is already in "filled" state' }]
    }
    order.status = "pending_cancel"
    if (this.faults.cancelLetsFill)
      book.fill(order, minus(order.qty, order.filledQty), order.limitPrice ?? order.stopPrice ?? "1")
    if (!order.sticks) setTimeout(() => book.end(order, "canceled"), 2 + this.random() * 8)
    return [204, undefined]
  }

  /** The session ends: what was for the day does, too. */
  close(): void {
    for (const { book } of this.accounts.values())
      for (const order of book.orders)
        if (order.timeInForce === "day" && !order.extendedHours) book.end(order, "expired")
  }

  /** So many for one, overnight: no trade tells it. */
  split(symbol: string, ratio: string): void {
    for (const { book } of this.accounts.values()) {
      book.endForShares(book.orders.filter((order) => order.symbol === symbol))
      const held = book.position(symbol)
      if (compare(held, zero) === 0) continue
      book.positions.set(symbol, times(held, ratio))
      book.activities.push(
        charge("SPLIT", this.now(), { symbol, qty: minus(times(held, ratio), held), net_amount: "0" })
      )
    }
  }

  /** What the authorities are paid, at the day's end. */
  chargeFee(account: Account, symbol: string, amount: string): void {
    account.book.cash = minus(account.book.cash, amount)
    account.book.activities.push(charge("FEE", this.now(), { symbol, net_amount: minus(zero, amount) }))
  }

  /** The day ends: what trades in coins did cost is booked, which was taken with each; so many of the oldest only. */
  chargeCoins({ book }: Account, most = book.due.length): void {
    for (const { fee, order, price } of book.due.splice(0, most)) {
      const symbol = order.symbol.replace("/", "")
      const taken = minus(zero, fee)
      const more = order.side === "buy" ? { qty: taken, price, net_amount: "0" } : { net_amount: taken }
      book.activities.push(charge("CFEE", this.now(), { symbol, ...more }))
    }
  }

  /** A charge is taken back. */
  uncharge({ book }: Account): void {
    const index = book.activities.findIndex(({ activity_type }) => activity_type === "FEE")
    const row = book.activities[index]
    if (row === undefined) return
    book.activities[index] = { ...row, status: "canceled" }
    book.cash = minus(book.cash, String(row["net_amount"]))
  }

  /** A trade no longer counts. */
  bust({ book }: Account, orderId: string): void {
    book.revise(orderId, undefined, !this.faults.unnamedTrades)
  }

  /** A trade was at another price than was told. */
  correct({ book }: Account, orderId: string, price: string): void {
    book.revise(orderId, price, !this.faults.unnamedTrades)
  }
}

const charge = (kind: string, at: string, more: object): Activity => ({
  id: `${at.replaceAll(/\D/g, "").slice(0, 17)}::${newId()}`,
  activity_type: kind,
  date: at.slice(0, 10),
  created_at: at,
  status: "executed",
  ...more
})
