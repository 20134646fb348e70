import type { Check } from "./check.ts"
import { type BusToAsk, deadLetters } from "./dead-letters.ts"
import { type Deployed, doors } from "./doors.ts"
import { roundTrip, type Visitor } from "./round-trip.ts"

/** What is asked of a deployment; what is absent isn't asked. */
export interface Asked extends Deployed {
  /** Trades on paper once. */
  readonly visitor?: Omit<Visitor, "site">
  readonly bus?: BusToAsk
}

/** What has to hold of a deployment after each rollout. Dead letters come last: the trade before would have left some. */
export const checksOf = ({ bus, visitor, ...deployed }: Asked): ReadonlyArray<Check> => [
  ...doors(deployed),
  ...(visitor === undefined ? [] : [roundTrip({ ...visitor, site: deployed.site })]),
  ...(bus === undefined ? [] : [deadLetters(bus)])
]
