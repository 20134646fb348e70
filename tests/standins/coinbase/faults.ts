/** What can be made to go wrong with one request: the next that it can happen to. */
export type RequestFault =
  /** An order or cancel is carried out, and its connection breaks before the answer. */
  | "CUT_AFTER_ACCEPT"
  /** Nothing is carried out, and a page of the edge is the answer. */
  | "HTML_502"
  /** The same, though it was carried out. */
  | "HTML_502_AFTER_ACCEPT"
  /** ... and its own servers' answer is an error. */
  | "JSON_500_AFTER_ACCEPT"
  | "HTML_503"
  /** Nobody between knows the page. */
  | "HTML_404"
  | "TEXT_429"
  | "UNAUTHORIZED"
  | "FORBIDDEN"
  | "HANGS"
  /** 200, and no answer that anybody could read. */
  | "OTHER_SHAPE"
  /** Success is false though all of them end. */
  | "CANCEL_SAYS_FAILED"

/** ... with one message of a connection to the channel of own orders. */
export type MessageFault = "SEQUENCE_GAP" | "SEQUENCE_TWICE" | "SEQUENCE_OLD" | "ERROR_MESSAGE" | "UNREADABLE"

/** How the stand-in is, until it is told to be otherwise. Times in ms. */
export interface Ways {
  /** Its clock against this machine's. */
  clockAhead: number
  /** Answers take this long. */
  latency: number
  /** Orders are not known to get and list for up to this long after they were taken. */
  listsOrdersWithin: number
  /** Trades are listed up to this long after the channel told of them. */
  listsFillsWithin: number
  /** An order is this long not on the book yet. */
  pendingFor: number
  /** A client id that it knows is refused by name, not answered with the order of then. */
  refusesDuplicates: boolean
  /** The channel of own orders says nothing but heartbeats. */
  heartbeatsOnly: boolean
  /** Nothing at all is said on any socket. */
  silent: boolean
  /** Open orders that the snapshot leaves out. */
  snapshotLacks: Set<string>
  /** A trade is two fills, told as one change. */
  twoFillsAtOnce: boolean
  /** Orders are refused, by this name. */
  refusesWith: string | undefined
  /** The fills of orders say what was paid, not what was had. */
  sizeInQuote: boolean
  /** The next orders wait in a queue for this long, and are refused then. */
  failsAfter: number | undefined
  /** REST, too, names the book in place of what was traded. */
  namesBook: boolean
  /** Users have no futures, and may not ask for any. */
  noFutures: boolean
  /** Futures are out of order for now. */
  futuresAway: boolean
  /** Whether users asked for the day's margin. */
  marginSetting: "INTRADAY_MARGIN_SETTING_STANDARD" | "INTRADAY_MARGIN_SETTING_INTRADAY"
  /** How many orders may rest. */
  mostOpen: number
  /** Share of orders and cancels whose answer is cut off after they were carried out. */
  cuts: number
  /** Share of requests that are too many. */
  throttles: number
  /** Share of changes that the channel tells twice, and of those that it leaves out, numbers and all. */
  doubles: number
  loses: number
}

export const kindWays = (): Ways => ({
  clockAhead: 0,
  latency: 0,
  listsOrdersWithin: 0,
  listsFillsWithin: 0,
  pendingFor: 0,
  refusesDuplicates: false,
  heartbeatsOnly: false,
  silent: false,
  snapshotLacks: new Set(),
  twoFillsAtOnce: false,
  refusesWith: undefined,
  sizeInQuote: false,
  failsAfter: undefined,
  namesBook: false,
  noFutures: false,
  futuresAway: false,
  marginSetting: "INTRADAY_MARGIN_SETTING_STANDARD",
  mostOpen: 500,
  cuts: 0,
  throttles: 0,
  doubles: 0,
  loses: 0
})

/** As the real one is on an ordinary day. */
export const usualWays = (): Ways => ({
  ...kindWays(),
  listsOrdersWithin: 3_000,
  listsFillsWithin: 5_000,
  pendingFor: 30,
  latency: 20
})
