import { Fifo } from "../../turns/fifo.ts"
import type { MessageTable, Waiting } from "./message-table.ts"
import { Turns } from "../../turns/turns.ts"

/** Messages of one session; its first is the one being worked on, or the next. */
interface Line {
  readonly name: string
  readonly tenant: string
  readonly window: Window
  readonly waiting: Fifo<Waiting>
  busy: boolean
}

/** What of one tenant's messages is in memory: its oldest ones. */
interface Window {
  held: number
  /** Every message of the tenant's up to this one is or was in memory. */
  loadedTo: number
  /** Nothing of the tenant's waits in the table alone. */
  caughtUp: boolean
}

/** One `receive`: takes a message and later says what became of it. */
export interface Receiver {
  /** Places that tenants share. */
  readonly capacity: number
  /** Places each tenant has beside those. */
  readonly own: number
  running: number
  readonly take: (message: Waiting, settle: (outcome: Outcome) => void) => void
}

/** DONE: it is off the queue. Otherwise it stays first of its session, to be taken again after so many ms. */
export type Outcome = "DONE" | { readonly againInMs: number }

/** How many waiting messages of a tenant are held in memory; the rest is read from the table when these are fewer. */
const HELD = 5_000

/**
 * Hands the messages of a subscription out: sessions side by side, tenants in turn, the messages of each session in
 * order, one at a time.
 */
export class DeliveryQueue {
  private readonly table: MessageTable
  private readonly sessions: boolean
  private readonly lines = new Map<string, Line>()
  private readonly ready = new Turns<Line>(
    () => this.places(({ capacity }) => capacity),
    () => this.places(({ own }) => own)
  )
  private readonly receivers = new Set<Receiver>()
  private readonly timers = new Set<NodeJS.Timeout>()
  /** One for each tenant that ever had a message here. */
  private readonly windows = new Map<string, Window>()
  private dispatching = false

  constructor(table: MessageTable, sessions: boolean) {
    this.table = table
    this.sessions = sessions
    for (const tenant of table.tenants()) {
      const window: Window = { held: 0, loadedTo: 0, caughtUp: false }
      this.windows.set(tenant, window)
      this.refill(tenant, window)
    }
  }

  /** A message that was just committed. */
  offer(message: Waiting): void {
    const { tenant } = message
    const window = this.windows.get(tenant) ?? { held: 0, loadedTo: 0, caughtUp: true }
    this.windows.set(tenant, window)
    if (!window.caughtUp || message.seq <= window.loadedTo) return
    if (window.held >= HELD) window.caughtUp = false
    else this.hold(message, window)
  }

  /** How many messages are in memory. */
  get held(): number {
    return this.windows.values().reduce((sum, { held }) => sum + held, 0)
  }

  /** Hands out what can be. Call after offering. */
  dispatch(): void {
    if (this.dispatching) return
    this.dispatching = true
    try {
      for (;;) {
        const line = this.ready.take()
        if (line === undefined) break
        this.hand(line)
      }
    } finally {
      this.dispatching = false
    }
  }

  register(receiver: Receiver): void {
    this.receivers.add(receiver)
    this.dispatch()
  }

  withdraw(receiver: Receiver): void {
    this.receivers.delete(receiver)
  }

  close(): void {
    this.receivers.clear()
    for (const timer of this.timers) clearTimeout(timer)
  }

  private places(of: (receiver: Receiver) => number): number {
    return this.receivers.values().reduce((sum, receiver) => sum + of(receiver), 0)
  }

  private hand(line: Line): void {
    const message = line.waiting.first
    const receivers = [...this.receivers]
    const receiver = receivers.find(({ capacity, running }) => running < capacity) ?? receivers[0]
    if (message === undefined || receiver === undefined) return
    line.busy = true
    receiver.running++
    receiver.take(message, (outcome) => {
      receiver.running--
      this.ready.give(line.tenant)
      if (outcome === "DONE") {
        line.waiting.shift()
        line.window.held--
        this.release(line)
        if (line.window.held < HELD / 2) this.refill(line.tenant, line.window)
      } else if (outcome.againInMs <= 0) {
        this.release(line)
      } else {
        const timer = setTimeout(() => {
          this.timers.delete(timer)
          this.release(line)
          this.dispatch()
        }, outcome.againInMs)
        this.timers.add(timer)
      }
      this.dispatch()
    })
  }

  private release(line: Line): void {
    line.busy = false
    if (line.waiting.length > 0) this.ready.push(line.tenant, line)
    else this.lines.delete(line.name)
  }

  private hold(message: Waiting, window: Window): void {
    const { seq, session, tenant } = message
    window.held++
    window.loadedTo = seq
    // A session is a tenant's own, whatever others call theirs.
    const name = this.sessions ? `${tenant}/${session}` : String(seq)
    let line = this.lines.get(name)
    if (line === undefined) {
      line = { name, tenant, window, waiting: new Fifo(), busy: false }
      this.lines.set(name, line)
    }
    line.waiting.push(message)
    if (!line.busy && line.waiting.length === 1) this.ready.push(line.tenant, line)
  }

  private refill(tenant: string, window: Window): void {
    if (window.caughtUp) return
    const limit = HELD - window.held
    const more = this.table.load(tenant, window.loadedTo, limit)
    for (const message of more) this.hold(message, window)
    if (more.length < limit) window.caughtUp = true
  }
}
