import type { Annotated } from "../field/fields.ts"
import type { Booked } from "../ledger/trade.ts"
import type { Market, Price, Quantity } from "../market/market.ts"
import type { Outlook } from "../market/outlook.ts"
import type { Whole } from "../number/whole.ts"
import type { Terms } from "../terms/terms.ts"
import type { LiveOrder } from "../order/live-order.ts"
import type { Margin, OrderAction, Side } from "../order/order.ts"
import type { Between } from "./between.ts"
import type { Left } from "./left.ts"
import type { Actor, Transition } from "./life.ts"
import type { RunMemory } from "./memory.ts"
import type { OwnFigure } from "./own-figure.ts"
import type { OneWay, Plan, Problem } from "./plan.ts"
import type { Closing, Holder, Part, RunState, Settings } from "./state.ts"
import type { WakeDraft } from "./wake-draft.ts"

/** One step in the making: the state being changed, and what comes of it. */
export interface Run<S extends Settings = Settings, P extends Part = Part, Shape = unknown> extends Holder<S, P> {
  readonly strategy: Strategy<S, P, Shape>
  /** The settings in force, made ready for arithmetic. */
  shape: Shape
  readonly memory: RunMemory
  /** How its orders are backed; undefined on spot. */
  readonly margin: Margin | undefined
  /** What its account's broker can do; undefined: all there is. */
  readonly terms: Terms | undefined
  /** Market time of the event. */
  readonly at: number
  /** Tag of the event, for the record of transitions. */
  readonly trigger: string
  readonly actor: Actor
  /** The order of the fill that was booked. */
  filled: LiveOrder | undefined
  /** What is asked for so far. */
  orders: Array<OrderAction>
  /** What of it goes out in this step, where terms keep some back. */
  letGo: ReadonlyArray<OrderAction>
  transitions: ReadonlyArray<Transition>
  /** Whether reasons are written out; a simulation that shows none leaves them empty. */
  readonly explain: boolean
}

/**
 * What is particular to one strategy. Everything else (life, start, exits, stops, pump protection, pausing, closing,
 * books, orders) is shared and calls these. `S`: its settings; `P`: its own part of a run's state, told apart by
 * `_tag`; `Shape`: its settings made ready; `Form`: the schema of its settings. A run is only ever stepped with the strategy of its own tag, which the
 * methods (unlike functions in properties) take on trust: it is what lets all strategies stand in one list.
 */
export interface Strategy<
  S extends Settings = Settings,
  P extends Part = Part,
  Shape = unknown,
  Form extends Annotated = Annotated
> {
  readonly about: About<S, P, Form>
  readonly money: Money<S, P>
  readonly entries: Entries<S, P, Shape>
  readonly exits: Leaving<S, P, Shape>
  readonly on: Hooks<S, P, Shape>
  /** Its own part of a run's state, before anything happened. */
  fresh(anchor?: Price): P
  /** What follows from settings that `check` found nothing wrong with: made once for as long as they are in force. */
  shape(market: Market, settings: S): Shape
}

export interface Description {
  readonly title: string
  /** What it does, in a sentence. */
  readonly sentence: string
  /** When it works, and when it hurts. */
  readonly works: string
  readonly hurts: string
}

/** What a trader is told of it and asked for, before anything runs and while it does. */
export interface About<S extends Settings = Settings, P extends Part = Part, Form extends Annotated = Annotated> {
  readonly name: S["_tag"]
  readonly description: Description
  /** The schema of its settings, with what a form says of each. */
  readonly settings: Form
  /** The kind of market it trades on. */
  readonly markets: "SPOT" | "FUTURES" | "BOTH"
  /** Every reason why these settings can't work on this market; none: they can. */
  check(market: Market, settings: S, price: Price | undefined): ReadonlyArray<Problem>
  plan(market: Market, settings: S, price: Price): Plan
  /** Ready settings for a term, from what the market is expected to do over it: each term has others. Never refused by `check`. */
  preset(market: Market, outlook: Outlook, price: Price, investment: string): S
  /** It enters in parts: reports count how many of them a cycle used. */
  readonly averages?: true
  /** Figures that only this strategy has, for screens and reports. */
  figures?(run: Holder<S, P>): ReadonlyArray<OwnFigure>
}

/** Amounts of a market's two assets, in quote and base units. */
export interface Funds {
  readonly quote: bigint
  readonly base: bigint
}

/** What it is given, what it brings, and how its result is counted. */
export interface Money<S extends Settings, P extends Part> {
  /** The asset its investment and profit are counted in: QUOTE when absent. */
  readonly countsIn?: "QUOTE" | "BASE"
  /** The setting that says how much it commits, which errors name: `investment` when absent. */
  readonly amount?: string
  /** How its orders are backed on futures; absent: it trades spot only. */
  margin?(settings: S): Margin | undefined
  /** Quote it is given at start. */
  invests(market: Market, settings: S): bigint
  /** Base it is given at start; absent: none. */
  investsBase?(market: Market, settings: S): bigint
  /** What the account must hold when it begins at a price; absent: what it invests. */
  brings?(market: Market, settings: S, price: Price): Funds
  /** Base it buys with money before it begins, of what its percents are of; absent: none. */
  buysFirst?(market: Market, settings: S): bigint
  /** What that base cost so far, before fees: it is in the books as base put in. */
  costOfFirst?(state: RunState<S, P>): Whole
  /** Quote a run still brings beside its books, at a price; absent: what `brings` is above what it was given. */
  stillBrings?(run: Holder<S, P>, price: Price): bigint
  /** Quote it may use beyond its investment, at the most; absent: none. */
  beyond?(market: Market, settings: S): bigint
  /** Profit of finished round trips in base units, for one that counts in base. */
  profitInBase?(state: RunState<S, P>): Whole
  /** Cost of exactly the base this fill closes, where the strategy matches; undefined: the average. */
  matchedCost?(run: Holder<S, P>, order: LiveOrder, base: Whole): Whole | undefined
}

/** The price a strategy may enter at or below (a long's maximum), at or above (a short's minimum). */
export interface EntryLimit {
  readonly side: "BELOW" | "ABOVE"
  readonly price: Price
  /** Whether an order is to lock the funds while it holds the bot back; only on spot. */
  readonly reserve: boolean
}

/** When it may enter the market, and what of its orders does. */
export interface Entries<S extends Settings, P extends Part, Shape> {
  /** Whether an order of its own would enter or enlarge the position. */
  include(run: Holder<S, P>, order: LiveOrder): boolean
  /** The price at or beyond which it may enter (START-6). `reference`: the price the run (its cycle) first saw. */
  limit?(market: Market, settings: S, reference: Price): EntryLimit | undefined
  /** The prices between which it opens; undefined: any. */
  between?(shape: Shape): Between | undefined
  /** Whether they stop in a pump (EXIT-8); absent: never. */
  stopInPump?(settings: S): boolean
  /** On futures, what it enters from a price on, each way it may lean; absent: that is not known before. */
  ways?(market: Market, settings: S, price: Price): ReadonlyArray<OneWay>
  /** The price later runs of the same bot are to be laid around, once it is known (`RunConfig.anchor`). */
  anchor?(state: RunState<S, P>): Price
}

/** What ends a position, in numbers; the shared exits (`bot/exits.ts`) do the rest (EXIT-1). */
export interface Exits {
  /**
   * What percents are of: the investment on total profit, or the position's own cost. BASE: the base invested, on total
   * profit counted in base; such a run gains as the price falls.
   */
  readonly basis: "INVESTMENT" | "ENTRY" | "BASE"
  /** Shares of `WHOLE`. */
  readonly takeProfit?: bigint
  readonly stopLoss?: bigint
  readonly trailingStop?: bigint
  readonly trailingTakeProfit?: bigint
  readonly takeProfitPrice?: Price
  readonly stopLossPrice?: Price
  /** Distance to liquidation, as a share of the price, at which a futures position is given up (MARGIN-11). */
  readonly liquidationBuffer?: bigint
  /** Which way a run leans while it holds nothing: LONG when absent. BOTH: its prices end it whichever way it holds. */
  readonly leans?: "LONG" | "SHORT" | "BOTH"
  /** A target or stop by price takes the orders back and leaves the position. */
  readonly keepsPosition?: boolean
}

/** What is to be traded at market so that nothing is left open. */
export interface Exposure {
  readonly side: Side
  /** Zero when nothing is. */
  readonly quantity: Quantity
}

/** How it leaves: by which exits, at which prices, and what closing trades. */
export interface Leaving<S extends Settings, P extends Part, Shape> {
  of(shape: Shape): Exits
  /** The stop-loss price in force, when it moves with the strategy; zero: none. */
  stopLossPrice?(run: Run<S, P, Shape>): Price
  /** On futures, the price up to which a loss is held on to; absent: none in particular. */
  holdsTo?(run: Holder<S, P>): Price
  /** What closing at a price trades, where it is not the position (`bot/exposure.ts`). */
  exposure?(run: Holder<S, P>, price: Price): Exposure
  /** Whether closing needs the present price first: its exposure depends on it. */
  closesAtPrice?(settings: S, outcome: Closing["outcome"]): boolean
  /** Profit is being taken already and only its orders are awaited: the target is watched no more, stops are. */
  exiting?(run: Run<S, P, Shape>): boolean
  /** The take-profit target was met. Absent: the run ends by it. */
  takeProfit?(run: Run<S, P, Shape>, why: string): void
}

/** What happens to a run, and is answered with orders. */
export interface Hooks<S extends Settings, P extends Part, Shape> {
  /** The start conditions are met, `state.price` is the present price: enter the market. */
  begin(run: Run<S, P, Shape>): void
  /** A price it asked for in `watch` came, or the present price after `needsPrice`. */
  priced(run: Run<S, P, Shape>): void
  /** Which prices and times matter to it next. */
  watch?(run: Run<S, P, Shape>, wake: WakeDraft): void
  /** A time it asked for in `watch` came. */
  timed?(run: Run<S, P, Shape>): void
  /** Makes the resting orders what they should be: after a resume, a pump, a change. */
  lay?(run: Run<S, P, Shape>): void
  /** A fill was booked. `complete`: the order has nothing left. */
  filled(run: Run<S, P, Shape>, order: LiveOrder, booked: Booked, complete: boolean): void
  /** An order of its own left the book unfilled or partly filled. `asked`: the run had cancelled it. */
  gone(run: Run<S, P, Shape>, order: LiveOrder, asked: boolean): void
  /** Absent: it takes no more funds. Funds were added; `before` is the investment until now, `state.investment` the new one. */
  funded?(run: Run<S, P, Shape>, before: bigint): void
  /** Funds were taken out, none of its entries rests: what is not filled shrinks, what is filled stays (FUNDS-6). There where `funded` is. */
  drawn?(run: Run<S, P, Shape>, left: Left): void
  /** `state.settings` are new. */
  changed(run: Run<S, P, Shape>, before: S): void
  /** The position is being closed as a whole: it no longer belongs to cells or cycles. */
  surrender?(run: Run<S, P, Shape>): void
}
