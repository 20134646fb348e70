/**
 * What the broker may ask before it takes an order, and is answered yes: that the price is far away, that there are no
 * market data, that it is large (our own caps decide that), that a stop would go off at once, and what orders at market
 * and stops are. Never that a price is off the tick (o382), which is a mistake of ours; and nothing that is new.
 */
export const SUPPRESSED: ReadonlyArray<string> = [
  "o163",
  "o354",
  "o383",
  "o403",
  "o451",
  "o10151",
  "o10152",
  "o10153",
  "o10164",
  "o10223",
  "o10288",
  "o10331",
  "p12"
]
