import type { WebSocket } from "ws"
import { chance } from "../chance.ts"
import type { BookUser } from "./user.ts"
import type { MessageFault, Ways } from "./faults.ts"
import { type BookOrder, toldOrder } from "./order.ts"
import type { Doorkeeper } from "./token.ts"

/** Open orders a message of the snapshot has. */
const BATCH = 50
const HEARTBEAT = 1_000
/** Without a subscription it is closed after this, ms; without heartbeats and anything to say after that. */
const SUBSCRIBED_WITHIN = 5_000
const QUIET = 60_000

interface Connection {
  sequence: number
  readonly channels: Map<string, ReadonlyArray<string>>
  user: BookUser | undefined
  saidAt: number
}

/** All connections: every message of one is counted, of whatever channel. */
export class Sockets {
  readonly #open = new Map<WebSocket, Connection>()
  readonly #door: Doorkeeper
  readonly #ways: Ways
  readonly #userOf: (key: string) => BookUser | undefined
  readonly #random = chance(11)
  /** What goes wrong with the next messages of own orders. */
  readonly faults: Array<MessageFault> = []
  /** How often anybody connected. */
  connections = 0
  #beat = 0
  readonly #beating: NodeJS.Timeout

  constructor(door: Doorkeeper, ways: Ways, userOf: (key: string) => BookUser | undefined) {
    this.#door = door
    this.#ways = ways
    this.#userOf = userOf
    this.#beating = setInterval(() => this.#heartbeat(), HEARTBEAT)
    this.#beating.unref()
  }

  take(socket: WebSocket): void {
    this.connections++
    const connection: Connection = { sequence: -1, channels: new Map(), user: undefined, saidAt: Date.now() }
    this.#open.set(socket, connection)
    const late = setTimeout(() => {
      if (connection.channels.size === 0) socket.close()
    }, SUBSCRIBED_WITHIN)
    socket.on("close", () => {
      clearTimeout(late)
      this.#open.delete(socket)
    })
    socket.on("error", () => socket.terminate())
    socket.on("message", (data) => this.#asked(socket, connection, (data as Buffer).toString("utf8")))
  }

  /** An order changed: its user is told, if anybody listens. */
  changed(user: BookUser, order: BookOrder): void {
    if (this.#ways.heartbeatsOnly) return
    for (const [socket, connection] of this.#open) {
      if (connection.user !== user || !connection.channels.has("user")) continue
      const told = toldOrder(order)
      this.#tellUser(socket, connection, { type: "update", orders: [told] })
    }
  }

  traded(product: string, price: string, size: string, id: number): void {
    const trade = {
      trade_id: String(id),
      product_id: product,
      price,
      size,
      side: "BUY",
      time: new Date().toISOString()
    }
    for (const [socket, connection] of this.#open)
      if (connection.channels.get("market_trades")?.includes(product) === true)
        this.#say(socket, connection, { channel: "market_trades", events: [{ type: "update", trades: [trade] }] })
  }

  hangUp(): void {
    for (const socket of this.#open.keys()) socket.terminate()
  }

  close(): void {
    clearInterval(this.#beating)
    this.hangUp()
  }

  #asked(socket: WebSocket, connection: Connection, text: string): void {
    const message = JSON.parse(text) as {
      readonly type: string
      readonly channel: string
      readonly product_ids?: ReadonlyArray<string>
      readonly jwt?: string
    }
    const { channel, jwt, product_ids: products = [], type } = message
    if (type === "unsubscribe") return void connection.channels.delete(channel)
    if (jwt !== undefined || channel === "user" || channel === "futures_balance_summary") {
      const key = this.#door.letIn(jwt ?? "", undefined)
      const user = key && this.#userOf(key.name)
      if (user === undefined || key?.rights.view !== true) {
        socket.send(JSON.stringify({ type: "error", message: "authentication failure" }))
        return
      }
      connection.user = user
    }
    const { user } = connection
    if (channel === "user" && user !== undefined) {
      // One connection a user: the one before is ended.
      for (const [other, one] of this.#open)
        if (other !== socket && one.user === user && one.channels.has("user")) other.close()
      this.#snapshot(socket, connection, user)
    }
    const before = channel === "market_trades" ? (connection.channels.get(channel) ?? []) : []
    connection.channels.set(channel, [...before, ...products])
    // As recorded: the confirmation comes after the snapshot.
    const subscriptions = Object.fromEntries(
      [...connection.channels].map(([name, of]) => [name, of.length > 0 ? of : ["all"]])
    )
    this.#say(socket, connection, { channel: "subscriptions", events: [{ subscriptions }] })
  }

  #snapshot(socket: WebSocket, connection: Connection, user: BookUser): void {
    const open = [...user.live].filter(({ id }) => !this.#ways.snapshotLacks.has(id))
    for (let from = 0; from <= open.length; from += BATCH) {
      const orders = open.slice(from, from + BATCH).map(toldOrder)
      this.#say(socket, connection, {
        channel: "user",
        events: [
          { type: "snapshot", orders, positions: { perpetual_futures_positions: [], expiring_futures_positions: [] } }
        ]
      })
    }
  }

  /** A change of own orders, and what goes wrong with it. */
  #tellUser(socket: WebSocket, connection: Connection, event: object): void {
    const message = { channel: "user", events: [event] }
    const fault = this.faults.shift()
    if (fault === "ERROR_MESSAGE") return socket.send(JSON.stringify({ type: "error", message: "rate limit exceeded" }))
    if (fault === "UNREADABLE")
      return this.#say(socket, connection, { channel: "user", events: [{ type: "update", orders: [{}] }] })
    if (fault === "SEQUENCE_GAP" || this.#random() < this.#ways.loses) {
      // Counted, and never sent.
      connection.sequence++
      return
    }
    this.#say(socket, connection, message)
    if (fault === "SEQUENCE_TWICE" || this.#random() < this.#ways.doubles)
      this.#send(socket, connection, message, connection.sequence)
    if (fault === "SEQUENCE_OLD") this.#send(socket, connection, message, connection.sequence - 1)
  }

  #heartbeat(): void {
    this.#beat++
    const now = Date.now()
    for (const [socket, connection] of this.#open) {
      if (connection.channels.has("heartbeats"))
        this.#say(socket, connection, {
          channel: "heartbeats",
          events: [{ current_time: new Date().toString(), heartbeat_counter: this.#beat }]
        })
      else if (now - connection.saidAt > QUIET) socket.close()
    }
  }

  #say(socket: WebSocket, connection: Connection, message: object): void {
    connection.sequence++
    connection.saidAt = Date.now()
    this.#send(socket, connection, message, connection.sequence)
  }

  #send(socket: WebSocket, _: Connection, message: object, sequence: number): void {
    if (this.#ways.silent) return
    socket.send(
      JSON.stringify({
        client_id: "",
        timestamp: new Date(Date.now() + this.#ways.clockAhead).toISOString(),
        sequence_num: sequence,
        ...message
      })
    )
  }
}
