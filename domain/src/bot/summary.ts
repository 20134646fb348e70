import { Schema } from "effect"
import { Decimal } from "../number/decimal.ts"
import { BotState } from "./life.ts"
import { OwnFigure } from "./own-figure.ts"

/**
 * What a screen shows of a run without folding its events; stored with every event.
 * Amounts in quote, quantities in base. Unrealised profit is not here: it follows from the last price,
 * `position * price - positionCost`.
 */
export const RunSummary = Schema.Struct({
  state: BotState,
  /** Since when (market time, ms). */
  since: Schema.Int,
  /** Why it is in this state, in words a trader understands. */
  reason: Schema.String,
  /**
   * It is PAUSED and goes on by itself: when its market takes such orders again, or when there is room under a limit of
   * orders a minute.
   */
  waits: Schema.optionalKey(Schema.Literals(["MARKET", "RATE"])),
  /** When it goes on by itself (market time, ms): its next slice, try, look at the balance, or the end of a pump. */
  nextAt: Schema.optionalKey(Schema.Int),
  /**
   * Who keeps the stop of its position. BROKER: an order there, that stands while this system is down. HERE: this system
   * watches the price, and closes only while it runs (EXIT-11). DAY: an order there that ends with the session, and is
   * placed anew by this system (TERMS-18). Absent: there is no stop, or nothing held.
   */
  protection: Schema.optionalKey(Schema.Literals(["BROKER", "DAY", "HERE"])),
  /** Orders that wait because the broker takes them only once others are gone (TERMS-6). */
  heldBack: Schema.optionalKey(Schema.Int),
  /** What the trader put in, with everything added since; base that was brought is valued at `startPrice`. */
  invested: Decimal,
  /** Profit of finished round trips, before fees. */
  tradingProfit: Decimal,
  /** All fees and funding paid, in quote (base fees valued at their fill's price). */
  fees: Decimal,
  /** Base held; negative when short, or sold of what was brought. */
  position: Decimal,
  /** What the base held cost, in quote, without fees. */
  positionCost: Decimal,
  /** Average price of the position; absent when flat. */
  averageEntry: Schema.optionalKey(Decimal),
  /** First price this run traded or started at, for "versus holding". */
  startPrice: Schema.optionalKey(Decimal),
  /** The market's price at its end, once it has ended: what it held counts at that, and stays (LEDGER-8), also
   * while what it kept is being closed. */
  endPrice: Schema.optionalKey(Decimal),
  /** On futures, where the price would liquidate the position. */
  liquidationPrice: Schema.optionalKey(Decimal),
  fills: Schema.Int,
  roundTrips: Schema.Int,
  openOrders: Schema.Int,
  /** Orders whose outcome is not known. */
  unknownOrders: Schema.Int,
  /** What these hold back until they are known: of quote, and of the base held. Absent while there are none. */
  unknownHold: Schema.optionalKey(Schema.Struct({ quote: Decimal, base: Decimal })),
  /** It ended and left orders or a position on the exchange, which the kill switch closes; until that is done. */
  kept: Schema.optionalKey(Schema.Literal(true)),
  /** The price all runs of this bot are laid around, once it is known. */
  anchor: Schema.optionalKey(Decimal),
  /** BASE: this bot's profit counts in base; what it has brought and what its round trips made are in `ofBase`. */
  profitIn: Schema.optionalKey(Schema.Literals(["QUOTE", "BASE"])),
  /** In base: what the trader put in, the profit of finished round trips, and what the run has in hand now. */
  ofBase: Schema.optionalKey(Schema.Struct({ invested: Decimal, tradingProfit: Decimal, held: Decimal })),
  /** What it may still use beside what its orders and positions hold already; absent once it has ended. */
  entitled: Schema.optionalKey(Schema.Struct({ quote: Decimal, base: Decimal })),
  /** The most that can be taken out of it now, in what it counts in; absent where nothing ever can (FUNDS-6). */
  takeable: Schema.optionalKey(Decimal),
  /** What is being taken out, until the orders that reserve it are taken back. */
  taking: Schema.optionalKey(Decimal),
  /** Figures that only this strategy has. */
  figures: Schema.optionalKey(Schema.Array(OwnFigure))
}).annotate({ identifier: "RunSummary" })
export type RunSummary = typeof RunSummary.Type
