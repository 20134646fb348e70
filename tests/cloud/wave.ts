import { Stream } from "effect"
import type { Quantity } from "@tradetower/domain/market"
import { market, venueOf } from "../shares/paper-orders.fixture.ts"
import { bitcoin } from "../system/instruments.ts"

/** How long it takes from the lowest price to the highest and back, ms. */
const PERIOD = 2_000
const EVERY = 50
const LOWEST = 49_000
const HIGHEST = 51_000

/** A price that rises and falls by the computer's clock alone: the same in every process. */
const priceAt = (time: number): number => {
  const part = (time % PERIOD) / PERIOD
  return LOWEST + (HIGHEST - LOWEST) * (part < 0.5 ? 2 * part : 2 - 2 * part)
}

/** Where bitcoin trades at 49,000 to 51,000, each once a second. */
export const wave = venueOf(() =>
  Stream.tick(`${EVERY} millis`).pipe(
    Stream.map(() => {
      const at = Date.now()
      const price = market.price(priceAt(at - (at % EVERY)).toFixed(2))
      if (price === undefined) throw new RangeError("off the tick")
      // No lots: only the price is known.
      return { symbol: bitcoin, price, at, quantity: 0 as Quantity }
    })
  )
)
