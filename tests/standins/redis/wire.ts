import { RedisError, type Reply } from "./keys.ts"

const END = "\r\n"

/** A reply in RESP3. */
export const encode = (reply: Reply): string => {
  if (reply === null) return `_${END}`
  if (reply instanceof RedisError) return `-${reply.message}${END}`
  if (typeof reply === "number") return Number.isInteger(reply) ? `:${reply}${END}` : `,${reply}${END}`
  if (typeof reply === "string") return `$${Buffer.byteLength(reply)}${END}${reply}${END}`
  if (reply instanceof Map) {
    const pairs = [...(reply as ReadonlyMap<string, Reply>)].flatMap(([name, value]) => [encode(name), encode(value)])
    return `%${pairs.length / 2}${END}${pairs.join("")}`
  }
  const each = reply as ReadonlyArray<Reply>
  return `*${each.length}${END}${each.map(encode).join("")}`
}

/** Reads commands as they come in, in whatever pieces: arrays of bulk strings, as clients send them. */
export class CommandReader {
  #rest = Buffer.alloc(0)

  read(piece: Buffer): ReadonlyArray<ReadonlyArray<string>> {
    this.#rest = Buffer.concat([this.#rest, piece])
    const commands: Array<ReadonlyArray<string>> = []
    for (let found = this.#next(); found !== undefined; found = this.#next()) {
      this.#rest = this.#rest.subarray(found.end)
      commands.push(found.command)
    }
    return commands
  }

  #next(): { readonly command: ReadonlyArray<string>; readonly end: number } | undefined {
    const line = (from: number) => {
      const end = this.#rest.indexOf(END, from)
      return end < 0 ? undefined : { number: Number(this.#rest.toString("utf8", from + 1, end)), end: end + END.length }
    }
    const head = line(0)
    if (head === undefined) return undefined
    const command: Array<string> = []
    let { end } = head
    while (command.length < head.number) {
      const size = line(end)
      if (size === undefined || this.#rest.length < size.end + size.number + END.length) return undefined
      command.push(this.#rest.toString("utf8", size.end, size.end + size.number))
      end = size.end + size.number + END.length
    }
    return { command, end }
  }
}
