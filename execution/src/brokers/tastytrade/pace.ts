import { Context } from "effect"
import { OldestOut } from "@tradetower/domain/oldest-out"
import type { Urgency } from "../../wire/request-pace.ts"
import { RequestWindow, type Window } from "../../wire/request-window.ts"

/** tastytrade publishes no limits. These are our own: for each account, and for all of this process. */
const ACCOUNT: Window = { requests: 5, within: 1_000, kept: 2 }
const PROCESS: Window = { requests: 20, within: 1_000, kept: 8 }

/** More accounts than a process has open. */
const MOST = 1_000
/** The first pause after "too many", which says no time, ms: twice as long each time it comes again at once. */
const FIRST_PAUSE = 1_000
const LONGEST_PAUSE = 30_000

export interface AccountPace {
  readonly turn: (now: number, patience?: number, urgency?: Urgency) => number
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
  readonly #account: Window
  readonly #all: RequestWindow

  constructor(account: Window = ACCOUNT, all: Window = PROCESS) {
    this.#account = account
    this.#all = new RequestWindow(all)
  }

  of(name: string): AccountPace {
    const known = this.#paces.get(name) ?? this.#make()
    this.#paces.set(name, known)
    return known
  }

  #make(): AccountPace {
    const own = new RequestWindow(this.#account)
    let pause = FIRST_PAUSE
    return {
      rest: (now, wait, urgent) => own.rest(now, wait, urgent),
      restsUntil: () => own.restsUntil,
      turn: (now, patience = Infinity, urgency = "USUAL") => {
        const wait = own.turn(now, patience, urgency)
        return wait > patience ? wait : Math.max(wait, this.#all.turn(now, patience, urgency))
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
