import { Schema } from "effect"
import { Moment } from "@tradetower/domain/calendar"

/** `?limit=`: how many at the most, 1 to 1,000; 100 when absent. */
export const pageLimit = Schema.optionalKey(
  Schema.NumberFromString.check(
    Schema.isInt(),
    Schema.isBetween({ minimum: 1, maximum: 1000 }, { message: "give a whole number from 1 to 1000" })
  )
)

/** A moment in a query: ms since the epoch, UTC. */
export const moment = Schema.optionalKey(Schema.NumberFromString.pipe(Schema.decodeTo(Moment)))

/** `?before=`, `?after=`: a place in a row of numbered things. */
export const place = Schema.optionalKey(
  Schema.NumberFromString.check(
    Schema.isInt(),
    Schema.isBetween({ minimum: 0, maximum: 9_999_999_999 }, { message: "give a whole number, 0 or above" })
  )
)

/** `?text=`: what is searched for; all, when absent. */
export const searchText = Schema.optionalKey(Schema.String.check(Schema.isMaxLength(40)))

/** So many of the newest days. */
export const someDays = [
  Schema.isInt(),
  Schema.isBetween({ minimum: 1, maximum: 10_000 }, { message: "give a whole number of days from 1 to 10000" })
] as const
