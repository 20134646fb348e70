/** What goes wrong at a gateway itself; what goes wrong in the book behind it is that stand-in's. */
export interface GatewayFaults {
  /** Of so many, of 1: an order is taken, and the connection breaks before anything is said of it. */
  readonly dropAfterTaking: number
  /** The same, within what is said of it. */
  readonly dropMidFrame: number
  /** What is said of an order has a part too many. */
  readonly miscounted: boolean
  /** What a trade cost is told before the trade; or never. */
  readonly commissionFirst: boolean
  readonly commissionNever: boolean
  /** The API is read-only. */
  readonly readOnly: boolean
  /** Another program has the client id. */
  readonly clientIdTaken: boolean
  /** Whoever connects is turned away at once; or hears nothing. */
  readonly untrusted: boolean
  readonly dialog: boolean
  /** Nothing is answered any more, and nothing is closed. */
  readonly halfOpen: boolean
  /** Orders are too many. */
  readonly tooFast: boolean
  /** Prices are a quarter of an hour old. */
  readonly delayed: boolean
  /** Another session of the login has the market data. */
  readonly dataElsewhere: boolean
  /** Times are told without their zone. */
  readonly noZone: boolean
  /** A refusal has a part that can't be read. */
  readonly garbledReject: boolean
  /** The next number is lower than it was. */
  readonly lowerNumber: boolean
  /** An order is told to be inactive, and then to rest. */
  readonly inactiveFirst: boolean
  /** Nothing that happens is told. */
  readonly mute: boolean
}

export const noGatewayFaults: GatewayFaults = {
  dropAfterTaking: 0,
  dropMidFrame: 0,
  miscounted: false,
  commissionFirst: false,
  commissionNever: false,
  readOnly: false,
  clientIdTaken: false,
  untrusted: false,
  dialog: false,
  halfOpen: false,
  tooFast: false,
  delayed: false,
  dataElsewhere: false,
  noZone: false,
  garbledReject: false,
  lowerNumber: false,
  inactiveFirst: false,
  mute: false
}
