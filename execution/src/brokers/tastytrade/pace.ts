import { Context } from "effect"
import { OldestOut } from "@tradetower/domain/oldest-out"
import type { Urgency } from "../../wire/request-pace.ts"
import { RequestWindow, type Window } from "../../wire/request-window.ts"

/**
 * tastytrade publishes no limits. These are our own: two reads a second for each account, and beside them three orders and
 * cancels, that none of these waits for what is only read; and so many for all of this process.
 */
const READS: Window = { requests: 2, within: 1_000, kept: 0 }
const ORDERS: Window = { requests: 3, within: 1_000, kept: 1 }
const PROCESS: Window = { requests: 20, within: 1_000, kept: 8 }

/** More accounts than a process has open. */
const MOST = 1_000
/** The first pause after "too many", which says no time, ms: twice as long each time it comes again at once. */
const FIRST_PAUSE = 1_000
const LONGEST_PAUSE = 30_000

type Turn = (now: number, patience?: number, urgency?: Urgency) => number

export interface AccountPace {
  /** Turns of what is read, and of orders and cancels: of the latter those that leave or take back are urgent. */
  readonly reads: { readonly turn: Turn }
  readonly orders: { readonly turn: Turn }
  /** It was too much: nobody asks for so long, or for `urgent` ms what is urgent. */
  readonly rest: (now: number, pause: number, urgent?: number) => void
  /** How long nobody should ask after too many, ms. `random`: from 0 to 1. */
  readonly tooMany: (random: number) => number
  readonly fine: () => void
  /** Until when nothing usual is asked, ms. */
  readonly restsUntil: () => number
}

/** How fast this process asks, each account for itself and all together. */
export class TastytradePaces {
  readonly #paces = new OldestOut<string, AccountPace>(MOST)
  readonly #reads: Window
  readonly #orders: Window
  readonly #all: RequestWindow

  constructor(reads: Window = READS, orders: Window = ORDERS, all: Window = PROCESS) {
    this.#reads = reads
    this.#orders = orders
    this.#all = new RequestWindow(all)
  }

  of(name: string): AccountPace {
    const known = this.#paces.get(name) ?? this.#make()
    this.#paces.set(name, known)
    return known
  }

  #make(): AccountPace {
    const [reads, orders] = [new RequestWindow(this.#reads), new RequestWindow(this.#orders)]
    let pause = FIRST_PAUSE
    return {
      rest: (now, wait, urgent) => {
        for (const lane of [reads, orders]) lane.rest(now, wait, urgent)
      },
      restsUntil: () => orders.restsUntil,
      reads: {
        turn: (now, patience = Infinity, urgency = "USUAL") => {
          const wait = reads.turn(now, patience, urgency)
          return wait > patience ? wait : Math.max(wait, this.#all.turn(now, patience, urgency))
        }
      },
      orders: {
        turn: (now, patience = Infinity, urgency = "USUAL") => {
          // What nobody reads with is theirs, too.
          const atOnce = [orders, reads].some((lane) => lane.turn(now, 0, urgency) === 0)
          const wait = atOnce ? 0 : orders.turn(now, patience, urgency)
          return wait > patience ? wait : Math.max(wait, this.#all.turn(now, patience, "URGENT"))
        }
      },
      tooMany: (random) => {
        const wait = pause + Math.floor(pause * random * 0.25)
        pause = Math.min(pause * 2, LONGEST_PAUSE)
        return wait
      },
      fine: () => void (pause = FIRST_PAUSE)
    }
  }
}

export const Paces = Context.Reference<TastytradePaces>("@tradetower/execution/TastytradePaces", {
  defaultValue: () => new TastytradePaces()
})
