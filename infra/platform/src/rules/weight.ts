/** A character of a text is at the most so many bytes of UTF-8; of what takes four, JavaScript counts two. */
const MOST_BYTES = 3

/** How much texts weigh together in UTF-8 where that is more than so many bytes; they are counted only where it may be. */
export const heavierThan = (bytes: number, texts: ReadonlyArray<string>): number | undefined => {
  const characters = texts.reduce((sum, { length }) => sum + length, 0)
  if (characters * MOST_BYTES <= bytes) return undefined
  const weight = texts.reduce((sum, text) => sum + Buffer.byteLength(text), 0)
  return weight > bytes ? weight : undefined
}
