import type { ClientOrderId } from "../ids.ts"
import { copyLedger, type Ledger, openLedger } from "../ledger/ledger.ts"
import { asPrice } from "../number/exact.ts"
import { runShort } from "../order/client-order-id.ts"
import type { LiveOrder } from "../order/live-order.ts"
import type { Whole } from "../number/whole.ts"
import type { Price } from "../market/market.ts"
import type { StrategyState } from "../strategy/registry.ts"
import { freshWork } from "../strategy/registry.ts"
import type { BotSettings } from "../strategy/settings.ts"
import type { FundsWait } from "./funds.ts"
import type { IndicatorWatch } from "../indicator/watch.ts"
import type { BotState, Closure } from "./life.ts"
import { freshUnrest, type Unrest } from "./restless.ts"
import type { RunConfig } from "./step.ts"
import type { Wake } from "./wake.ts"

/** Why a run is held: it goes on when none is left (LIFE-4). */
export type Hold = "TRADER" | "FUNDS" | "RISK" | "RATE" | "EXCHANGE" | "SESSION"

/** A run on its way out (CLOSE-1). */
export interface Closing {
  readonly closure: Closure
  readonly outcome: "COMPLETED" | "STOPPED"
  readonly cause: string
  /**
   * CANCELLING: waiting for resting orders to be gone. MARKET, IOC: the first and the second way of closing. WORKING:
   * both found no market, and an order at market works on until somebody trades.
   */
  phase: "CANCELLING" | "MARKET" | "IOC" | "WORKING"
  /** When the phase's patience ends (ms); zero: it has no end. */
  deadline: number
  /** Closes in a row that were refused or found no market. */
  tries: number
  /** How often closing was given up for want of a market. */
  rounds: number
  /** Not before this moment is a close tried again; zero when it may at once. */
  retryAt: number
  /** The exchange said that what is left is below its minimum: it counts as flat (CLOSE-3). */
  dust: boolean
  /** Of a run that had ended: lots of its position that the account holds no more (CLOSE-7). */
  gone?: Whole
}

/** Everything a run knows. Plain data: `encodeState` writes it, `step` copies it, `advance` changes it in place. */
export interface RunState {
  /** The settings in force: those the run began with, or the last change. */
  settings: BotSettings
  readonly short: string
  life: BotState
  /** Market time of the last change of state. */
  since: number
  reason: string
  /** Where PAUSED goes back to. */
  before: BotState | undefined
  readonly holds: Array<Hold>
  /** When the hold of a limit of orders a minute ends (ms). */
  roomAt: number
  /** Market time of the newest event. */
  at: number
  /** The last price the run was woken with; zero before the first. */
  price: Price
  startPrice: Price
  /** The newest price known of the market: one it was woken with, a fill's, or one told with a stop; zero before. */
  mark: { price: Price; at: number }
  /** The run waits for the present price, whatever it is. */
  needsPrice: boolean
  /** The start conditions were met once in this run. */
  entered: boolean
  start: {
    reference: Price
    triggered: boolean
    /** What triggered it, in words. */
    cause: string
    /** Absent before the history was read, and once the run has entered. */
    indicators: IndicatorWatch | undefined
  }
  sequence: number
  readonly orders: Map<ClientOrderId, LiveOrder>
  /** Orders lately gone, newest last, so that a late fill is still booked. */
  readonly past: Array<LiveOrder>
  /** Quote held back by resting orders; on futures by those that buy. */
  reserved: Whole
  /** Margin held back by resting orders that sell; on futures only. */
  reservedSells: Whole
  /** The trader's investment, with what was added. */
  investment: bigint
  ledger: Ledger
  fills: number
  roundTrips: number
  exit: {
    /** Best price since entry (highest for a long, lowest for a short); zero when flat. */
    peak: Price
    /** The take-profit target was reached and is trailed. */
    armed: boolean
    /** Largest gain since it was armed, quote units. */
    peakGain: bigint
  }
  stop: { current: ClientOrderId | undefined; next: ClientOrderId | undefined }
  /** Trade ids of the last funding and liquidation, so that none counts twice (ORDER-2). */
  settlements: Array<string>
  /** When the last four orders were completed. */
  pump: Array<number>
  closing: Closing | undefined
  /** What it lacked when it was refused for lack of funds last. */
  funds: FundsWait | undefined
  /** What is being taken out, in units of what it counts in, until the orders that reserve it are gone (FUNDS-7). */
  taking: bigint | undefined
  /** Unexpected answers of the exchange, when to try again (zero: not), and when orders were last lost unasked. */
  trouble: { strikes: number; lastAt: number; retryAt: number; readonly lost: Array<number> }
  /** What it did since anything new happened. */
  unrest: Unrest
  wake: Wake
  work: StrategyState
}

/** Takes in a price of the market, of a run that has not ended (LEDGER-8); an older one changes nothing. */
export const sawMarket = ({ mark }: RunState, price: Price, at: number): void => {
  if (at < mark.at || price <= 0) return
  mark.price = price
  mark.at = at
}

/** The state of a run before its first event. */
export const initialState = (config: RunConfig): RunState => ({
  settings: config.settings,
  short: runShort(config.runId),
  life: "INITIALIZING",
  since: 0,
  reason: "Not started yet.",
  before: undefined,
  holds: [],
  roomAt: 0,
  at: 0,
  price: asPrice(0),
  startPrice: asPrice(0),
  mark: { price: asPrice(0), at: 0 },
  needsPrice: false,
  entered: false,
  start: { reference: asPrice(0), triggered: false, cause: "", indicators: undefined },
  sequence: 1,
  orders: new Map(),
  past: [],
  reserved: 0,
  reservedSells: 0,
  investment: 0n,
  ledger: openLedger(),
  fills: 0,
  roundTrips: 0,
  exit: { peak: asPrice(0), armed: false, peakGain: 0n },
  stop: { current: undefined, next: undefined },
  settlements: [],
  pump: [],
  closing: undefined,
  funds: undefined,
  taking: undefined,
  trouble: { strikes: 0, lastAt: 0, retryAt: 0, lost: [] },
  unrest: freshUnrest(),
  wake: {},
  work: freshWork(config.settings, config.anchor)
})

const copyOrder = (order: LiveOrder): LiveOrder => ({ ...order, trades: order.trades.slice() })
const copyOrders = (orders: ReadonlyMap<ClientOrderId, LiveOrder>): Map<ClientOrderId, LiveOrder> => {
  const copy = new Map<ClientOrderId, LiveOrder>()
  for (const [id, order] of orders) copy.set(id, copyOrder(order))
  return copy
}

/** A copy that can be changed without the original noticing; settings are never changed in place and are shared. */
export const copyState = (state: RunState): RunState => ({
  ...state,
  holds: state.holds.slice(),
  start: copyPlain(state.start),
  orders: copyOrders(state.orders),
  past: state.past.map(copyOrder),
  mark: { ...state.mark },
  ledger: copyLedger(state.ledger),
  exit: { ...state.exit },
  stop: { ...state.stop },
  settlements: state.settlements.slice(),
  pump: state.pump.slice(),
  closing: state.closing === undefined ? undefined : { ...state.closing },
  funds: state.funds === undefined ? undefined : { ...state.funds },
  trouble: { ...state.trouble, lost: state.trouble.lost.slice() },
  unrest: { ...state.unrest, vain: new Map(state.unrest.vain) },
  work: copyPlain(state.work)
})

/** Copies plain data (objects, arrays, columns, bigints, numbers, text). */
const copyPlain = <A>(value: A): A => {
  if (typeof value !== "object" || value === null) return value
  // What is copied has the shape of what it was copied from.
  if (Array.isArray(value)) return value.map(copyPlain) as A
  if (value instanceof Float64Array) return value.slice() as A
  const copy = { ...value }
  for (const key in copy) if (typeof copy[key] === "object") copy[key] = copyPlain(copy[key])
  return copy
}
