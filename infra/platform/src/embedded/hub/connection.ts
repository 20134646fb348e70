import { randomBytes } from "node:crypto"
import { Option, Schema } from "effect"
import { WebSocket, type RawData } from "ws"
import type { Claims } from "./token.ts"

export const RELIABLE = "json.reliable.webpubsub.azure.v1"
export const PLAIN = "json.webpubsub.azure.v1"

/** Messages and characters kept for a client that is slow or away; one that falls further behind begins anew. */
const MAX_KEPT = 1_000
const MAX_KEPT_CHARACTERS = 4 * 1024 * 1024
/** Bytes a socket may have waiting before it counts as away. */
const MAX_BUFFERED = 1024 * 1024
const GOODBYE_MS = 1_000
/** Closing with this code tells the client that the connection can't be recovered. */
export const NOT_RECOVERABLE = 1008

const Request = Schema.fromJsonString(
  Schema.Union([
    Schema.Struct({ type: Schema.Literal("sequenceAck"), sequenceId: Schema.Int }),
    Schema.Struct({ type: Schema.Literal("ping") }),
    Schema.Struct({
      type: Schema.Literals(["joinGroup", "leaveGroup", "sendToGroup", "event"]),
      group: Schema.optionalKey(Schema.String),
      ackId: Schema.optionalKey(Schema.Int)
    })
  ])
)
const decode = Schema.decodeUnknownOption(Request)

const textOf = (data: RawData): string =>
  Array.isArray(data) ? Buffer.concat(data).toString("utf8") : Buffer.from(data as ArrayBuffer).toString("utf8")

/** One client of the hub, which outlives its socket for a while when it speaks the reliable protocol. */
export class HubConnection {
  readonly id = randomBytes(12).toString("base64url")
  readonly groups: ReadonlySet<string>
  readonly userId: string | undefined
  /** The sign-in that it ends with. */
  readonly session: string | undefined
  readonly reliable: boolean
  /** Proves to be the same client when it comes back. */
  readonly reconnectionToken = randomBytes(24).toString("base64url")
  /** Wall time at which its socket went away; undefined while there is one. */
  awaySince: number | undefined
  private readonly now: () => number
  private readonly end: (connection: HubConnection) => void
  private socket: WebSocket | undefined
  private alive = true
  private sequence = 0
  private readonly kept: Array<{ readonly sequence: number; readonly text: string }> = []
  private keptCharacters = 0

  constructor(claims: Claims, reliable: boolean, now: () => number, end: (connection: HubConnection) => void) {
    this.userId = claims.sub
    this.session = claims.sid
    this.groups = new Set(claims["webpubsub.group"])
    this.reliable = reliable
    this.now = now
    this.end = end
  }

  /** Begins, or goes on, on a socket: says who it is and sends again what was not acknowledged. */
  attach(socket: WebSocket): void {
    this.socket?.terminate()
    this.socket = socket
    this.awaySince = undefined
    this.alive = true
    socket.on("pong", () => {
      this.alive = true
    })
    socket.on("message", (data, isBinary) => {
      if (!isBinary && this.socket === socket) this.receive(textOf(data))
    })
    socket.on("close", (code) => {
      if (this.socket !== socket) return
      this.socket = undefined
      this.awaySince = this.now()
      // A client that says goodbye is not coming back.
      if (!this.reliable || code === 1000) this.end(this)
    })
    const { id, reconnectionToken, userId } = this
    this.write(
      JSON.stringify({
        type: "system",
        event: "connected",
        userId,
        connectionId: id,
        ...(this.reliable && { reconnectionToken })
      })
    )
    for (const { text } of this.kept) this.write(text)
  }

  /** `rest` is a message's JSON without its opening brace. */
  send(rest: string): void {
    if (!this.reliable) {
      this.write(`{${rest}`)
      return
    }
    const sequence = ++this.sequence
    const text = `{"sequenceId":${sequence},${rest}`
    this.kept.push({ sequence, text })
    this.keptCharacters += text.length
    if (this.kept.length > MAX_KEPT || this.keptCharacters > MAX_KEPT_CHARACTERS) {
      this.close(NOT_RECOVERABLE, "too far behind; connect anew")
      this.end(this)
      return
    }
    this.write(text)
  }

  close(code: number, reason: string): void {
    const { socket } = this
    this.socket = undefined
    if (socket === undefined) return
    socket.close(code, reason)
    // Who does not answer a goodbye holds nothing up.
    setTimeout(() => socket.terminate(), GOODBYE_MS).unref()
  }

  /** Asks the other side for a sign of life; ends the socket when the last such question was not answered. */
  beat(): void {
    const socket = this.socket
    if (socket === undefined) return
    if (!this.alive) {
      socket.terminate()
      return
    }
    this.alive = false
    socket.ping()
  }

  private write(text: string): void {
    const socket = this.socket
    if (socket === undefined || socket.readyState !== WebSocket.OPEN) return
    if (socket.bufferedAmount > MAX_BUFFERED) socket.terminate()
    else socket.send(text)
  }

  private receive(text: string): void {
    const request = Option.getOrUndefined(decode(text))
    if (request === undefined) {
      this.close(1007, "not a message of this protocol")
      this.end(this)
    } else if (request.type === "sequenceAck") {
      this.acknowledge(request.sequenceId)
    } else if (request.type === "ping") {
      this.write(`{"type":"pong"}`)
    } else {
      this.deny(request.type, request.group, request.ackId)
    }
  }

  /** All up to and including this one have arrived. */
  private acknowledge(sequence: number): void {
    let gone = 0
    for (const each of this.kept) {
      if (each.sequence > sequence) break
      this.keptCharacters -= each.text.length
      gone++
    }
    this.kept.splice(0, gone)
  }

  /** Its groups are those of its address: it joins and leaves none, and sends to none. */
  private deny(type: string, group: string | undefined, ackId: number | undefined): void {
    if (ackId === undefined) return
    const error = { name: "Forbidden", message: `The client does not have permission: ${type} ${group ?? ""}`.trim() }
    this.write(JSON.stringify({ type: "ack", ackId, success: false, error }))
  }
}
