/** What a key holds: a text, or members by their scores. */
type Value = string | Map<string, number>
interface Entry {
  value: Value
  /** ms; never, where there is none. */
  expiresAt: number
}

/** An error as Redis words it. */
export class RedisError extends Error {}

/** A reply: a text, a number, nothing, several, or pairs by name. */
export type Reply = string | number | null | RedisError | ReadonlyArray<Reply> | ReadonlyMap<string, Reply>

/** The commands in use, over keys in memory, as Redis carries them out. */
export class Keys {
  readonly #entries = new Map<string, Entry>()

  /** The keys there are, each with how long it is still kept, ms. */
  get all(): ReadonlyMap<string, number> {
    for (const key of this.#entries.keys()) this.#find(key)
    return new Map([...this.#entries].map(([key, { expiresAt }]) => [key, expiresAt - Date.now()]))
  }

  run([command = "", ...given]: ReadonlyArray<string>): Reply {
    const [key = "", ...rest] = given
    switch (command.toUpperCase()) {
      case "PING":
        return "PONG"
      case "SET": {
        const [value = "", px, ms] = rest
        this.#entries.set(key, { value, expiresAt: px === "PX" ? Date.now() + Number(ms) : Infinity })
        return "OK"
      }
      case "MGET":
        return given.map((each) => {
          const value = this.#find(each)?.value
          return typeof value === "string" ? value : null
        })
      case "DEL":
        return given.filter((each) => this.#entries.delete(each)).length
      case "PEXPIRE": {
        const entry = this.#find(key)
        if (entry === undefined) return 0
        entry.expiresAt = Date.now() + Number(rest[0])
        return 1
      }
      case "ZADD": {
        const [score, member = ""] = rest
        const members = this.#members(key, true)
        const added = members.has(member) ? 0 : 1
        members.set(member, Number(score))
        return added
      }
      case "ZREM":
        return this.#remove(key, (member) => rest.includes(member))
      case "ZREMRANGEBYSCORE": {
        const [from, to] = rest.map((text) => (text === "-inf" ? -Infinity : Number(text)))
        return this.#remove(key, (_, score) => score >= (from ?? 0) && score <= (to ?? 0))
      }
      case "ZCARD":
        return this.#members(key).size
      case "ZRANGE": {
        const [first, last] = rest.map(Number)
        return [...this.#members(key)]
          .toSorted(([a, x], [b, y]) => x - y || (a < b ? -1 : 1))
          .slice(first, (last ?? 0) + 1)
          .map(([member, score]) => [member, score])
      }
      default:
        return new RedisError(`ERR unknown command '${command}'`)
    }
  }

  #find(key: string): Entry | undefined {
    const entry = this.#entries.get(key)
    if (entry === undefined || entry.expiresAt > Date.now()) return entry
    this.#entries.delete(key)
    return undefined
  }

  #members(key: string, make = false): Map<string, number> {
    const value = this.#find(key)?.value
    if (typeof value === "string")
      throw new RedisError("WRONGTYPE Operation against a key holding the wrong kind of value")
    const members = value ?? new Map<string, number>()
    if (value === undefined && make) this.#entries.set(key, { value: members, expiresAt: Infinity })
    return members
  }

  #remove(key: string, which: (member: string, score: number) => boolean): number {
    const members = this.#members(key)
    const gone = [...members].filter(([member, score]) => which(member, score))
    for (const [member] of gone) members.delete(member)
    // An empty set is none.
    if (members.size === 0) this.#entries.delete(key)
    return gone.length
  }
}
