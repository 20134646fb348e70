import { Schema } from "effect"

/** `?limit=`: how many at the most, 1 to 1,000; 100 when absent. */
export const pageLimit = Schema.optionalKey(
  Schema.NumberFromString.check(
    Schema.isInt(),
    Schema.isBetween({ minimum: 1, maximum: 1000 }, { message: "give a whole number from 1 to 1000" })
  )
)

/** A moment in a query: ms since the epoch, UTC. */
export const moment = Schema.optionalKey(Schema.NumberFromString.check(Schema.isInt()))
