import { Schema } from "effect"

/** So often, of 1. */
const share = Schema.Finite

/** What goes wrong at the stand-in from now on, each by its name; by chance drawn from its seed. */
export const Faults = Schema.Struct({
  /** An order or cancel is carried out, and the connection breaks before the answer. */
  cutAnswers: share,
  /** The same, answered 502 by somebody in between, in HTML. */
  answer502: share,
  /** Everything is turned away unread, with in how many seconds it may be asked again, or without a word of that. */
  throttle: share,
  throttleFor: Schema.Int,
  /** An order is answered 201, and then rejected. */
  rejectLater: share,
  /** Once an order was told to be live the stream is cut, before its fill is told. */
  cutStreamBeforeFill: share,
  /** A message of an order comes twice. */
  doubleMessages: share,
  /** A message of an order comes after the next one. */
  lateMessages: share,
  /** An order fills between the connect and its answer. */
  fillAtConnect: Schema.Boolean,
  /** Positions follow trades so much later, ms. */
  positionLag: Schema.Finite,
  /** So many sign-ins more are refused, and then taken. */
  refuseSignIns: Schema.Finite,
  /** The grant was revoked: no sign-in is taken, and no token. */
  revoked: Schema.Boolean,
  /** Orders have a status that nobody has heard of. */
  unknownStatus: Schema.Boolean,
  /** Prices are fifteen minutes late. */
  delayedQuotes: Schema.Boolean,
  /** The order of fields changes with every message of prices. */
  changeFields: Schema.Boolean,
  /** Neither stream says anything any more. */
  silence: Schema.Boolean,
  /** What is at market fills in two parts. */
  fillsInParts: Schema.Boolean,
  /** What is taken at once is had 0.0025 from the last price, off the cent. */
  offTheCent: Schema.Boolean,
  /** The versioned list without its beginning is not served; nor is any other version. */
  oldVersions: Schema.Boolean
})
export type Faults = typeof Faults.Type

export const noFaults: Faults = {
  cutAnswers: 0,
  answer502: 0,
  throttle: 0,
  throttleFor: 0,
  rejectLater: 0,
  cutStreamBeforeFill: 0,
  doubleMessages: 0,
  lateMessages: 0,
  fillAtConnect: false,
  positionLag: 10,
  refuseSignIns: 0,
  revoked: false,
  unknownStatus: false,
  delayedQuotes: false,
  changeFields: false,
  silence: false,
  fillsInParts: true,
  offTheCent: false,
  oldVersions: false
}

/** What changes of them. */
export const SomeFaults = Schema.Struct(
  Object.fromEntries(Object.entries(Faults.fields).map(([name, field]) => [name, Schema.optionalKey(field)])) as {
    [Name in keyof typeof Faults.fields]: Schema.optionalKey<(typeof Faults.fields)[Name]>
  }
)
