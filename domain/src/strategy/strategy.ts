import type { Left } from "./left.ts"
import type { Exposure, Holder } from "../bot/exposure.ts"
import type { OwnFigure } from "../bot/own-figure.ts"
import type { Run } from "../bot/run.ts"
import type { Closing, RunState } from "../bot/state.ts"
import type { WakeDraft } from "../bot/wake-draft.ts"
import type { Base, Market, Price, Quantity, Quote } from "../market/market.ts"
import type { Whole } from "../number/whole.ts"
import type { Booked } from "../ledger/trade.ts"
import type { LiveOrder } from "../order/live-order.ts"
import type { Margin } from "../order/order.ts"
import type { Averaging } from "./averaging/averaging.ts"
import type { Entry } from "./futures/liquidation-check.ts"
import type { BotSettings, Strategy as StrategyName } from "./settings.ts"
import type { StrategyState } from "./registry.ts"
import type { Outlook } from "./term.ts"

/** A reason why settings can't work: the field, and what would work. */
export interface Problem {
  readonly field: string
  readonly message: string
}

/** What a bot would do if it started now at a price. */
export interface Plan {
  /** What it buys or sells at market first. */
  readonly base?: { readonly side: "BUY" | "SELL"; readonly quantity: Quantity; readonly cost: Quote }
  readonly resting: ReadonlyArray<{
    readonly price: Price
    readonly side: "BUY" | "SELL"
    readonly quantity: Quantity
    /** Why this order could not be placed. */
    readonly problem?: string
  }>
  /** Quote it ties up at the most; on futures margin. */
  readonly committed: Quote
  /** Base it ties up: what it brings to sell. */
  readonly committedBase?: Base
  readonly stopPrice?: Price
  readonly takeProfitPrice?: Price
}

/** What a futures strategy enters in one direction. */
export interface OneWay {
  readonly long: boolean
  /** In the order in which a price that goes against it meets them. */
  readonly entries: ReadonlyArray<Entry>
  /** What its own margin and fees come to at the most, in quote units. */
  readonly most: bigint
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

/** Amounts of a market's two assets, in quote and base units. */
export interface Funds {
  readonly quote: bigint
  readonly base: bigint
}

/** The price a strategy may enter at or below (a long's maximum), at or above (a short's minimum). */
export interface EntryLimit {
  readonly side: "BELOW" | "ABOVE"
  readonly price: Price
  /** Whether an order is to lock the funds while it holds the bot back; only on spot. */
  readonly reserve: boolean
}

export interface Description {
  readonly title: string
  /** What it does, in a sentence. */
  readonly sentence: string
  /** When it works, and when it hurts. */
  readonly works: string
  readonly hurts: string
}

/**
 * What is particular to one strategy. Everything else (life, start, exits, stops, pump protection, pausing, closing,
 * books, orders) is shared and calls these. `Settings` and `State` are its own, told apart by `_tag`.
 */
export interface Strategy<Settings extends BotSettings, State extends StrategyState> {
  readonly name: StrategyName
  readonly description: Description
  /** The kind of market it trades on. */
  readonly markets: "SPOT" | "FUTURES" | "BOTH"
  /** How its orders are backed on futures; absent: it trades spot only. */
  readonly margin?: (settings: Settings) => Margin | undefined
  /** On futures, what it enters from a price on, each way it may lean; absent: that is not known before. */
  readonly entries?: (market: Market, settings: Settings, price: Price) => ReadonlyArray<OneWay>
  /** Every reason why these settings can't work on this market; none: they can. */
  readonly check: (market: Market, settings: Settings, price: Price | undefined) => ReadonlyArray<Problem>
  readonly plan: (market: Market, settings: Settings, price: Price) => Plan
  /** Ready settings for a term, from what the market is expected to do over it; never refused by `check`. */
  readonly preset: (market: Market, outlook: Outlook, price: Price, investment: string) => Settings
  /** Its own part of a run's state, before anything happened. */
  readonly fresh: (anchor?: Price) => State
  /** The price later runs of the same bot are to be laid around, once it is known (`RunConfig.anchor`). */
  readonly anchor?: (state: RunState) => Price
  /** Quote it is given at start. */
  readonly invests: (market: Market, settings: Settings) => bigint
  /** Base it is given at start; absent: none (`brings.ts`). */
  readonly investsBase?: (market: Market, settings: Settings) => bigint
  /** What the account must hold when it begins at a price; absent: what it invests. */
  readonly brings?: (market: Market, settings: Settings, price: Price) => Funds
  /** Base it buys with money before it begins, of what its percents are of; absent: none. */
  readonly buysFirst?: (market: Market, settings: Settings) => bigint
  /** What that base cost so far, before fees: it is in the books as base put in. */
  readonly costOfFirst?: (state: RunState) => Whole
  /** Quote a run still brings beside its books, at a price; absent: what `brings` is above what it was given. */
  readonly stillBrings?: (run: Holder, price: Price) => bigint
  /** Quote it may use beyond its investment, at the most; absent: none. */
  readonly beyond?: (market: Market, settings: Settings) => bigint
  /** The asset its investment and profit are counted in: QUOTE when absent. */
  readonly countsIn?: "QUOTE" | "BASE"
  /** Whether an order of its own would enter or enlarge the position; ask `enters`, which knows stops and other exits. */
  readonly isEntry: (run: Holder, order: LiveOrder) => boolean
  readonly exits: (market: Market, settings: Settings) => Exits
  /** Of a strategy that averages in: its settings made ready (`averaging/`). */
  readonly averaging?: (market: Market, settings: Settings) => Averaging
  /** The stop-loss price in force, when it moves with the strategy; zero: none. */
  readonly stopLossPrice?: (run: Run) => Price
  readonly pumpProtection: (settings: Settings) => boolean
  /** The price at or beyond which it may enter (START-6). `reference`: the price the run (its cycle) first saw. */
  readonly entryLimit?: (market: Market, settings: Settings, reference: Price) => EntryLimit | undefined
  /** The start conditions are met, `state.price` is the present price: enter the market. */
  readonly begin: (run: Run) => void
  /** A price it asked for in `watch` came, or the present price after `needsPrice`. */
  readonly priced: (run: Run) => void
  /** Which prices and times matter to it next. */
  readonly watch: (run: Run, wake: WakeDraft) => void
  /** Makes the resting orders what they should be: after a resume, a pump, a change. */
  readonly lay: (run: Run) => void
  /** Cost of exactly the base this fill closes, where the strategy matches; undefined: the average. */
  readonly matchedCost?: (run: Run, order: LiveOrder, base: Whole) => Whole | undefined
  /** A fill was booked. `complete`: the order has nothing left. */
  readonly filled: (run: Run, order: LiveOrder, booked: Booked, complete: boolean) => void
  /** An order of its own left the book unfilled or partly filled. `asked`: the run had cancelled it. */
  readonly gone: (run: Run, order: LiveOrder, asked: boolean) => void
  /** Absent: it takes no more funds. Funds were added; `before` is the investment until now, `state.investment` the new one. */
  readonly funded?: (run: Run, before: bigint) => void
  /** Funds were taken out, none of its entries rests: what is not filled shrinks, what is filled stays (FUNDS-6). There where `funded` is. */
  readonly drawn?: (run: Run, left: Left) => void
  /** `state.settings` are new. */
  readonly changed: (run: Run, before: Settings) => void
  /** On futures, the price up to which a loss is held on to; absent: none in particular. */
  readonly holdsTo?: (run: Holder) => Price
  /** What closing at a price trades, where it is not the position (`bot/exposure.ts`). */
  readonly exposure?: (run: Holder, price: Price) => Exposure
  /** Whether closing needs the present price first: its exposure depends on it. */
  readonly closesAtPrice?: (settings: Settings, outcome: Closing["outcome"]) => boolean
  /** A time it asked for in `watch` came. */
  readonly timed?: (run: Run) => void
  /** Profit of finished round trips in base units, for one that counts in base. */
  readonly profitInBase?: (state: RunState) => Whole
  /** Figures that only this strategy has, for screens and reports. */
  readonly figures?: (market: Market, state: RunState) => ReadonlyArray<OwnFigure>
  /** The position is being closed as a whole: it no longer belongs to cells or cycles. */
  readonly surrender: (run: Run) => void
  /** Profit is being taken already and only its orders are awaited: the target is watched no more, stops are. */
  readonly exiting?: (run: Run) => boolean
  /** The take-profit target was met. Absent: the run ends by it. */
  readonly takeProfit?: (run: Run, why: string) => void
  /** A signal or the trader's hand came while running. */
  readonly signalled?: (run: Run) => void
}

/** A strategy whose settings and state are those of the run it is given: `strategyOf` chose it by their tag. */
export type AnyStrategy = Strategy<BotSettings, StrategyState>
