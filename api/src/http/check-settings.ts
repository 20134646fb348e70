import { Effect, Option } from "effect"
import { type BotSettings, type ExchangeId, type Symbol, tradesOn, validateSettings } from "@tradetower/domain"
import { Markets } from "@tradetower/platform"
import { CannotWork } from "../../contract/index.ts"
import { offered } from "./exchanges.ts"
import { priced, readMarket } from "./market-store.ts"
import { queryAll } from "./query-all.ts"

/** Refuses settings that can't work on this market at its last price, naming the fields and what would work. */
export const checkSettings = Effect.fnUntraced(function* (exchange: ExchangeId, symbol: Symbol, settings: BotSettings) {
  const record = yield* readMarket(exchange, symbol)
  if (Option.isNone(record)) {
    const offered = yield* queryAll(Markets, { exchange })
    return yield* new CannotWork({
      detail: `There is no market ${symbol} at ${exchange}.`,
      errors: [
        offered.length === 0
          ? { field: "exchange", message: `nothing is on offer at ${exchange}; try paper` }
          : { field: "symbol", message: `choose one of ${offered.map(({ id }) => id).join(", ")}` }
      ]
    })
  }
  const { market, price } = priced(record.value)
  if (!tradesOn(settings._tag, market.instrument.kind)) {
    const all = yield* Effect.forEach(offered, ({ id }) => queryAll(Markets, { exchange: id }))
    const others = all.flat().filter((one) => tradesOn(settings._tag, one.instrument.kind))
    const names = others.map((one) => `${one.id} at ${one.exchange}`).join(", ")
    const [problem] = validateSettings(market, settings, price)
    const message = `${problem?.message ?? "wrong kind of market"}: choose ${names === "" ? "another exchange" : `one of ${names}`}`
    return yield* new CannotWork({ detail: message, errors: [{ field: "symbol", message }] })
  }
  const problems = validateSettings(market, settings, price)
  if (problems.length === 0) return
  const [first] = problems
  return yield* new CannotWork({
    detail: problems.length === 1 && first !== undefined ? first.message : `${problems.length} values can't work.`,
    errors: problems.map(({ field, message }) => ({ field: `settings.${field}`, message }))
  })
})
