import { Fifo } from "./fifo.ts"
import type { MessageTable, Waiting } from "./message-table.ts"
import { Turns } from "./turns.ts"

/** Messages of one session; its first is the one being worked on, or the next. */
interface Line {
  readonly name: string
  readonly tenant: string
  readonly waiting: Fifo<Waiting>
  busy: boolean
}

/** One `receive`: takes a message and later says what became of it. */
export interface Receiver {
  readonly capacity: number
  running: number
  readonly take: (message: Waiting, settle: (outcome: Outcome) => void) => void
}

/** DONE: it is off the queue. Otherwise it stays first of its session, to be taken again after so many ms. */
export type Outcome = "DONE" | { readonly againInMs: number }

/** How many waiting messages are held in memory; the rest is read from the table when these are fewer. */
const HELD = 20_000

/**
 * Hands the messages of a subscription out: sessions side by side, tenants in turn, the messages of each session in
 * order, one at a time.
 */
export class DeliveryQueue {
  private readonly table: MessageTable
  private readonly sessions: boolean
  private readonly lines = new Map<string, Line>()
  private readonly ready = new Turns<Line>()
  private readonly receivers = new Set<Receiver>()
  private readonly timers = new Set<NodeJS.Timeout>()
  private held = 0
  /** Every message up to this one is or was in memory. */
  private loadedTo = 0
  private caughtUp = false
  private dispatching = false

  constructor(table: MessageTable, sessions: boolean) {
    this.table = table
    this.sessions = sessions
    this.refill()
  }

  /** A message that was just committed. */
  offer(message: Waiting): void {
    if (!this.caughtUp || message.seq <= this.loadedTo) return
    if (this.held >= HELD) this.caughtUp = false
    else this.hold(message)
  }

  /** Hands out what can be. Call after offering. */
  dispatch(): void {
    if (this.dispatching) return
    this.dispatching = true
    try {
      for (;;) {
        const line = this.ready.take(this.free)
        if (line === undefined) break
        this.hand(line)
        if (this.held < HELD / 2) this.refill()
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

  /** Places that nothing is worked on in. */
  private get free(): number {
    let free = 0
    for (const { capacity, running } of this.receivers) free += capacity - running
    return free
  }

  private hand(line: Line): void {
    const message = line.waiting.first
    const receiver = [...this.receivers].find(({ capacity, running }) => running < capacity)
    if (message === undefined || receiver === undefined) return
    line.busy = true
    receiver.running++
    receiver.take(message, (outcome) => {
      receiver.running--
      this.ready.give(line.tenant)
      if (outcome === "DONE") {
        line.waiting.shift()
        this.held--
        this.release(line)
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

  private hold(message: Waiting): void {
    this.held++
    this.loadedTo = message.seq
    const name = this.sessions ? message.session : String(message.seq)
    let line = this.lines.get(name)
    if (line === undefined) {
      line = { name, tenant: message.tenant, waiting: new Fifo(), busy: false }
      this.lines.set(name, line)
    }
    line.waiting.push(message)
    if (!line.busy && line.waiting.length === 1) this.ready.push(line.tenant, line)
  }

  private refill(): void {
    if (this.caughtUp) return
    const limit = HELD - this.held
    const more = this.table.load(this.loadedTo, limit)
    for (const message of more) this.hold(message)
    if (more.length < limit) this.caughtUp = true
  }
}
