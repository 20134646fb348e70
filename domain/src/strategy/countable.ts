import type { Market, Price } from "../market/market.ts"
import { amountWords, sizeWords } from "../market/words.ts"
import { asQuantity } from "../number/exact.ts"
import type { BotSettings } from "./settings.ts"
import type { Plan, Problem } from "./strategy.ts"

/** The most lots of one market that are counted exactly. */
const MOST = BigInt(Number.MAX_SAFE_INTEGER)
/** An investment worth so much less can't need as many, whatever its leverage and however far its orders lie down. */
const FAR = 100_000n

/** What a plan may hold at the most, in lots: all it buys, or all it sells. */
const mostHeld = ({ base, resting }: Plan): bigint => {
  const sums = { BUY: 0n, SELL: 0n }
  if (base !== undefined) sums[base.side] += BigInt(base.quantity)
  for (const { quantity, side } of resting) sums[side] += BigInt(quantity)
  return sums.BUY > sums.SELL ? sums.BUY : sums.SELL
}

/**
 * Refuses settings whose orders come to more lots than are counted exactly, naming the most that works (ORDER-7): coins
 * worth almost nothing, in lots far too fine for them.
 */
export const countableProblems = (
  market: Market,
  settings: BotSettings,
  price: Price,
  plan: () => Plan
): ReadonlyArray<Problem> => {
  const { instrument } = market
  const limit = `${sizeWords(market, asQuantity(MOST))}, as many lots of ${instrument.lotSize} as are counted`
  const lot = market.baseOf(asQuantity(1))
  const ofBase =
    settings._tag === "TWAP" ? settings.totalAmount : settings._tag === "BTD" ? settings.investment : undefined
  if (ofBase !== undefined) {
    const field = settings._tag === "TWAP" ? "totalAmount" : "investment"
    return market.base(ofBase) / lot <= MOST ? [] : [{ field, message: `is more than ${limit}: use less` }]
  }
  if (settings._tag === "TWAP" || settings._tag === "BTD") return []
  const invested = market.quote(settings.investment)
  if (invested / market.notional(price, asQuantity(1)) < MOST / FAR) return []
  const held = mostHeld(plan())
  if (held <= MOST) return []
  const works = amountWords(market.quoteText((invested * MOST) / held), instrument.quote)
  return [
    {
      field: "investment",
      message: `buys more than ${limit}: at most ${works} works, with orders smaller in proportion`
    }
  ]
}
