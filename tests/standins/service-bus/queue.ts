import { randomBytes } from "node:crypto"
import type { Message } from "rhea"

export interface QueueRules {
  readonly sessions: boolean
  readonly lockMs: number
  readonly maxDeliveries: number
}

/** Whoever holds a session, or messages where there are none. */
export interface Holder {
  /** Its session's lock is over. */
  readonly lost: () => void
}

export interface Stored {
  readonly sequence: number
  readonly message: Message
  readonly enqueuedAt: number
  readonly expiresAt: number
  /** Deliveries that failed or whose lock expired. */
  failures: number
  lock: { readonly token: Buffer; timer?: NodeJS.Timeout; until: number } | undefined
}

export type Settlement =
  | { readonly as: "completed" | "abandoned" }
  | { readonly as: "suspended"; readonly reason: string; readonly description: string }

/** What waits in one session; where there are no sessions, all that waits. */
interface Line {
  readonly messages: Map<number, Stored>
  holder: Holder | undefined
  until: number
  timer: NodeJS.Timeout | undefined
}

/** .NET writes the first three fields of a GUID in the other byte order; tokens are known by what clients read. */
const keyOf = (tag: Buffer): string => {
  const other = Buffer.from(tag)
  other.subarray(0, 4).reverse()
  other.subarray(4, 6).reverse()
  other.subarray(6, 8).reverse()
  return other.toString("hex")
}

let sequences = 0

/** One subscription, or its dead letters: peek-lock, sessions, delivery counts. */
export class Queue {
  readonly rules: QueueRules
  /** Told whenever something may have become available. */
  readonly watchers = new Set<() => void>()
  readonly dead: Queue | undefined
  private readonly lines = new Map<string, Line>()
  /** Sessions that somebody could take, in the order they became so. */
  private readonly free = new Set<string>()
  private readonly locked = new Map<string, { readonly stored: Stored; readonly session: string }>()

  constructor(rules: QueueRules, deadLetters = true) {
    this.rules = rules
    if (deadLetters) this.dead = new Queue({ ...rules, sessions: false, maxDeliveries: Infinity }, false)
  }

  put(message: Message, ttlMs = Infinity, failures = 0): void {
    const session = this.rules.sessions ? message["group_id"] : ""
    if (typeof session !== "string") return this.bury(message, "Session id is null", "no session id", 0)
    const now = Date.now()
    const sequence = ++sequences
    const line = this.lines.get(session) ?? { messages: new Map(), holder: undefined, until: 0, timer: undefined }
    this.lines.set(session, line)
    line.messages.set(sequence, {
      sequence,
      message,
      enqueuedAt: now,
      expiresAt: now + ttlMs,
      failures,
      lock: undefined
    })
    if (line.holder === undefined) this.free.add(session)
    this.tell()
  }

  /** The session that has waited longest, or the one named; undefined when there is none that could be had. */
  accept(holder: Holder, session: string | undefined): string | undefined {
    const name = session ?? this.free.values().next().value
    if (name === undefined) return undefined
    const line = this.lines.get(name) ?? { messages: new Map(), holder: undefined, until: 0, timer: undefined }
    if (line.holder !== undefined) return undefined
    this.lines.set(name, line)
    this.free.delete(name)
    line.holder = holder
    this.extend(name, line)
    return name
  }

  /** Until when a session stays its holder's, ms. */
  lockedUntil(session: string): number {
    return this.lines.get(session)?.until ?? 0
  }

  renewSession(session: string): number | undefined {
    const line = this.lines.get(session)
    if (line?.holder === undefined) return undefined
    return this.extend(session, line)
  }

  renewMessage(token: Buffer): number | undefined {
    const lock = this.locked.get(token.toString("hex"))?.stored.lock
    if (lock === undefined) return undefined
    lock.until = Date.now() + this.rules.lockMs
    lock.timer?.refresh()
    return lock.until
  }

  /** A session closed with messages in hand: their deliveries don't count. */
  release(session: string, holder: Holder): void {
    const line = this.lines.get(session)
    if (line?.holder !== holder) return
    for (const stored of line.messages.values()) this.unlock(stored)
    this.leave(session, line)
  }

  /** The lock of a session is over before its time, or in time: what was in hand counts as delivered. */
  expire(session: string): void {
    const line = this.lines.get(session)
    if (line?.holder === undefined) return
    const { holder } = line
    for (const stored of line.messages.values()) if (stored.lock !== undefined) this.fail(line, stored)
    this.leave(session, line)
    holder.lost()
  }

  /** The next message of a session (`""` where there are none), locked. */
  take(session: string): Stored | undefined {
    const line = this.lines.get(session)
    if (line === undefined) return undefined
    for (const stored of line.messages.values()) {
      if (stored.lock !== undefined) continue
      if (stored.expiresAt <= Date.now()) {
        line.messages.delete(stored.sequence)
        continue
      }
      const token = randomBytes(16)
      stored.lock = { token, until: Date.now() + this.rules.lockMs }
      this.locked.set(keyOf(token), { stored, session })
      if (!this.rules.sessions) {
        stored.lock.timer = setTimeout(() => {
          this.fail(line, stored)
          this.tell()
        }, this.rules.lockMs)
      }
      return stored
    }
    return undefined
  }

  /** Whether a message was settled; false when its lock is no longer held. `token` as clients read it. */
  settle(token: Buffer, settlement: Settlement): boolean {
    const held = this.locked.get(token.toString("hex"))
    const line = held && this.lines.get(held.session)
    if (held === undefined || line === undefined) return false
    const { stored } = held
    if (settlement.as === "abandoned") this.fail(line, stored)
    else {
      this.unlock(stored)
      line.messages.delete(stored.sequence)
      if (settlement.as === "suspended") {
        this.bury(stored.message, settlement.reason, settlement.description, stored.failures)
      }
      this.tidy(held.session, line)
    }
    this.tell()
    return true
  }

  /** Tag of a delivery to the token clients read from it. */
  static token(tag: Buffer): Buffer {
    return Buffer.from(keyOf(tag), "hex")
  }

  peek(from: number, most: number): ReadonlyArray<Stored> {
    return this.lines
      .values()
      .flatMap(({ messages }) => messages.values())
      .filter(({ expiresAt, sequence }) => sequence >= from && expiresAt > Date.now())
      .toArray()
      .sort((a, b) => a.sequence - b.sequence)
      .slice(0, most)
  }

  get size(): number {
    return this.lines.values().reduce((sum, { messages }) => sum + messages.size, 0)
  }

  close(): void {
    for (const line of this.lines.values()) {
      clearTimeout(line.timer)
      for (const { lock } of line.messages.values()) clearTimeout(lock?.timer)
    }
    this.dead?.close()
  }

  private tell(): void {
    for (const watcher of this.watchers) watcher()
  }

  private extend(session: string, line: Line): number {
    clearTimeout(line.timer)
    line.until = Date.now() + this.rules.lockMs
    line.timer = setTimeout(() => this.expire(session), this.rules.lockMs)
    return line.until
  }

  private leave(session: string, line: Line): void {
    clearTimeout(line.timer)
    line.holder = undefined
    if (line.messages.size > 0) this.free.add(session)
    this.tidy(session, line)
    this.tell()
  }

  private tidy(session: string, line: Line): void {
    if (line.messages.size > 0) return
    this.free.delete(session)
    if (line.holder === undefined) this.lines.delete(session)
  }

  private unlock(stored: Stored): void {
    if (stored.lock === undefined) return
    clearTimeout(stored.lock.timer)
    this.locked.delete(keyOf(stored.lock.token))
    stored.lock = undefined
  }

  private fail(line: Line, stored: Stored): void {
    this.unlock(stored)
    if (++stored.failures < this.rules.maxDeliveries) return
    line.messages.delete(stored.sequence)
    this.bury(stored.message, "MaxDeliveryCountExceeded", "Message could not be consumed", stored.failures)
  }

  /** The service puts why a message is dead among its properties. */
  private bury(message: Message, reason: string, description: string, failures: number): void {
    const properties = message["application_properties"] as Readonly<Record<string, unknown>> | undefined
    const why = { DeadLetterReason: reason, DeadLetterErrorDescription: description }
    this.dead?.put({ ...message, application_properties: { ...properties, ...why } }, Infinity, failures)
  }
}
