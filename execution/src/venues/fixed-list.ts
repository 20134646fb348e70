import { Effect, Option } from "effect"
import type { Instrument } from "@tradetower/domain/market"
import { classOf } from "@tradetower/domain/terms"
import { searchInstruments } from "./search-instruments.ts"
import type { Venue } from "./venue.ts"

/** The part of a venue that says what it lists, where that is these and never more: all of them are always followed. */
export const fixedList = (
  instruments: ReadonlyArray<Instrument>
): Pick<Venue, "lists" | "instruments" | "find" | "get"> => {
  const listed = (instrument: Instrument) => ({ instrument, venueSymbol: instrument.symbol })
  return {
    lists: [...new Set(instruments.map(classOf))],
    instruments: Effect.succeed(instruments),
    find: (text, page) =>
      Effect.sync(() => {
        const { found, total } = searchInstruments(instruments, text, page)
        return { found: found.map(listed), total }
      }),
    get: (symbol) =>
      Effect.sync(() => Option.map(Option.fromUndefinedOr(instruments.find((one) => one.symbol === symbol)), listed))
  }
}
