import {
  type Candle,
  type Instrument,
  type Market,
  marketOf,
  nextTicks,
  type Price,
  type Quantity,
  simulatedHistory,
  type SimulatedMarket
} from "@tradetower/domain"

/** How restless the exchange's market is: a wild one trades a bot's ladder up and down within minutes. */
export interface Restlessness {
  readonly seed: number
  readonly price: string
  readonly dailyVolatilityPercent: number
  /** Seconds of market that pass with every trade. */
  readonly secondsATick: number
}

/** The exchange's own market. It trades whether anybody listens or not; the same seed takes the same way. */
export class OwnMarket {
  readonly market: Market
  readonly history: ReadonlyArray<Candle>
  readonly #secondsATick: number
  #state: SimulatedMarket

  constructor(instrument: Instrument, of: Restlessness, now: number) {
    this.market = marketOf(instrument)
    this.#secondsATick = of.secondsATick
    const { candles, state } = simulatedHistory({
      market: this.market,
      seed: of.seed,
      dailyVolatilityPercent: of.dailyVolatilityPercent,
      endPrice: this.market.roundPrice(of.price, "DOWN"),
      endAt: now,
      minutes: 1440
    })
    this.history = candles
    this.#state = state
  }

  /** The next trade; at the last price when the market stands still. */
  next(still: boolean): { readonly price: Price; readonly quantity: Quantity } {
    // The state's price carries a fraction of a tick.
    if (still) return { price: Math.max(1, Math.round(this.#state.price)) as Price, quantity: 0 as Quantity }
    const { state, ticks } = nextTicks(this.#state, this.#secondsATick * 1000)
    this.#state = state
    const last = ticks.at(-1)
    return { price: last?.price ?? (1 as Price), quantity: last?.volume ?? (0 as Quantity) }
  }
}
