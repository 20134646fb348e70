/** Texts with counts up to this are kept; prefixes kept at the most. */
const KEPT = 16_384
const PREFIXES = 32

const known = new Map<string, Array<string | undefined>>()

/**
 * Texts that end in a count: `numbered("run-T")(17)` is `"run-T17"`. Each is made once: the sets of a sweep ask for the
 * same ones again and again, and a text that was looked up before is looked up faster.
 */
export const numbered = (begin: string): ((count: number) => string) => {
  let texts = known.get(begin)
  if (texts === undefined) {
    if (known.size === PREFIXES) known.clear()
    known.set(begin, (texts = []))
  }
  const made = texts
  return (count) => {
    if (count >= KEPT) return begin + String(count)
    // In step with the count, so that the list has no holes.
    while (made.length <= count) made.push(undefined)
    return (made[count] ??= begin + String(count))
  }
}
