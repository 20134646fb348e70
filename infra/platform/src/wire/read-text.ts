/** An answer has more than its sender could have to say: no more of it was read. */
export class TooLong extends Error {
  override readonly name = "TooLong"
}

/** An answer's text; of one with more than `most` bytes reading stops there and its connection is let go (`TooLong`). */
export const readText = async ({ body }: Response, most: number): Promise<string> => {
  const decoder = new TextDecoder()
  const parts: Array<string> = []
  let bytes = 0
  for await (const chunk of body ?? []) {
    bytes += chunk.byteLength
    if (bytes > most) throw new TooLong(`more than ${most} bytes`)
    parts.push(decoder.decode(chunk, { stream: true }))
  }
  return parts.join("") + decoder.decode()
}
