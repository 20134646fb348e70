import https from "node:https"
import { Effect, type Scope } from "effect"
import { WebSocket } from "ws"
import { isAllowed } from "@tradetower/platform/wire/allowed"

/** Why a socket is of no use any more. */
export type Lost = "FOREIGN_HOST" | "UNREACHED" | "SILENT" | "CLOSED"

export interface Socket {
  readonly isOpen: () => boolean
  /** Sends a message: as JSON, or text as it is. */
  readonly say: (message: object | string) => void
}

export interface SocketOptions {
  readonly url: string
  /** The only hosts the adapter may speak to. */
  readonly allowedHosts: ReadonlyArray<string>
  /** What it is opened with. */
  readonly headers?: Readonly<Record<string, string>>
  /** Nothing heard for this long, ms: it is dead, whatever it looks like. */
  readonly silence: number
  /** Says so often that it is here, ms, where whoever answers says nothing by itself: what it answers breaks the silence. */
  readonly pingEvery?: number
  readonly opened: (socket: Socket) => void
  readonly heard: (text: string) => void
  /** At the first of these; nothing is heard after it. */
  readonly lost: (why: Lost) => void
}

/** The longest message, bytes. */
const LONGEST = 10_485_760

/** The process's own agent knows the proxies it was told of; without one, ws connects by itself. */
const throughProxy = (url: string) => (url.startsWith("wss:") ? { agent: https.globalAgent } : {})

/** A socket of text, whether its frames say so or not, to one of the adapter's own hosts, gone with the scope. Connecting anew is whoever opened it's. */
export const openSocket = Effect.fn("Wire.openSocket")(function* ({
  allowedHosts,
  headers = {},
  heard,
  lost,
  opened,
  pingEvery,
  silence,
  url
}: SocketOptions): Effect.fn.Return<void, never, Scope.Scope> {
  if (!isAllowed(url, allowedHosts)) {
    lost("FOREIGN_HOST")
    return
  }
  const log = Effect.runForkWith(yield* Effect.context<never>())
  let over = false
  const end = (why: Lost): void => {
    if (over) return
    over = true
    clearTimeout(watchdog)
    clearInterval(pinging)
    lost(why)
  }
  let pinging: NodeJS.Timeout | undefined
  const watch = () => setTimeout(() => end("SILENT"), silence)
  let watchdog = watch()
  const socket = yield* Effect.acquireRelease(
    Effect.sync(
      () => new WebSocket(url, { headers, handshakeTimeout: silence, maxPayload: LONGEST, ...throughProxy(url) })
    ),
    (open) =>
      Effect.sync(() => {
        over = true
        clearTimeout(watchdog)
        clearInterval(pinging)
        open.terminate()
      })
  )
  const own: Socket = {
    isOpen: () => socket.readyState === WebSocket.OPEN,
    say: (message) => socket.send(typeof message === "string" ? message : JSON.stringify(message))
  }
  const isThere = () => {
    if (over) return
    clearTimeout(watchdog)
    watchdog = watch()
  }
  socket.on("open", () => {
    if (over) return
    if (pingEvery !== undefined) pinging = setInterval(() => own.isOpen() && socket.ping(), pingEvery)
    opened(own)
  })
  socket.on("pong", isThere)
  socket.on("message", (data) => {
    if (over) return
    isThere()
    // A frame arrives as one Buffer.
    heard((data as Buffer).toString("utf8"))
  })
  socket.on("error", (error) => {
    log(Effect.logDebug(`no connection to ${new URL(url).host}`, error))
    end("UNREACHED")
  })
  socket.on("close", () => end("CLOSED"))
})
