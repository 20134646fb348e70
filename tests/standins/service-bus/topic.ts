import type { Message } from "rhea"
import { Queue, type QueueRules } from "./queue.ts"

export interface TopicRules extends QueueRules {
  /** Within it a second message with an id is dropped. */
  readonly duplicateMs: number
  readonly ttlMs: number
  /** Messages that may wait in all subscriptions together. */
  readonly quota: number
}

export type Filter = (message: Message) => boolean

const properties = (message: Message) =>
  (message["application_properties"] ?? {}) as Readonly<Record<string, string | number | boolean>>

/**
 * The filters in use: terms joined by AND, each `x IS [NOT] NULL`, `x = 'y'`, `x <> 'y'`, `x >= 1`, `x < 1`, `x NOT IN ('y','z')`,
 * `1=1` or `1=0`. As in SQL, what is compared with nothing is not so.
 */
export const sqlFilter = (expression: string): Filter => {
  const terms = expression.split(/\s+AND\s+/i).map((term): Filter => {
    const [, name = "", operator = "", value = "", number = "", list = ""] =
      /^\(?\s*(\w+)\s*(IS NOT NULL|IS NULL|>=|<>|=|<|NOT IN)\s*(?:'([^']*)'|(\d+)|\(((?:'[^']*',?)+)\))?\s*\)?$/i.exec(
        term
      ) ?? []
    if (/^1\s*=\s*[01]$/.test(term.trim())) return () => term.trim().endsWith("1")
    if (name === "") throw new Error(`not a filter this stand-in knows: ${term}`)
    switch (operator.toUpperCase()) {
      case "IS NOT NULL":
        return (message) => properties(message)[name] !== undefined
      case "IS NULL":
        return (message) => properties(message)[name] === undefined
      case "=":
        return (message) => properties(message)[name] === value
      case ">=":
        return (message) => Number(properties(message)[name] ?? NaN) >= Number(number)
      case "<":
        return (message) => Number(properties(message)[name] ?? NaN) < Number(number)
      case "NOT IN": {
        const values = list.split(",").map((each) => each.slice(1, -1))
        return (message) => {
          const value = properties(message)[name]
          return value !== undefined && !values.includes(String(value))
        }
      }
      default:
        return (message) => properties(message)[name] !== undefined && properties(message)[name] !== value
    }
  })
  return (message) => terms.every((term) => term(message))
}

/** Properties that a message must have, each with the same value. */
export const correlationFilter =
  (wanted: Readonly<Record<string, unknown>>): Filter =>
  (message) =>
    Object.entries(wanted).every(([name, value]) => properties(message)[name] === value)

export class Subscription {
  readonly queue: Queue
  readonly filters = new Map<string, Filter>()

  constructor(rules: QueueRules) {
    this.queue = new Queue(rules)
  }

  takes(message: Message): boolean {
    return this.filters.values().some((filter) => filter(message))
  }
}

/** Drops what it has seen, holds back what is early, hands the rest to every subscription whose rules take it. */
export class Topic {
  readonly subscriptions = new Map<string, Subscription>()
  private readonly rules: TopicRules
  private readonly seen = new Map<unknown, number>()
  private readonly scheduled = new Set<NodeJS.Timeout>()

  constructor(rules: TopicRules) {
    this.rules = rules
  }

  /** Sets up its subscriptions and what each takes; what waits in one that stays, stays. */
  setUp(subscriptions: ReadonlyMap<string, Filter>): void {
    for (const [name, { queue }] of this.subscriptions) {
      if (subscriptions.has(name)) continue
      queue.close()
      this.subscriptions.delete(name)
    }
    for (const [name, filter] of subscriptions) {
      const subscription = this.subscriptions.get(name) ?? new Subscription(this.rules)
      subscription.filters.set("$Default", filter)
      this.subscriptions.set(name, subscription)
    }
  }

  /** Takes all of them, or answers the condition and description with which none is taken. */
  publish(messages: ReadonlyArray<Message>): readonly [string, string] | undefined {
    const waiting = this.subscriptions.values().reduce((sum, { queue }) => sum + queue.size, 0)
    if (waiting + messages.length > this.rules.quota) {
      return ["amqp:resource-limit-exceeded", `the topic holds ${waiting} messages, its quota is ${this.rules.quota}`]
    }
    const now = Date.now()
    for (const [id, at] of this.seen) {
      if (at > now - this.rules.duplicateMs) break
      this.seen.delete(id)
    }
    for (const message of messages) {
      const id: unknown = message["message_id"]
      if (this.seen.has(id)) continue
      this.seen.set(id, now)
      const at = annotation(message, "x-opt-scheduled-enqueue-time")
      const wait = at instanceof Date ? at.getTime() - now : 0
      if (wait <= 0) this.deliver(message)
      else {
        const timer = setTimeout(
          () => {
            this.scheduled.delete(timer)
            this.deliver(message)
          },
          Math.min(wait, 2 ** 31 - 1)
        )
        this.scheduled.add(timer)
      }
    }
    return undefined
  }

  close(): void {
    for (const timer of this.scheduled) clearTimeout(timer)
    for (const { queue } of this.subscriptions.values()) queue.close()
  }

  private deliver(message: Message): void {
    const own: unknown = message["ttl"]
    const ttl = Math.min(this.rules.ttlMs, typeof own === "number" ? own : Infinity)
    for (const each of this.subscriptions.values()) if (each.takes(message)) each.queue.put(message, ttl)
  }
}

const annotation = (message: Message, name: string): unknown =>
  (message["message_annotations"] as Readonly<Record<string, unknown>> | undefined)?.[name]
