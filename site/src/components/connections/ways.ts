import type { Connectable, Exchange } from "../../client/contract.ts"
import { kindOf } from "../../words/connection-words.ts"
import { unusedName } from "../../words/words.ts"

/** One way to connect, what it is called and whose prices it has; `id` tells it from all others, whatever they are called. */
export interface Way extends Omit<Connectable, "terms"> {
  readonly id: string
  readonly rules: Connectable["terms"][number]
  readonly title: string
  readonly prices: string
}

/** Every way there is: those by a broker's rules first, which nobody has yet. */
export const waysOf = (
  offer: ReadonlyArray<Connectable>,
  exchanges: ReadonlyArray<Pick<Exchange, "id" | "name">>
): ReadonlyArray<Way> =>
  offer
    .flatMap(({ terms, ...place }) => {
      const prices = exchanges.find(({ id }) => id === place.venue)?.name ?? place.venue
      return terms.map((rules) => ({
        ...place,
        id: [place.broker, place.environment, place.venue, rules.name].join("/"),
        rules,
        title: kindOf({ environment: place.environment, terms: rules.name }, rules.title, place.name),
        prices
      }))
    })
    .toSorted((a, b) => Number(a.rules.name === "paper") - Number(b.rules.name === "paper"))

/** One of each kind, in order: the one with the same prices as `like`, where there is. */
export const kindsOf = (ways: ReadonlyArray<Way>, like: Way | undefined): ReadonlyArray<Way> => {
  const kinds = new Map<string, Way>()
  for (const way of ways) if (!kinds.has(way.title) || way.venue === like?.venue) kinds.set(way.title, way)
  return [...kinds.values()]
}

/** A label has at most so many characters. */
const LONGEST_LABEL = 60

/** What a new account is called until it is said, by whose prices, too, where there are several: as no other is. */
export const suggestedLabel = (
  { prices, title }: Way,
  places: ReadonlyArray<Way>,
  taken: ReadonlySet<string>
): string => unusedName(places.length > 1 ? `${title} · ${prices}` : title, taken, LONGEST_LABEL)
