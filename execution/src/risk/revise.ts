import { Effect, Option } from "effect"
import type { TermsName } from "@tradetower/domain/terms"
import { instrumentBy, unitsOf } from "@tradetower/domain/terms"
import { type Instrument, marketOf } from "@tradetower/domain/market"
import { type BotSettings, validateSettings } from "@tradetower/domain/strategy"
import { BotDefinitions, type Bus, marketNow, Store } from "@tradetower/platform"
import type { Markets } from "../markets.ts"
import { inBackground } from "../patience.ts"
import type { Holdings } from "./holdings.ts"
import { pause } from "./react.ts"

/** What an instrument's new rules make impossible of settings that worked by the old ones, in words; none: they go on. */
export const madeImpossible = (
  before: Instrument,
  after: Instrument,
  settings: BotSettings,
  terms: TermsName
): string | undefined => {
  const problems = (instrument: Instrument) =>
    validateSettings(marketOf(instrumentBy(terms, instrument, 1, unitsOf(settings))), settings, undefined, terms)
  const known = new Set(problems(before).map(({ field }) => field))
  const fresh = problems(after).find(({ field }) => !known.has(field))
  return fresh === undefined ? undefined : `${fresh.field} ${fresh.message}`
}

/** Pauses the bots whose settings an instrument's new rules make impossible, with the reason (EXEC-31). */
export const makeRevise = (holdings: Holdings, markets: Pick<Markets["Service"], "connection">) =>
  Effect.fn("Risk.revise")(function* (
    before: Instrument,
    after: Instrument
  ): Effect.fn.Return<void, never, Store | Bus> {
    const store = yield* Store
    const { symbol, venue } = after
    // As they are now: looking at them takes time.
    const runs = Array.from(holdings.on(venue, symbol))
    for (const run of runs) {
      const { botId, connection, tenantId } = run
      const looked = Effect.gen(function* () {
        const bot = yield* store.read(BotDefinitions, { tenantId }, botId)
        const { terms } = yield* markets.connection(connection, tenantId)
        const why = Option.isNone(bot) ? undefined : madeImpossible(before, after, bot.value.value.settings, terms)
        if (why === undefined) return
        yield* pause([run], `rules:${yield* marketNow}`, `The rules of ${symbol} at ${venue} have changed: ${why}.`)
      })
      yield* inBackground(`looking at ${botId} by the new rules of ${symbol}`, looked)
    }
  })
