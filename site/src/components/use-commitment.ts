import { useRef, useState } from "react"
import type { Exchange } from "../client/contract.ts"
import type { Asks } from "../workshop/asks.ts"
import { workshop } from "../workshop/workshop.ts"

type Amounts = Asks["commits"]["ask"]["wanted"]

/** What of an exchange's balances can still be committed; undefined while none is known. */
export const freeOn = (exchange: Exchange | undefined): Amounts | undefined =>
  exchange === undefined || exchange.balances.length === 0
    ? undefined
    : exchange.balances.map(({ asset, uncommitted }) => ({ asset, amount: uncommitted }))

/**
 * Lets money be committed: what is more than is free is refused, and more than half of it only goes on a second press
 * for the same (FUNDS-4, FUNDS-5). `said`: what stands against it, or what is asked.
 */
export const useCommitment = () => {
  const [said, setSaid] = useState<{ readonly words: string; readonly asks: boolean }>()
  const asked = useRef<string>(undefined)
  const forget = () => {
    asked.current = undefined
    setSaid(undefined)
  }
  /** `of`: what is being confirmed, as text; another one is asked for anew. */
  const commit = async (of: string, wanted: Amounts, free: Amounts | undefined, go: () => void): Promise<void> => {
    const { question, refusal } = free === undefined ? {} : await workshop("commits", { wanted, free })
    if (refusal !== undefined) return setSaid({ words: refusal, asks: false })
    if (question !== undefined && asked.current !== of) {
      asked.current = of
      return setSaid({ words: `${question} Press again to commit it.`, asks: true })
    }
    forget()
    go()
  }
  return { said, commit, forget }
}
