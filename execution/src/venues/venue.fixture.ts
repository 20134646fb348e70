import { Effect, Stream } from "effect"
import type { Instrument } from "@tradetower/domain/market"
import type { Exchange } from "../exchange.ts"
import { fixedList } from "./fixed-list.ts"
import { SIMULATED } from "./venue-ids.ts"
import type { Venue } from "./venue.ts"
import { wantedOf } from "./wanted-instruments.ts"

/** A venue that lists these, has no past and says nothing by itself. */
export const quietVenue = (instruments: ReadonlyArray<Instrument>, over: Partial<Venue> = {}): Venue => ({
  ...fixedList(instruments),
  id: SIMULATED,
  name: "Simulated market",
  source: "SIMULATED",
  note: "by hand",
  prices: () => Stream.never,
  candles: () => Effect.succeed([]),
  ...over
})

/** An exchange's venue as whoever follows it has it. */
export const seenBy = ({ marketData, seeing }: Pick<Exchange, "marketData" | "seeing">): Venue =>
  seeing?.(marketData) ?? marketData

/** Prices of all that is always followed at a venue. */
export const pricesOf = ({ instruments, prices }: Pick<Venue, "instruments" | "prices">) =>
  Stream.unwrap(Effect.map(Effect.flatMap(instruments, wantedOf), prices))
