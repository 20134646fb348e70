import type { Market } from "../market/market.ts"

/** Remembers what follows from settings and a market, for as long as the settings are in use. */
export const once = <Settings extends object, A>(
  compute: (market: Market, settings: Settings) => A
): ((market: Market, settings: Settings) => A) => {
  const known = new WeakMap<Settings, Map<Market, A>>()
  /** A run asks for its own again and again. */
  let latest: { readonly market: Market; readonly settings: Settings; readonly made: A } | undefined
  const remembered = (market: Market, settings: Settings): A => {
    const before = known.get(settings)
    const found = before?.get(market)
    if (found !== undefined) return found
    const made = compute(market, settings)
    if (before === undefined) known.set(settings, new Map([[market, made]]))
    else before.set(market, made)
    return made
  }
  return (market, settings) => {
    if (latest?.settings !== settings || latest.market !== market)
      latest = { market, settings, made: remembered(market, settings) }
    return latest.made
  }
}
