import { useRef, useState } from "react"
import type { Connection } from "../../client/contract.ts"
import { askWorker } from "../../worker/ask-worker.ts"
import { type Amounts, confirmation, type Said } from "./confirmation.ts"

/** What of an account's balances can still be committed; undefined while none is known. */
export const freeOn = (account: Connection | undefined): Amounts | undefined =>
  account === undefined || account.balances.length === 0
    ? undefined
    : account.balances.map(({ asset, uncommitted }) => ({ asset, amount: uncommitted }))

/** A screen's `confirmation`, judged by the worker. `said`: what stands against it, or what is asked. */
export const useCommitment = () => {
  const [said, say] = useState<Said>()
  const kept = useRef<ReturnType<typeof confirmation>>(undefined)
  kept.current ??= confirmation((ask) => askWorker("commits", ask), say)
  return { said, ...kept.current }
}
