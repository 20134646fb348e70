import type { WebSocket } from "ws"
import type { Account, TastytradeBook } from "./tastytrade-book.ts"
import type { Tokens } from "./sign-in.ts"

/** Without a heartbeat for this long a connection is dropped, ms. */
const PATIENCE = 60_000

/** The stream of accounts: connect first, then whole objects; the token is looked at in each message. */
export const accountSocket = (book: TastytradeBook, tokens: Tokens, socket: WebSocket): void => {
  let account: Account | undefined
  const say = (what: object) => socket.send(JSON.stringify(what))
  const cut = () => socket.terminate()
  let dropping = setTimeout(cut, PATIENCE)
  socket.on("message", (raw) => {
    const message = JSON.parse((raw as Buffer).toString("utf8")) as Record<string, unknown>
    const { action, "auth-token": token, "request-id": request, value } = message
    if (book.faults.silence) return
    const of = tokens.of(String(token))
    const session = { "web-socket-session-id": "ab12", "request-id": request, action }
    if (of === undefined) return say({ status: "error", message: "not authorized", ...session })
    clearTimeout(dropping)
    dropping = setTimeout(cut, PATIENCE)
    if (action === "connect") {
      const [number] = (value ?? []) as ReadonlyArray<string>
      if (number !== of.number) return say({ status: "error", message: "account not permitted", ...session })
      if (book.faults.fillAtConnect) {
        const waiting = of.book.orders.find(({ status, type }) => status === "Live" && type === "Limit")
        if (waiting?.price !== undefined) of.book.meet(waiting, waiting.price, "1000000000", waiting.price)
      }
      account = of
      account.cut = cut
      account.listener = (type, data) => {
        const told = { type, data, timestamp: Date.now() }
        say(book.chance(0.2) ? { results: [told] } : told)
      }
      return say({ status: "ok", value, ...session })
    }
    if (account === undefined) return say({ status: "error", message: "connect-not-completed", ...session })
    say({ status: "ok", ...session })
  })
  socket.on("close", () => {
    clearTimeout(dropping)
    if (account?.cut !== cut) return
    account.cut = undefined
    account.listener = undefined
  })
}
