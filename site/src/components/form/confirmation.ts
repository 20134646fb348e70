import { sentenceOf } from "../../client/problem.ts"
import type { Asks } from "../../worker/asks.ts"

/** Amounts of an exchange's assets. */
export type Amounts = Asks["commits"]["ask"]["wanted"]

/** What stands against a commitment (`asks` false), or what is asked before it goes on. */
export interface Said {
  readonly words: string
  readonly asks: boolean
}

/** Judges what is to be committed by what is free. */
type Judge = (ask: Asks["commits"]["ask"]) => Promise<Asks["commits"]["answer"]>

/**
 * Lets money be committed: what is more than is free is refused, and more than half of it only goes on at a second press
 * for the same (FUNDS-4, FUNDS-5). `say` hears what stands against it, or nothing any more. Of several presses before the
 * judge has answered only the last counts, and none once `forget` was called.
 */
export const confirmation = (judge: Judge, say: (said: Said | undefined) => void) => {
  let asked: string | undefined
  let press = 0
  const forget = (): void => {
    press += 1
    asked = undefined
    say(undefined)
  }
  /** `of`: what is being confirmed, as text; another one is asked for anew. */
  const commit = async (of: string, wanted: Amounts, free: Amounts | undefined, go: () => void): Promise<void> => {
    press += 1
    const mine = press
    const { question, refusal }: Asks["commits"]["answer"] =
      free === undefined
        ? {}
        : await judge({ wanted, free }).catch((error: unknown) => ({ refusal: sentenceOf(error) }))
    if (mine !== press) return
    if (refusal !== undefined) return say({ words: refusal, asks: false })
    if (question !== undefined && asked !== of) {
      asked = of
      return say({ words: `${question} Press again to commit it.`, asks: true })
    }
    forget()
    go()
  }
  return { commit, forget }
}
