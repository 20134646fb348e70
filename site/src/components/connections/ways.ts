import type { Connectable, Exchange } from "../../client/contract.ts"
import { kindOf } from "../../words/connection-words.ts"

/** One way to connect, and what it is called; `id` tells it from all others, whatever they are called. */
export interface Way extends Omit<Connectable, "terms"> {
  readonly id: string
  readonly rules: Connectable["terms"][number]
  readonly title: string
}

/** Every way there is: those by a broker's rules first, which nobody has yet. */
export const waysOf = (
  offer: ReadonlyArray<Connectable>,
  exchanges: ReadonlyArray<Pick<Exchange, "id" | "name">>
): ReadonlyArray<Way> =>
  offer
    .flatMap(({ terms, ...place }) => {
      const venue = exchanges.find(({ id }) => id === place.venue)?.name ?? place.venue
      const at = new Set(offer.map((one) => one.venue)).size > 1 ? ` · prices of ${venue}` : ""
      return terms.map((rules) => ({
        ...place,
        id: [place.broker, place.environment, place.venue, rules.name].join("/"),
        rules,
        title: `${kindOf({ environment: place.environment, terms: rules.name }, rules.title)}${at}`
      }))
    })
    .toSorted((a, b) => Number(a.rules.name === "paper") - Number(b.rules.name === "paper"))
