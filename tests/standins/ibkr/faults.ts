import { Schema } from "effect"

/** So often, of 1. */
const share = Schema.Finite

/** What goes wrong at the stand-in from now on, each by its name; by chance drawn from its seed. */
export const Faults = Schema.Struct({
  /** An order or cancel is carried out, and the connection breaks before the answer. */
  cutAnswers: share,
  /** The same, answered 503. */
  answer503: share,
  /** The same, answered 500. */
  answer500: share,
  /** Everything is answered 429, and whoever asked is shut out. */
  throttle: Schema.Boolean,
  /** What the stream should tell of an order is never told. */
  loseOrders: share,
  /** The same of a trade. */
  loseTrades: share,
  doubleEvents: share,
  /** The stream is cut before a trade is told. */
  cutStreamBeforeFill: share,
  /** The stream says that orders have ended before it tells their trades. */
  endBeforeTrade: Schema.Boolean,
  /** A trade has no commission when it is told first. */
  commissionLate: Schema.Boolean,
  /** A question comes that nobody has heard of, suppressed or not. */
  strangeQuestion: Schema.Boolean,
  /** A trade prompt: rejected in an object of its own. */
  prompt: Schema.Boolean,
  /** Somebody else is signed in with each username. */
  taken: Schema.Boolean,
  /** The nightly reset: 401 to everything, and every session is over. */
  nightly: Schema.Boolean,
  /** Right after a session began it has no bridge. */
  noBridge: Schema.Boolean,
  /** Of two orders that belong together one is taken. */
  halfGroup: Schema.Boolean,
  /** An order is there twice, under one id of its owner's. */
  twins: Schema.Boolean,
  /** What is taken at once is had 0.002 from the last price, off the cent. */
  offTheCent: Schema.Boolean,
  /** Regular hours are over. */
  closed: Schema.Boolean,
  /** Orders have a status that nobody has heard of. */
  unknownStatus: Schema.Boolean
})
export type Faults = typeof Faults.Type

export const noFaults: Faults = {
  cutAnswers: 0,
  answer503: 0,
  answer500: 0,
  throttle: false,
  loseOrders: 0,
  loseTrades: 0,
  doubleEvents: 0,
  cutStreamBeforeFill: 0,
  endBeforeTrade: false,
  commissionLate: false,
  strangeQuestion: false,
  prompt: false,
  taken: false,
  nightly: false,
  noBridge: false,
  halfGroup: false,
  twins: false,
  offTheCent: false,
  closed: false,
  unknownStatus: false
}

/** What changes of them. */
export const SomeFaults = Schema.Struct(
  Object.fromEntries(Object.entries(Faults.fields).map(([name, field]) => [name, Schema.optionalKey(field)])) as {
    [Name in keyof typeof Faults.fields]: Schema.optionalKey<(typeof Faults.fields)[Name]>
  }
)
