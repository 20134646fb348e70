import { Effect } from "effect"
import { fine, fineText } from "@tradetower/domain/number"
import type { Market } from "@tradetower/domain/market"
import { type Bus, marketNow } from "@tradetower/platform"
import type { Alarm } from "../alarm.ts"
import type { ExchangeUnavailable } from "../exchange.ts"
import type { GuardedAccount } from "./gate.ts"
import type { HeldRun, Holdings } from "./holdings.ts"
import { pause } from "./react.ts"

/** A difference is believed when it is the same twice: what was just filled is still on its way to its run. */
const BELIEVED_AFTER = "1 minute"

/**
 * How much less is none: what coins cost is taken out of them, by each exchange's own rounding, and may be booked a day later
 * than reckoned here. As long as it is less than the least that could be sold nothing can be done about it.
 */
const dustOf = ({ instrument: { assetClass, minQuantity } }: Market): bigint =>
  assetClass === "CRYPTO" ? fine(minQuantity) - 1n : 0n

/** Less at the exchange than our bots hold by their books. */
interface Difference {
  readonly symbol: string
  readonly runs: ReadonlyArray<HeldRun>
  /** Both figures, in words. */
  readonly words: string
}

/**
 * Compares what a tenant's bots hold by their books with what the exchange says is there, symbol by symbol (EXEC-22).
 * More than ours is the trader's own; less pauses the bots of that symbol, with both figures. What is not told is no
 * difference.
 */
export const makeWitness = (holdings: Holdings, alarm: Alarm["Service"]) => {
  const differences = Effect.fnUntraced(function* ({ connection, positions }: GuardedAccount) {
    const told = new Map((yield* positions).map((position) => [position.symbol, position]))
    const found: Array<Difference> = []
    for (const { long, market, runs, short } of holdings.heldOn(connection.tenantId, connection.id)) {
      const { base, symbol } = market.instrument
      const there = told.get(symbol)
      if (there === undefined) continue
      const dust = dustOf(market)
      const sides = [
        [long, fine(there.long), ""],
        [short, fine(there.short), " short"]
      ] as const
      const less = sides.filter(([ours, theirs]) => ours - theirs > dust)
      if (less.length === 0) continue
      const words = less.map(
        ([ours, theirs, side]) =>
          `${fineText(ours)} ${base}${side} by the books of your bots, ${fineText(theirs)} there`
      )
      found.push({ symbol, runs: [...runs.values()], words: words.join("; ") })
    }
    return found
  })

  return Effect.fn("Witness.compare")(function* (
    account: GuardedAccount
  ): Effect.fn.Return<void, ExchangeUnavailable, Bus> {
    const { id, label, tenantId } = account.connection
    const first = yield* differences(account)
    if (first.length === 0) return
    yield* Effect.sleep(BELIEVED_AFTER)
    for (const { runs, symbol, words } of yield* differences(account)) {
      if (!first.some((one) => one.symbol === symbol && one.words === words)) continue
      const now = yield* marketNow
      const why = `What ${label} holds of ${symbol} differs: ${words}.`
      yield* pause(runs, `positions:${now}`, why)
      yield* alarm.tell(
        tenantId,
        `${id}:${symbol}:positions:${now}`,
        "ERROR",
        `${why} Its bots are paused: look at the account, then resume or stop them.`
      )
    }
  })
}
