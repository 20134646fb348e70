import { Schema } from "effect"

/** So often, of 1. */
const share = Schema.Finite

/** What goes wrong at the stand-in from now on, each by its name; by chance drawn from its seed. */
export const Faults = Schema.Struct({
  /** An order or cancel is carried out, and the connection breaks before the answer. */
  cutAnswers: share,
  /** The same, answered 504. */
  answer504: share,
  /** The same, answered 500. */
  answer500: share,
  /** An order is answered only after so long, ms. */
  slowPost: Schema.Finite,
  /** Everything is turned away unread: with when it may be asked again, or with no word of that. */
  throttle: Schema.Literals(["NO", "WITH_HEADERS", "BARE"]),
  throttleShare: share,
  /** Once an order was told to be there the stream is cut, before its fill is told. */
  cutStreamBeforeFill: share,
  /** An event is never told, and the stream lives. */
  loseEvents: share,
  doubleEvents: share,
  /** An event is told after the next one. */
  lateEvents: share,
  /** A cancel is taken, nothing ends, and the order fills at the next price that lets it. */
  cancelsStick: Schema.Boolean,
  /** A cancel is answered that the order was filled, which it is by then. */
  cancelFindsFilled: Schema.Boolean,
  /** A market order fills a tenth, and then nothing is told of it. */
  partialThenSilence: Schema.Boolean,
  /** A cancel is taken, and the order fills in that moment. */
  cancelLetsFill: Schema.Boolean,
  /** Of a trade that is taken back or corrected is not said which it is. */
  unnamedTrades: Schema.Boolean,
  tradingBlocked: Schema.Boolean,
  /** The key was deleted. */
  keyRevoked: Schema.Boolean,
  /** Another connection with the same key has the trading stream: this one is turned away with a bare list. */
  streamTaken: Schema.Boolean,
  /** Orders have a status that nobody has heard of. */
  unknownStatus: Schema.Boolean,
  /** Of an order something is told that nobody has heard of. */
  unknownEvent: Schema.Boolean,
  /** A fill is listed up to so much later than it is told, ms. */
  activityLag: Schema.Finite,
  /** How far its clock is ahead, ms. */
  clockSkew: Schema.Finite,
  /** What is asked for is answered with what is none of what it should be. */
  garbled: Schema.Boolean,
  /** Symbols that take no orders. */
  halted: Schema.Array(Schema.String),
  /** What is taken at once is had 0.002 from the last price, off the cent. */
  offTheCent: Schema.Boolean
})
export type Faults = typeof Faults.Type

export const noFaults: Faults = {
  cutAnswers: 0,
  answer504: 0,
  answer500: 0,
  slowPost: 0,
  throttle: "NO",
  throttleShare: 1,
  cutStreamBeforeFill: 0,
  loseEvents: 0,
  doubleEvents: 0,
  lateEvents: 0,
  cancelsStick: false,
  cancelFindsFilled: false,
  partialThenSilence: false,
  cancelLetsFill: false,
  unnamedTrades: false,
  tradingBlocked: false,
  keyRevoked: false,
  streamTaken: false,
  unknownStatus: false,
  unknownEvent: false,
  activityLag: 0,
  clockSkew: 0,
  garbled: false,
  halted: [],
  offTheCent: false
}

/** What changes of them. */
export const SomeFaults = Schema.Struct(
  Object.fromEntries(Object.entries(Faults.fields).map(([name, field]) => [name, Schema.optionalKey(field)])) as {
    [Name in keyof typeof Faults.fields]: Schema.optionalKey<(typeof Faults.fields)[Name]>
  }
)
