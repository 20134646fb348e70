import { Effect, Option } from "effect"
import { marketOf } from "@tradetower/domain/market"
import { failedFaults, faults, type Rehearsed, rehearseFault, type RehearsalOf } from "@tradetower/domain/rehearsal"
import { type BotDefinition, marketNow } from "@tradetower/platform"
import { Conflict } from "../../../contract/index.ts"
import { type Configured, configurationOf } from "../../configuration-of.ts"
import { rulesOf } from "../connections/connection-store.ts"
import { priced, readMarket } from "../exchanges/market-store.ts"

/** By which rules a bot trades which market, and its configuration by both as it is now. */
const asItIs = Effect.fnUntraced(function* (bot: Configured) {
  const terms = yield* rulesOf(bot.connection)
  const record = Option.getOrUndefined(yield* readMarket(bot.venue, bot.symbol))
  return { terms, record, now: configurationOf(bot, terms, record?.instrument) }
})

/** A bot's configuration as it is now. */
export const configurationNow = (bot: Configured) => Effect.map(asItIs(bot), ({ now }) => now)

/** Plays one fault after another; others get their turn in between. */
const rowsOf = (of: RehearsalOf) =>
  Effect.forEach(faults, (fault) =>
    Effect.andThen(
      Effect.yieldNow,
      Effect.sync(() => rehearseFault(of, fault))
    )
  )

/** Rehearses a bot as it is configured, at its market's last price. */
export const playRehearsal = Effect.fn("api.playRehearsal")(function* (bot: BotDefinition) {
  const { now, record, terms } = yield* asItIs(bot)
  const { market, price } = record === undefined ? {} : priced(record, terms)
  if (market === undefined || price === undefined)
    return yield* new Conflict({
      detail: `There is no price of ${bot.symbol} right now, and without one ${bot.name} can't be rehearsed. Try again in a moment.`
    })
  const at = yield* marketNow
  const rows = yield* rowsOf({ market, price, settings: bot.settings, terms, at, seed: at })
  const rehearsed: Rehearsed = {
    configuration: now.configuration,
    at,
    price: market.priceText(price),
    instrument: market.instrument,
    failed: failedFaults(rows)
  }
  return { rehearsed, rows }
})

/** The rows of a bot's last rehearsal, played again by its market's rules of then: they are the same. */
export const playAgain = Effect.fnUntraced(function* (bot: BotDefinition, { at, instrument, price }: Rehearsed) {
  const market = marketOf(instrument)
  const terms = yield* rulesOf(bot.connection)
  return yield* rowsOf({ market, price: market.roundPrice(price, "DOWN"), settings: bot.settings, terms, at, seed: at })
})
