const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

const two = (first: string, rest: number, unit: string): string => (rest === 0 ? first : `${first} ${rest} ${unit}`)

/** A span of time for people, in its two largest units: `8 days 18 h`, `5 h`, `25 min`, `40 s`. */
export const spanWords = (millis: number): string => {
  const days = Math.floor(millis / DAY)
  if (days > 0) return two(days === 1 ? "1 day" : `${days} days`, Math.floor((millis % DAY) / HOUR), "h")
  const hours = Math.floor(millis / HOUR)
  if (hours > 0) return two(`${hours} h`, Math.floor((millis % HOUR) / MINUTE), "min")
  return millis >= MINUTE ? `${Math.floor(millis / MINUTE)} min` : `${Math.round(millis / 1000)} s`
}
