import type { IncomingMessage } from "node:http"
import type { WebSocket } from "ws"
import { priceRow, tradesAnswer } from "./answers.ts"
import type { IbkrBook, User } from "./book.ts"

/** Prices of a contract end after so long, ms. */
const PRICES_FOR = 600_000
const BEAT = 10_000

export interface SocketsOf {
  readonly book: IbkrBook
  /** Who is let in with this token and cookie. */
  readonly letIn: (token: string | null, cookie: string) => User | undefined
  readonly pricesFor?: number
}

/** Streams of users: one each, of which a newer closes the older. */
export class Sockets {
  readonly #of: SocketsOf
  readonly #open = new Map<User, WebSocket>()
  readonly #prices = new Map<number, Set<WebSocket>>()

  constructor(of: SocketsOf) {
    this.#of = of
  }

  open(socket: WebSocket, request: IncomingMessage): void {
    const { book, letIn, pricesFor = PRICES_FOR } = this.#of
    const url = new URL(request.url ?? "/", "http://ibkr")
    const cookie = /api=([0-9a-f]+)/.exec(request.headers.cookie ?? "")?.[1] ?? ""
    const say = (message: object) => socket.readyState === socket.OPEN && socket.send(JSON.stringify(message))
    socket.on("error", () => socket.terminate())
    say({ message: "waiting for session" })
    const user = letIn(url.searchParams.get("oauth_token"), cookie)
    if (user === undefined) {
      say({ topic: "sts", args: { authenticated: false } })
      return
    }
    this.#open.get(user)?.terminate()
    this.#open.set(user, socket)
    const beat = setInterval(() => say({ topic: "system", hb: Date.now() }), BEAT)
    socket.on("close", () => {
      clearInterval(beat)
      for (const all of this.#prices.values()) all.delete(socket)
      if (this.#open.get(user) !== socket) return
      this.#open.delete(user)
      user.listener = undefined
    })
    say({ topic: "system", success: user.account.options.number, isFT: false, isPaper: user.account.options.isPaper })
    say({ topic: "sts", args: { authenticated: true, competing: false } })
    let hears = { sor: false, str: false }
    user.account.forgetTold()
    user.listener = (event) => {
      if (!hears[event.topic]) return
      if (event.topic === "str" && book.chance(book.faults.cutStreamBeforeFill)) return socket.terminate()
      say({ topic: event.topic, args: [event.row] })
    }
    socket.on("message", (raw) => {
      const text = (raw as Buffer).toString("utf8")
      if (text === "tic") return socket.send("tic")
      const [, topic = "", conid = "", args = "{}"] = /^(s(?:or|tr|md)|umd)\+(?:(\d+)\+)?(\{.*\})$/.exec(text) ?? []
      const asked = JSON.parse(args) as { readonly days?: number; readonly realtimeUpdatesOnly?: boolean }
      if (topic === "sor") hears = { ...hears, sor: true }
      else if (topic === "str") {
        hears = { ...hears, str: true }
        if (asked.realtimeUpdatesOnly === false) say({ topic: "str", args: tradesAnswer(book, user, asked.days ?? 1) })
      } else if (topic === "smd") {
        const all = this.#prices.get(Number(conid)) ?? new Set()
        this.#prices.set(Number(conid), all.add(socket))
        const last = book.last.get(Number(conid))
        if (last !== undefined) say({ ...priceRow(book, Number(conid), last, "1"), "31": `C${last}` })
        setTimeout(() => all.delete(socket), pricesFor)
      } else if (topic === "umd") this.#prices.get(Number(conid))?.delete(socket)
    })
  }

  tellPrice(conid: number, price: string, size: string): void {
    for (const socket of this.#prices.get(conid) ?? [])
      socket.send(JSON.stringify(priceRow(this.#of.book, conid, price, size)))
  }

  /** Every session is over, and those who listen hear it. */
  endSessions(competing: boolean): void {
    for (const socket of this.#open.values())
      socket.send(JSON.stringify({ topic: "sts", args: { authenticated: false, competing } }))
  }

  cut(): void {
    for (const socket of this.#open.values()) socket.terminate()
  }
}
