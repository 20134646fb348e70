import type { ClientOrderId } from "../ids.ts"
import { copyLedger, type Ledger } from "../ledger/ledger.ts"
import type { LiveOrder } from "../order/live-order.ts"
import type { Whole } from "../number/whole.ts"
import type { Market, Price } from "../market/market.ts"
import type { IndicatorWatch } from "../indicator/watch.ts"
import type { BotState, Closure } from "./life.ts"
import type { StartCondition } from "./start.ts"
import type { Unrest } from "./unrest.ts"
import type { Wake } from "./wake.ts"

/** Why a run is held: it goes on when none is left (LIFE-4). */
export type Hold = "TRADER" | "VOIDED" | "FUNDS" | "RISK" | "RATE" | "EXCHANGE" | "SESSION"

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

/** What a run lacks, and when its balance is looked at. */
export interface FundsWait {
  readonly asset: string
  /** What the refused orders need in all, in units of 10^-18. */
  needed: bigint
  /** What the exchange said was missing, when it refused only one. */
  told: bigint | undefined
  /** When the run was paused. */
  readonly since: number
  /** Looks already taken. */
  looks: number
  /** When the balance was enough; zero: not yet. */
  enoughAt: number
}

/** What every strategy's settings have. */
export interface Settings {
  readonly _tag: string
  readonly start: StartCondition
}

/** What a strategy keeps in a run's state: plain data, told apart by `_tag`. */
export interface Part {
  readonly _tag: string
}

/**
 * Everything a run knows; `S`: its settings, `P`: its strategy's own part. Plain data: `encodeState` writes it, `step`
 * copies it, `advance` changes it in place.
 */
export interface RunState<S extends Settings = Settings, P extends Part = Part> {
  /** The settings in force: those the run began with, or the last change. */
  settings: S
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
  stop: {
    current: ClientOrderId | undefined
    next: ClientOrderId | undefined
    /** There is a stop, and the broker keeps none for it now: it is met only while this system runs (EXIT-11). */
    watched?: boolean
    /** The stop that the broker refused last: asked for again once it is another. */
    refused?: { readonly price: Price; readonly quantity: Whole }
  }
  /** An order at market found too little: when the next may go (ms), and how often that was so in a row (TERMS-9). */
  again?: { readonly at: number; readonly tries: number } | undefined
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
  work: P
}

/** What of a run says what it holds. */
export interface Holder<S extends Settings = Settings, P extends Part = Part> {
  readonly market: Market
  readonly state: RunState<S, P>
}

/** Takes in a price of the market, of a run that has not ended (LEDGER-8); an older one changes nothing. */
export const sawMarket = ({ mark }: RunState, price: Price, at: number): void => {
  if (at < mark.at || price <= 0) return
  mark.price = price
  mark.at = at
}

const copyOrder = (order: LiveOrder): LiveOrder => ({ ...order, trades: order.trades.slice() })
const copyOrders = (orders: ReadonlyMap<ClientOrderId, LiveOrder>): Map<ClientOrderId, LiveOrder> => {
  const copy = new Map<ClientOrderId, LiveOrder>()
  for (const [id, order] of orders) copy.set(id, copyOrder(order))
  return copy
}

/** A copy that can be changed without the original noticing; settings are never changed in place and are shared. */
export const copyState = <S extends Settings, P extends Part>(state: RunState<S, P>): RunState<S, P> => ({
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
