import { Effect, Option } from "effect"
import type { RehearsalTask } from "@tradetower/backtest/simulation"
import { failedFaults, type Rehearsed } from "@tradetower/domain/rehearsal"
import { type BotDefinition, marketNow, RateCounters, type RateLimit } from "@tradetower/platform"
import { Conflict, CurrentPrincipal, TooMany } from "../../../contract/index.ts"
import { Simulations } from "../../backtest/simulations.ts"
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

/** Rehearsals of a tenant's within a minute: each is up to two seconds of a core. */
export const REHEARSALS: RateLimit = { name: "rehearsals", most: 30, withinMs: 60_000 }

/** Plays every fault on a thread of its own, where tenants take turns, if this one has room for it. */
const rowsOf = Effect.fnUntraced(function* (of: Omit<RehearsalTask, "_tag">) {
  const { tenantId } = yield* CurrentPrincipal
  const wait = yield* (yield* RateCounters).take(REHEARSALS, tenantId, Effect.succeed([]))
  if (wait > 0) {
    const retryAfter = Math.ceil(wait / 1_000)
    const detail = `At most ${REHEARSALS.most} rehearsals a minute are made. There is room for one more in ${retryAfter} s.`
    return yield* new TooMany({ detail, retryAfter })
  }
  return yield* (yield* Simulations).rehearse(tenantId, of)
})

/** Rehearses a bot as it is configured, at its market's last price. */
export const playRehearsal = Effect.fn("api.playRehearsal")(function* (bot: BotDefinition) {
  const { now, record, terms } = yield* asItIs(bot)
  const { market, price } = record === undefined ? {} : priced(record, terms, bot.settings)
  if (market === undefined || price === undefined)
    return yield* new Conflict({
      detail: `There is no price of ${bot.symbol} right now, and without one ${bot.name} can't be rehearsed. Try again in a moment.`
    })
  const at = yield* marketNow
  const from = { at, price: market.priceText(price), instrument: market.instrument }
  const rows = yield* rowsOf({ ...from, settings: bot.settings, terms, seed: at })
  const rehearsed: Rehearsed = { ...from, configuration: now.configuration, failed: failedFaults(rows) }
  return { rehearsed, rows }
})

/** The rows of a bot's last rehearsal, played again by its market's rules of then: they are the same. */
export const playAgain = Effect.fnUntraced(function* (bot: BotDefinition, { at, instrument, price }: Rehearsed) {
  const terms = yield* rulesOf(bot.connection)
  return yield* rowsOf({ at, instrument, price, settings: bot.settings, terms, seed: at })
})
