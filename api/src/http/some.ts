/** So many are named in a sentence. */
const NAMED = 10

/** Names for a sentence: the first few, and how many more there are. */
export const some = (names: ReadonlyArray<string>): string => {
  const more = names.length - NAMED
  const named = names.slice(0, NAMED).join(", ")
  return more > 0 ? `${named} and ${more} more` : named
}
