import type { Exchange } from "../client/contract.ts"

type Venue = Pick<Exchange, "accounts" | "connected" | "looking" | "markets" | "name" | "note">

/** The first, and each other one that the trader has an account at or follows prices of. */
const concerned = (venues: ReadonlyArray<Venue>): ReadonlyArray<Venue> =>
  venues.filter(
    ({ accounts, markets }, place) => place === 0 || accounts.length > 0 || markets.some(({ rests }) => rests !== true)
  )

const named = ([first, ...more]: ReadonlyArray<Venue>): string =>
  first === undefined ? "" : more.length === 0 ? first.name : `${first.name} + ${more.length}`

/**
 * How the venues stand that a trader is concerned with: the worst of them by name, and each in `help`. `lost`: the page
 * itself has no connection.
 */
export const venuesWords = (
  venues: ReadonlyArray<Venue>,
  lost: boolean
): { readonly tone: "down" | "warn" | "up"; readonly title: string; readonly help: string } => {
  const all = concerned(venues)
  const away = all.filter(({ connected, looking }) => !connected && looking !== true)
  const looking = all.filter((one) => one.looking === true)
  const help = all.length === 1 ? (all[0]?.note ?? "") : all.map(({ name, note }) => `${name}: ${note}`).join("\n")
  if (away.length > 0) return { tone: "down", title: `${named(away)} lost`, help }
  if (looking.length > 0) return { tone: "warn", title: `Looking for ${named(looking)}`, help }
  return lost ? { tone: "warn", title: "Reconnecting", help } : { tone: "up", title: named(all), help }
}
