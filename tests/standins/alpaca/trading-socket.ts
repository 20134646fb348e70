import type { WebSocket } from "ws"
import type { Account, AlpacaBook } from "./alpaca-book.ts"

/** The trading stream: frames are binary and hold JSON; one for each key, of which a newer closes the older. */
export const tradingSocket = (book: AlpacaBook, socket: WebSocket, place: string): void => {
  let account: Account | undefined
  const say = (stream: string, data: object) => socket.send(Buffer.from(JSON.stringify({ stream, data })))
  const cut = () => socket.terminate()
  socket.on("message", (raw) => {
    const { action, data, key, secret } = JSON.parse((raw as Buffer).toString("utf8")) as Record<string, unknown>
    if (action === "auth" && book.faults.streamTaken) {
      socket.send(Buffer.from(JSON.stringify([{ T: "error", code: 406, msg: "connection limit exceeded" }])))
      return socket.close()
    }
    if (action === "auth") {
      const found = book.accounts.get(String(key))
      const good = found?.secret === secret && found?.environment === place && !book.faults.keyRevoked
      say("authorization", { status: good ? "authorized" : "unauthorized", action: "authenticate" })
      if (!good || found === undefined) return socket.close()
      account = found
      found.cut?.()
      found.cut = cut
      return
    }
    if (action !== "listen" || account === undefined) return socket.close()
    say("listening", { streams: (data as { readonly streams: ReadonlyArray<string> }).streams })
    account.listener = (happened) => say("trade_updates", { ...happened, at: happened.timestamp })
  })
  socket.on("close", () => {
    if (account?.cut !== cut) return
    account.cut = undefined
    account.listener = undefined
  })
}
