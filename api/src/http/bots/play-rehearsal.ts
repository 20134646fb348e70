import { Effect, Option } from "effect"
import { failedFaults, faults, type Rehearsed, rehearseFault, type RehearsalOf } from "@tradetower/domain/rehearsal"
import { type BotDefinition, marketNow } from "@tradetower/platform"
import { Conflict } from "../../../contract/index.ts"
import { type Configured, configurationOf } from "../../configuration-of.ts"
import { rulesOf } from "../connections/connection-store.ts"
import { priced, readMarket } from "../exchanges/market-store.ts"

/** The hash of a bot's configuration as it is now. */
export const configurationNow = Effect.fnUntraced(function* (bot: Configured) {
  return configurationOf(bot, yield* rulesOf(bot.connection))
})

/** Plays one fault after another; others get their turn in between. */
const rowsOf = (of: RehearsalOf) =>
  Effect.forEach(faults, (fault) =>
    Effect.andThen(
      Effect.yieldNow,
      Effect.sync(() => rehearseFault(of, fault))
    )
  )

/** What is rehearsed of a bot, from a price on; none while its market is not on offer. */
const rehearsalOf = Effect.fnUntraced(function* (bot: BotDefinition) {
  const terms = yield* rulesOf(bot.connection)
  const record = yield* readMarket(bot.venue, bot.symbol)
  return Option.map(record, (found) => {
    const { market, price } = priced(found, terms)
    return { market, price, settings: bot.settings, terms }
  })
})

/** Rehearses a bot as it is configured, at its market's last price. */
export const playRehearsal = Effect.fn("api.playRehearsal")(function* (bot: BotDefinition) {
  const of = Option.getOrUndefined(yield* rehearsalOf(bot))
  if (of?.price === undefined)
    return yield* new Conflict({
      detail: `There is no price of ${bot.symbol} right now, and without one ${bot.name} can't be rehearsed. Try again in a moment.`
    })
  const at = yield* marketNow
  const rows = yield* rowsOf({ ...of, price: of.price, at, seed: at })
  const rehearsed: Rehearsed = {
    configuration: yield* configurationNow(bot),
    at,
    price: of.market.priceText(of.price),
    failed: failedFaults(rows)
  }
  return { rehearsed, rows }
})

/** The rows of a bot's last rehearsal, played again: they are the same. None while its market is not on offer. */
export const playAgain = Effect.fnUntraced(function* (bot: BotDefinition, { at, price }: Rehearsed) {
  const of = Option.getOrUndefined(yield* rehearsalOf(bot))
  if (of === undefined) return []
  return yield* rowsOf({ ...of, price: of.market.roundPrice(price, "DOWN"), at, seed: at })
})
