import { unwatchFile, watchFile } from "node:fs"
import { isPassphrase, type KeptPassphrase, readPassphrase } from "../passphrase/passphrase.ts"
import type { Person } from "./principal.ts"
import { countTries, type Tries } from "./tries.ts"

/** Who may come in, and what they have to know. */
export interface Entrance {
  readonly people: ReadonlyArray<Person>
  /** The passphrase set, if one is: its id alone. `undefined` lets everybody in, unless one is required. */
  readonly lock: () => string | undefined
  /** Whether nobody comes in without one, set or not. */
  readonly required: boolean
  /** Whether a text is the passphrase. One is looked at at a time, however many come. */
  readonly opens: (text: string) => Promise<boolean>
  readonly tries: Tries
  readonly close: () => void
}

export interface EntranceOptions {
  readonly people: ReadonlyArray<Person>
  readonly required: boolean
  /** Where the passphrase is kept; without it there is none. */
  readonly file?: string
  /** Hears when the passphrase was set anew or forgotten, from a shell. */
  readonly changed: () => void
  readonly log: (message: string) => void
  /** What tries are counted by, ms. */
  readonly now?: () => number
}

/** How soon a change from a shell is noticed, ms. */
const LOOK_MS = 1_000

/** Opens the entrance, and follows the passphrase's file. */
export const openEntrance = ({ changed, file, log, now, people, required }: EntranceOptions): Entrance => {
  const read = (): KeptPassphrase | "DAMAGED" | undefined => {
    if (file === undefined) return undefined
    try {
      return readPassphrase(file)
    } catch (error) {
      log(error instanceof Error ? error.message : String(error))
      return "DAMAGED"
    }
  }
  let kept = read()
  const lock = () => (typeof kept === "object" ? kept.id : kept)
  const look = () => {
    const before = lock()
    kept = read()
    if (lock() !== before) changed()
  }
  if (file !== undefined) watchFile(file, { interval: LOOK_MS, persistent: false }, look)

  let looking: Promise<unknown> = Promise.resolve()
  return {
    people,
    required,
    lock,
    opens: (text) => {
      const opening = looking.then(() => (typeof kept === "object" ? isPassphrase(kept, text) : false))
      looking = opening.catch(() => undefined)
      return opening
    },
    tries: countTries(now),
    close: () => {
      if (file !== undefined) unwatchFile(file, look)
    }
  }
}
