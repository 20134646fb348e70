/** Texts with counts up to this are kept. */
const KEPT = 16_384

/**
 * Texts that end in a count: `numbered("run-T")(17)` is `"run-T17"`. Whoever holds it gets each made once, as the sets of
 * a sweep ask for the same ones again and again, and a text that was looked up before is looked up faster.
 */
export const numbered = (begin: string): ((count: number) => string) => {
  const made: Array<string | undefined> = []
  return (count) => {
    if (count >= KEPT) return begin + String(count)
    // In step with the count, so that the list has no holes.
    while (made.length <= count) made.push(undefined)
    return (made[count] ??= begin + String(count))
  }
}
