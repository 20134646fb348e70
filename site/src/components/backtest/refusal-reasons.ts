import type { SweepSet } from "../../client/contract.ts"

/** `stopLossPrice: must be ...` as "Stop loss at price: must be ...". */
const inWords = (problem: string, titleOf: (field: string) => string): string =>
  problem.replace(/^(\w+):/, (_, field: string) => `${titleOf(field)}:`)

/** Why sets can't run, in words, each reason once (whatever its numbers), the most frequent first. */
export const reasonsOf = (sets: ReadonlyArray<SweepSet>, titleOf: (field: string) => string) => {
  const reasons = new Map<string, { readonly reason: string; readonly sets: Array<SweepSet> }>()
  for (const set of sets)
    if (set.problem !== undefined) {
      const reason = inWords(set.problem, titleOf)
      const kind = reason.replace(/\d[\d.,]*/g, "")
      const known = reasons.get(kind)
      if (known === undefined) reasons.set(kind, { reason, sets: [set] })
      else known.sets.push(set)
    }
  return [...reasons.values()].sort((a, b) => b.sets.length - a.sets.length)
}
