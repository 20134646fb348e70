/** Longer than this nobody is believed, ms. */
const LONGEST_WAIT = 300_000
/** A number of seconds beyond this is a moment, counted from 1970: no limit lasts for years. */
const MOMENT = 1_000_000_000

/**
 * When an answer says that it may be asked again, ms from when it was sent (by its own `Date`; else `now`): `Retry-After`
 * in seconds or as a date, or when the limit begins anew (`X-RateLimit-Reset`) in seconds from now or from 1970.
 * Undefined where it does not say, or says a moment that is over.
 */
export const retryAfterIn = (headers: Headers, now: number): number | undefined => {
  const said = headers.get("retry-after") ?? headers.get("x-ratelimit-reset")
  if (said === null) return undefined
  const sentAt = Date.parse(headers.get("date") ?? "")
  const seconds = Number(said)
  const until = Number.isNaN(seconds) ? Date.parse(said) : seconds > MOMENT ? seconds * 1_000 : undefined
  const wait = until === undefined ? seconds * 1_000 : until - (Number.isNaN(sentAt) ? now : sentAt)
  return wait > 0 ? Math.min(wait, LONGEST_WAIT) : undefined
}
