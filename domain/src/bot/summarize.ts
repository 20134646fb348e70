import { add, big, larger, negated, type Whole } from "../number/whole.ts"
import { scaleOf, unitsOf, valueOf } from "../market/value.ts"
import { remaining } from "../order/live-order.ts"
import { asPrice } from "../number/exact.ts"
import { entitledTo } from "./entitled.ts"
import { closesWhatItKept, keepsSomething } from "./kept.ts"
import { isLive } from "./life.ts"
import { liquidation } from "./margin.ts"
import { type Giver, givesBack, takeable } from "./taking.ts"
import type { RunState } from "./state.ts"
import type { RunConfig } from "./run-config.ts"
import type { RunSummary } from "./summary.ts"

/** What can be taken out of a run, and what is on its way out. */
const takingOf = (run: Giver): Pick<RunSummary, "takeable" | "taking"> => {
  const { market, state, strategy } = run
  if (!isLive(state.life) || !givesBack(run)) return {}
  const text = (amount: bigint) =>
    strategy.money.countsIn === "BASE" ? market.baseText(amount) : market.quoteText(amount)
  return {
    takeable: text(takeable(run)),
    ...(state.taking === undefined ? {} : { taking: text(state.taking) })
  }
}

/** What a run waits for that nobody has to end. */
const waitsFor = ({ holds, life }: RunState): RunSummary["waits"] => {
  if (life !== "PAUSED" || holds.some((why) => why !== "SESSION" && why !== "RATE")) return undefined
  return holds.includes("SESSION") ? "MARKET" : "RATE"
}

/** Who keeps the stop of its position. */
const protectionOf = ({ life, orders, stop }: RunState): Pick<RunSummary, "protection"> => {
  if (!isLive(life) || life === "CLOSING") return {}
  const standing = [stop.current, stop.next]
    .map((id) => (id === undefined ? undefined : orders.get(id)))
    .find((order) => order !== undefined && order.held === undefined && !order.cancelling)
  if (standing?.timeInForce === "DAY") return { protection: "DAY" }
  const goesWith = [...orders.values()].some(({ cancelling, stopPrice }) => stopPrice !== undefined && !cancelling)
  if (standing !== undefined || goesWith) return { protection: "BROKER" }
  return stop.watched === true || stop.current !== undefined ? { protection: "HERE" } : {}
}

/** Orders whose fate nobody knows, and what they hold back: orders that sell the same base hold it back once. */
const unknownOf = (
  { market, strategy }: RunConfig,
  { ledger, orders, settings }: RunState
): Pick<RunSummary, "unknownHold" | "unknownOrders"> => {
  const unknown = [...orders.values()].filter(({ status }) => status === "UNKNOWN")
  if (unknown.length === 0) return { unknownOrders: 0 }
  const spot = strategy.money.margin?.(settings) === undefined
  let quote: Whole = 0
  let sold: Whole = 0
  for (const order of unknown) {
    quote = add(quote, order.reserved)
    if (spot && order.side === "SELL") sold = add(sold, unitsOf(market, remaining(order)))
  }
  const held = add(ledger.base.stock, ledger.base.position)
  const base = sold < held ? sold : larger(0, held)
  return {
    unknownOrders: unknown.length,
    unknownHold: { quote: market.quoteText(quote), base: market.baseText(base) }
  }
}

/** What a screen shows of a run. */
export const summarize = (config: RunConfig, state: RunState): RunSummary => {
  const { market, memory, strategy } = config
  const { quote, base } = state.ledger
  let heldBack = 0
  for (const order of state.orders.values()) if (order.held !== undefined) heldBack += 1
  const { cell, lot } = scaleOf(market)
  const average = base.position === 0 ? 0n : (big(quote.cost) * lot) / (big(base.position) * cell)
  const figures = strategy.about.figures?.({ market, state }) ?? []
  const anchor = strategy.entries.anchor?.(state) ?? 0
  const invested =
    strategy.money.countsIn === "BASE" ? valueOf(market, state.startPrice, base.stock) : negated(quote.capital)
  const margin = market.instrument.kind === "FUTURES" ? strategy.money.margin?.(state.settings) : undefined
  const liquidated = liquidation({ margin, market, memory, state })
  const waits = waitsFor(state)
  const entitled = entitledTo(config, state)
  return {
    state: state.life,
    since: state.since,
    reason: state.reason,
    ...(waits === undefined ? {} : { waits }),
    ...(isLive(state.life) && state.wake.at !== undefined && state.wake.at > state.at && state.life !== "CLOSING"
      ? { nextAt: state.wake.at }
      : {}),
    invested: market.quoteText(invested),
    tradingProfit: market.quoteText(negated(quote.profit)),
    fees: market.quoteText(add(quote.fees, quote.funding)),
    position: market.baseText(base.position),
    positionCost: market.quoteText(quote.cost),
    ...(average > 0n ? { averageEntry: market.priceText(asPrice(average)) } : {}),
    ...(state.startPrice > 0 ? { startPrice: market.priceText(state.startPrice) } : {}),
    ...(state.mark.price > 0 && (!isLive(state.life) || closesWhatItKept({ state }))
      ? { endPrice: market.priceText(state.mark.price) }
      : {}),
    ...(liquidated > 0 ? { liquidationPrice: market.priceText(liquidated) } : {}),
    fills: state.fills,
    roundTrips: state.roundTrips,
    openOrders: state.orders.size - heldBack,
    ...(heldBack === 0 ? {} : { heldBack }),
    ...protectionOf(state),
    ...unknownOf(config, state),
    ...(keepsSomething({ market, state, strategy }) ? { kept: true as const } : {}),
    ...(anchor > 0 ? { anchor: market.priceText(asPrice(anchor)) } : {}),
    ...(strategy.money.countsIn === "BASE"
      ? {
          profitIn: "BASE" as const,
          ofBase: {
            invested: market.baseText(base.stock),
            tradingProfit: market.baseText(strategy.money.profitInBase?.(state) ?? 0),
            held: market.baseText(add(base.stock, base.position))
          }
        }
      : {}),
    ...(isLive(state.life)
      ? { entitled: { quote: market.quoteText(entitled.quote), base: market.baseText(entitled.base) } }
      : {}),
    ...takingOf({ market, state, strategy, margin }),
    ...(figures.length === 0 ? {} : { figures })
  }
}
