import { add, big, sub, type Whole, whole } from "../number/whole.ts"
import type { RunState } from "../bot/state.ts"
import type { RunConfig } from "../bot/run-config.ts"
import type { Price } from "../market/market.ts"
import { scaleOf, valueOf } from "../market/value.ts"
import { givenTo, stakeIn } from "../bot/given.ts"

/** What a run's worth is counted from, in quote units. */
export interface Stake {
  /** What its percents are of: what it was given, valued at the first price. */
  readonly invested: bigint
  /** It was given nothing: no budget was set for what it is to trade. */
  readonly unbudgeted: boolean
  /** What everything in the run's books is worth at a price, beside what was put in later. Exact. */
  readonly worthAt: (state: RunState, price: Price) => bigint
  /** The same as a line over the price in ticks: `flatOf + slopeOf * price`. */
  readonly flatOf: (state: RunState) => number
  readonly slopeOf: (state: RunState) => number
}

/** A run's stake at its first price. Worth counts what the trades made of cash and base: after fees, held base at price. */
export const stakeOf = ({ market, settings, strategy }: RunConfig, first: Price): Stake => {
  const invested = stakeIn(strategy, market, settings, first)
  const given = givenTo(strategy, market, settings)
  const before = whole(invested - valueOf(market, first, given.base))
  const { cell, lot } = scaleOf(market)
  const perLot = Number(lot)
  const perTick = Number(cell)
  const cashOf = (state: RunState): Whole => {
    const { quote } = state.ledger
    const cash = add(before, add(quote.cash, quote.capital))
    const first = strategy.money.costOfFirst?.(state)
    return first === undefined ? cash : sub(cash, first)
  }
  return {
    invested,
    unbudgeted: given.quote === 0n && given.base === 0n,
    worthAt: (state, price) =>
      big(cashOf(state)) + valueOf(market, price, add(state.ledger.base.stock, state.ledger.base.position)),
    flatOf: (state) => Number(cashOf(state)),
    slopeOf: ({ ledger }) => (Number(add(ledger.base.stock, ledger.base.position)) * perTick) / perLot
  }
}
