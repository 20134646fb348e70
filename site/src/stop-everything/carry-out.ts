import { goesOut, type StopWish, type Trouble } from "./stop-wish.ts"

/** What came of sending a wish once. */
export type Outcome =
  | "DONE"
  /** No answer came, or nothing could be sent. */
  | "NO_CONNECTION"
  /** Somebody else is signed in: it stays for who asked. */
  | "ANOTHER_TRADER"
  | { readonly later: string }
  | { readonly refused: string }

interface Options {
  /** The wish as it is kept, which other tabs change too. */
  readonly read: () => StopWish | undefined
  readonly write: (wish: StopWish | undefined) => void
  /** Sends it once; asks `going` right before it goes out for real: no longer when it was withdrawn meanwhile. */
  readonly send: (wish: StopWish, signal: AbortSignal, going: () => boolean) => Promise<Outcome>
  /** Runs one tab's work at a time, of all that are open. */
  readonly alone: (work: () => Promise<void>) => Promise<void>
  readonly onTrouble: (trouble: Trouble) => void
  readonly now: () => number
  readonly wait: (callback: () => void, millis: number) => void
}

/** A try that takes longer (ms) is given up and made anew. */
const PATIENCE = 20_000
const FIRST_PAUSE = 1_000
const LONGEST_PAUSE = 30_000

/**
 * Sends what is wished again and again, with growing pauses, until the server has taken or refused it, or it is
 * withdrawn. `nudge` tries at once: for whenever there may be a connection again, and when the wish has changed.
 */
export const carryOut = (options: Options): { readonly nudge: () => void; readonly end: () => void } => {
  let failures = 0
  let plans = 0
  let ended = false
  let newest = ""
  let running: { readonly id: string; readonly control: AbortController } | undefined

  const plan = () => {
    failures += 1
    const mine = ++plans
    options.wait(() => mine === plans && nudge(), Math.min(FIRST_PAUSE * 2 ** (failures - 1), LONGEST_PAUSE))
  }

  /** The wish, while it still is the one that is being sent. */
  const still = (id: string): StopWish | undefined => {
    const wish = options.read()
    return !ended && wish?.id === id && goesOut(wish, options.now()) ? wish : undefined
  }

  const tryOnce = async (id: string, signal: AbortSignal) => {
    // Another tab may have been quicker, or it was withdrawn, while this one waited for its turn.
    const wish = still(id)
    if (wish === undefined) return
    const going = () => {
      const goes = !signal.aborted && still(id) !== undefined
      if (goes) options.write({ ...wish, sent: true })
      return goes
    }
    const outcome = signal.aborted ? "NO_CONNECTION" : await options.send(wish, signal, going)
    const after = options.read()
    if (ended || after?.id !== id) return
    if (outcome === "DONE") options.write(undefined)
    else if (typeof outcome === "object" && "refused" in outcome) options.write({ ...after, refused: outcome.refused })
    else if (outcome !== "ANOTHER_TRADER") {
      options.onTrouble(outcome === "NO_CONNECTION" ? outcome : { why: outcome.later })
      plan()
    }
  }

  const nudge = () => {
    const wish = options.read()
    if (running !== undefined) {
      if (running.id === wish?.id) return
      running.control.abort()
    }
    if (ended || wish === undefined || !goesOut(wish, options.now())) return
    if (wish.id !== newest) {
      newest = wish.id
      failures = 0
      options.onTrouble("NONE")
    }
    plans += 1
    const mine = { id: wish.id, control: new AbortController() }
    running = mine
    options.wait(() => mine.control.abort(), PATIENCE)
    void options
      .alone(() => tryOnce(mine.id, mine.control.signal))
      .finally(() => {
        if (running === mine) running = undefined
      })
  }

  return {
    nudge,
    end: () => {
      ended = true
      running?.control.abort()
    }
  }
}
