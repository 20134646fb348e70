import type { Socket } from "node:net"

/** A part of a message, as it is written. */
export type Token = string | number | boolean

const text = (token: Token): string => (typeof token === "boolean" ? (token ? "1" : "0") : String(token))

/** A message: its length in four bytes, and each part with a zero behind it. */
export const frame = (tokens: ReadonlyArray<Token>): Buffer => {
  const body = Buffer.from(tokens.map((token) => `${text(token)}\0`).join(""), "utf8")
  const length = Buffer.alloc(4)
  length.writeUInt32BE(body.length)
  return Buffer.concat([length, body])
}

/** Reads messages out of what arrives, however it was cut: first the hello, which is written otherwise. */
export class Frames {
  #left = Buffer.alloc(0)
  #isGreeted = false
  readonly #hello: (versions: string) => void
  readonly #message: (tokens: ReadonlyArray<string>) => void

  constructor(hello: (versions: string) => void, message: (tokens: ReadonlyArray<string>) => void) {
    this.#hello = hello
    this.#message = message
  }

  take(data: Buffer): void {
    this.#left = Buffer.concat([this.#left, data])
    for (;;) {
      const head = this.#isGreeted ? 0 : 4
      if (this.#left.length < head + 4) return
      const end = head + 4 + this.#left.readUInt32BE(head)
      if (this.#left.length < end) return
      const body = this.#left.subarray(head + 4, end).toString("utf8")
      this.#left = this.#left.subarray(end)
      if (!this.#isGreeted) {
        this.#isGreeted = true
        this.#hello(body)
      } else this.#message(body.split("\0").slice(0, -1))
    }
  }
}

/** Writes to a socket as networks do: several messages in one piece, one message in several. */
export class Cutter {
  #waiting: Array<Buffer> = []
  readonly #socket: Socket
  readonly #random: () => number

  constructor(socket: Socket, random: () => number) {
    this.#socket = socket
    this.#random = random
  }

  write(message: Buffer): void {
    this.#waiting.push(message)
    if (this.#waiting.length === 1) setImmediate(() => this.#flush())
  }

  /** Half of a message is the last that is written. */
  breakOff(message: Buffer): void {
    this.#flush()
    this.#socket.write(message.subarray(0, Math.max(1, message.length >> 1)), () => this.#socket.destroy())
  }

  #flush(): void {
    const all = Buffer.concat(this.#waiting)
    this.#waiting = []
    if (this.#socket.destroyed || all.length === 0) return
    const cut = Math.floor(this.#random() * all.length)
    this.#socket.write(all.subarray(0, cut))
    this.#socket.write(all.subarray(cut))
  }
}
