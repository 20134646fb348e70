import type { Socket } from "node:net"
import type { IbkrBook, User } from "../ibkr/book.ts"
import { isOpen, type Order } from "../ibkr/order.ts"
import type { Event } from "../ibkr/account.ts"
import { type GatewayFaults, noGatewayFaults } from "./faults.ts"
import { Cutter, frame, Frames, type Token } from "./frames.ts"
import { commissionReport, execDetails, fault, orderStatus } from "./messages.ts"
import { openOrder, type OrderOf } from "./order-messages.ts"

export interface GatewayOptions {
  readonly book: IbkrBook
  readonly user: User
  readonly port?: number
  /** What it calls itself: from 177 to 193. */
  readonly version?: number
  /** Other accounts of the login. */
  readonly others?: ReadonlyArray<string>
}

/** A program that is connected. */
export interface Client {
  readonly say: (...tokens: ReadonlyArray<Token>) => void
  readonly cutter: Cutter
  readonly socket: Socket
  clientId: number
  /** Market data lines: which request is of which contract. */
  readonly lines: Map<number, number>
}

/** One IB Gateway: a login, and who is connected to it. */
export class Gateway {
  readonly book: IbkrBook
  readonly user: User
  readonly version: number
  readonly others: ReadonlyArray<string>
  readonly clients = new Set<Client>()
  /** Under which number each order is known, by the broker's own id. */
  readonly numbers = new Map<number, Pick<OrderOf, "clientId" | "group" | "number">>()
  /** The highest number that was used. */
  highest = 0
  faults: GatewayFaults = noGatewayFaults
  /** When an order came in, by its owner's id, ms of this process. */
  readonly cameAt = new Map<string, number>()
  /** Told of each order that comes in: its contract, and when, ms of this process. */
  orderCame: ((conid: number, at: number) => void) | undefined
  /** Messages that came in. */
  readonly asked: Array<string> = []

  constructor({ book, others = [], user, version = 193 }: Omit<GatewayOptions, "port">) {
    this.book = book
    this.user = user
    this.version = version
    this.others = others
    user.listener = (event) => this.#happened(event)
  }

  of(order: Order): OrderOf {
    const stock = this.book.stocks.find(({ conid }) => conid === order.conid)
    if (stock === undefined) throw new Error("nobody's contract")
    const known = this.numbers.get(order.id) ?? { number: 0, clientId: 0, group: "" }
    return { account: this.user.account.options.number, stock, ...known }
  }

  order(id: unknown): Order | undefined {
    return this.user.account.orders.find((one) => one.id === Number(id))
  }

  /** An order as it is listed and told. */
  sayOrder(client: Client, order: Order, both = true): void {
    const of = this.of(order)
    const tokens = openOrder(this.version, order, of)
    client.say(...tokens, ...(this.faults.miscounted ? ["surplus"] : []))
    if (both) client.say(...orderStatus(order, of))
  }

  #happened(event: Event): void {
    if (this.faults.mute) return
    for (const client of this.clients) {
      if (event.topic === "sor") {
        const order = this.order(event.row["orderId"])
        if (order === undefined) continue
        if (this.book.chance(this.faults.dropAfterTaking)) {
          client.socket.destroy()
          continue
        }
        if (this.book.chance(this.faults.dropMidFrame)) {
          client.cutter.breakOff(frame(openOrder(this.version, order, this.of(order))))
          continue
        }
        if (this.faults.inactiveFirst && isOpen(order))
          client.say(...orderStatus({ ...order, status: "Inactive" }, this.of(order)))
        if (order.status === "Cancelled")
          client.say(...fault(this.of(order).number, 202, `Order Canceled - reason:${order.reason ?? ""}`))
        this.sayOrder(client, order)
      } else this.#traded(client, event.row)
    }
  }

  #traded(client: Client, execution: Extract<Event, { topic: "str" }>["row"]): void {
    const order = this.order(execution.order_id)
    if (order === undefined) return
    const details = execDetails(this.version, -1, execution, this.of(order), this.faults.noZone)
    const cost = execution.commission === undefined || this.faults.commissionNever ? [] : commissionReport(execution)
    if (this.faults.commissionFirst && cost.length > 0) client.say(...cost)
    client.say(...details)
    if (!this.faults.commissionFirst && cost.length > 0) client.say(...cost)
  }

  /** Trades of a contract as they are told to whoever follows it. */
  trade(conid: number, price: string): void {
    for (const client of this.clients)
      for (const [request, of] of client.lines) if (of === conid) this.sayPrice(client, request, price)
  }

  sayPrice(client: Client, request: number, price: string): void {
    client.say(2, 6, request, this.faults.delayed ? 71 : 5, 100)
    client.say(1, 6, request, this.faults.delayed ? 68 : 4, price, 100, 0)
  }

  /** A notice to everybody: a lost connection, say. */
  notice(code: number, words: string): void {
    for (const { say } of this.clients) say(...fault(-1, code, words))
  }

  cut(): void {
    for (const { socket } of this.clients) socket.destroy()
  }

  /** A connection; `received`: whoever answers what comes over it. */
  connect(socket: Socket, received: (client: Client, tokens: ReadonlyArray<string>) => void): void {
    if (this.faults.untrusted) return void socket.destroy()
    const cutter = new Cutter(socket, this.book.random)
    const client: Client = {
      say: (...tokens) => this.faults.halfOpen || cutter.write(frame(tokens)),
      cutter,
      socket,
      clientId: -1,
      lines: new Map()
    }
    const frames = new Frames(
      (versions) => {
        if (this.faults.dialog) return
        const [, from = 0, to = 0] = /^v(\d+)\.\.(\d+)$/.exec(versions) ?? []
        if (this.version < Number(from) || this.version > Number(to)) return void socket.destroy()
        cutter.write(frame([this.version, "20251128 10:00:00 EST"]))
      },
      (tokens) => {
        if (!this.faults.halfOpen) received(client, tokens)
      }
    )
    socket.setNoDelay(true)
    socket.on("data", (data) => frames.take(data))
    socket.on("error", () => socket.destroy())
    socket.on("close", () => this.clients.delete(client))
  }

  /** A program says who it is. */
  begin(client: Client, clientId: number): void {
    const isTaken = [...this.clients].some((other) => other.clientId === clientId)
    if (isTaken || this.faults.clientIdTaken) {
      client.say(...fault(-1, 326, "Unable connect as the client id is already in use."))
      setTimeout(() => client.socket.destroy(), 20)
      return
    }
    client.clientId = clientId
    this.clients.add(client)
    client.say(15, 1, [this.user.account.options.number, ...this.others, ""].join(","))
    client.say(9, 1, this.faults.lowerNumber ? 1 : this.highest + 1)
    client.say(...fault(-1, 2104, "Market data farm connection is OK:usfarm"))
  }

  /** Takes one back, as far as it is there. */
  cancel(client: Client, number: number): void {
    const [id] =
      [...this.numbers].find(([, known]) => known.number === number && known.clientId === client.clientId) ?? []
    const order = id === undefined ? undefined : this.order(id)
    if (order === undefined)
      return client.say(...fault(number, 10_147, `OrderId ${number} that needs to be cancelled is not found.`))
    if (!this.book.cancel(this.user, order.id))
      client.say(...fault(number, 161, "Cancel attempted when order is not in a cancellable state."))
  }
}
