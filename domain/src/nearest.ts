/** How many letters have to be put in, taken out or changed to make one word of another (Levenshtein). */
const distance = (from: string, to: string): number => {
  let row = Array.from({ length: to.length + 1 }, (_, j) => j)
  for (let i = 1; i <= from.length; i++) {
    const next = [i]
    for (let j = 1; j <= to.length; j++) {
      const changed = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1)
      next.push(Math.min(changed, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[to.length] ?? 0
}

/** Longer names are no misspelling of anything and cost much to compare. */
const LONGEST = 64

/**
 * The name that was meant by a misspelt one; undefined when none is near: more than a third of its letters differ.
 *
 * @example nearest("stopLosPrice", ["lowPrice", "stopLossPrice"]) // "stopLossPrice"
 */
export const nearest = (name: string, known: ReadonlyArray<string>): string | undefined => {
  if (name.length > LONGEST) return undefined
  let best: { readonly name: string; readonly far: number } | undefined
  for (const one of known) {
    const far = distance(name.toLowerCase(), one.toLowerCase())
    if (far <= Math.max(1, Math.floor(name.length / 3)) && (best === undefined || far < best.far))
      best = { name: one, far }
  }
  return best?.name
}
