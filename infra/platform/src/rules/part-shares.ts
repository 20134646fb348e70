import { Config, Schema } from "effect"

/** Into how many shares each part that may run more than once is divided: as many processes of it can work at once. */
export type PartShares = Readonly<Record<"execution" | "realtime", number>>

/** Each share has followers of its own in the store and, on the bus, a subscription. */
const MOST = 64
const count = (name: string) =>
  Config.schema(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: MOST })), name).pipe(Config.withDefault(1))

/** `TRADETOWER_EXECUTION_SHARES` and `TRADETOWER_REALTIME_SHARES`: 1 (default) to 64. */
export const partShares: Config.Config<PartShares> = Config.all({
  execution: count("TRADETOWER_EXECUTION_SHARES"),
  realtime: count("TRADETOWER_REALTIME_SHARES")
})
