/** Nanoseconds from 1970 of an RFC 3339 time: its fraction may be cut anywhere, so that as text they don't sort. */
export const nanosOf = (text: string): bigint => {
  const [, fraction = ""] = /\.(\d+)/.exec(text) ?? []
  const seconds = BigInt(Math.floor(Date.parse(text) / 1_000))
  return seconds * 1_000_000_000n + BigInt(fraction.slice(0, 9).padEnd(9, "0"))
}

/** A moment (ms) in RFC 3339. */
export const rfc3339 = (at: number): string => new Date(Math.max(0, at)).toISOString()
