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
} from "@tradetower/domain/market"

/** How restless the exchange's market is: a wild one trades a bot's ladder up and down within minutes. */
export interface Restlessness {
  readonly seed: number
  readonly price: string
  readonly dailyVolatilityPercent: number
  /** Seconds of market that pass with every trade. */
  readonly secondsATick: number
  /** It never gets further than this from where it began, so that a ladder there goes on trading. */
  readonly withinPercent?: number
}

/** The exchange's own market. It trades whether anybody listens or not; the same seed takes the same way. */
export class OwnMarket {
  readonly market: Market
  readonly history: ReadonlyArray<Candle>
  readonly #secondsATick: number
  readonly #bounds: readonly [number, number]
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
    const within = of.withinPercent === undefined ? 1 : of.withinPercent / 100
    this.#bounds = [state.price * (1 - within), state.price * (1 + within)]
  }

  /** Moves it to a price, from where it goes on, or where it stands still. */
  standAt(text: string): void {
    const price = this.market.price(text)
    if (price === undefined) throw new RangeError(`${text} is not a price of ${this.market.instrument.symbol}`)
    this.#state = { ...this.#state, price }
  }

  /** The next trade; at the last price when the market stands still. */
  next(still: boolean): { readonly price: Price; readonly quantity: Quantity } {
    if (still) return { price: this.#price, quantity: 0 as Quantity }
    const { state, ticks } = nextTicks(this.#state, this.#secondsATick * 1000)
    const [lowest, highest] = this.#bounds
    this.#state = { ...state, price: Math.min(Math.max(state.price, lowest), highest) }
    return { price: this.#price, quantity: ticks.at(-1)?.volume ?? (0 as Quantity) }
  }
  get #price(): Price {
    // The state's price carries a fraction of a tick.
    return Math.max(1, Math.round(this.#state.price)) as Price
  }
}
