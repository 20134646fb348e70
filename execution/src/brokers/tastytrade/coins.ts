/** From then on tastytrade takes no orders for coins over its API, "until further notice": a day ends it here. */
const REFUSED: { readonly since: string; readonly until?: string } = { since: "2026-06-29" }

/** Why an order for one of our symbols is refused, in words; undefined of what is no coin, and while coins are taken. */
export const coinRefusal = (symbol: string, now: number): string | undefined => {
  const { since, until } = REFUSED
  if (!/^[A-Z0-9]+-USD[CT]?$/.test(symbol)) return undefined
  if (now < Date.parse(since) || (until !== undefined && now >= Date.parse(until))) return undefined
  return "tastytrade doesn't take crypto orders over its API at present"
}
