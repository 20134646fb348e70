import { Cache, Context, Duration, Effect, Exit, Layer, Schema } from "effect"
import { TenantId } from "@tradetower/domain/ids"
import { VenueId, Symbol } from "@tradetower/domain/market"
import { Decimal } from "@tradetower/domain/number"
import { WALKED_DAYS } from "@tradetower/domain/simulation"
import { Strategy } from "@tradetower/domain/strategy"
import { TermsName, untradedBy } from "@tradetower/domain/terms"
import {
  type Blobs,
  type BlobsUnavailable,
  marketNow,
  marketArchive,
  readParts,
  type Store,
  type StoreUnavailable
} from "@tradetower/platform"
import { CannotWork, type NotFound, type PresetView, type TooMany } from "../../../contract/index.ts"
import { Simulations } from "../../backtest/simulations.ts"
import { findMarket, priced } from "./market-store.ts"
import { refuseWrongMarket } from "./wrong-market.ts"

const DAY = 86_400_000
const PERIOD = 600_000
const REMEMBERED = 200

/** What presets are kept by; by tenant too, so that none waits for what another asked for. */
const Asked = Schema.Struct({
  tenantId: TenantId,
  venue: VenueId,
  symbol: Symbol,
  terms: TermsName,
  strategy: Strategy,
  investment: Decimal,
  /** Which ten minutes of market time it is: however fast a market runs, none is offered what an older one called for. */
  period: Schema.Int
})
const writeKey = Schema.encodeSync(Schema.fromJsonString(Asked))
const readKey = Schema.decodeSync(Schema.fromJsonString(Asked))

type Failure = CannotWork | NotFound | TooMany | StoreUnavailable | BlobsUnavailable

const compute = Effect.fn("api.presets")(function* (key: string) {
  const simulations = yield* Simulations
  const { venue, investment, strategy, symbol, tenantId, terms } = readKey(key)
  const record = yield* findMarket(venue, symbol)
  const untraded = untradedBy(terms, record.instrument)
  if (untraded !== undefined)
    return yield* new CannotWork({ detail: untraded, errors: [{ field: "symbol", message: untraded }] })
  const { market } = priced(record, terms)
  yield* refuseWrongMarket(market, strategy)
  if (market.quote(investment) <= 0n) {
    const message = `give an amount of ${record.instrument.quote} above 0`
    return yield* new CannotWork({ detail: message, errors: [{ field: "investment", message }] })
  }
  const to = yield* marketNow
  const from = to - WALKED_DAYS * DAY
  const views = yield* simulations.presets(tenantId, {
    instrument: record.instrument,
    terms,
    strategy,
    investment,
    ...(record.lastPrice !== undefined && { price: record.lastPrice }),
    from,
    to,
    parts: yield* readParts(marketArchive(venue), symbol, from, to)
  })
  return { views, whole: record.past === undefined && views.some(({ lately }) => lately !== undefined) }
})

interface Computed {
  readonly views: ReadonlyArray<PresetView>
  /** Nothing of the market's past is still on its way. */
  readonly whole: boolean
}

/**
 * Ten minutes of the wall's time, too; but what was computed while candles were still coming in is soon computed anew,
 * and a failure at once.
 */
const keptFor = (exit: Exit.Exit<Computed, Failure>): Duration.Duration =>
  Exit.isFailure(exit) ? Duration.zero : exit.value.whole ? Duration.millis(PERIOD) : Duration.seconds(20)

/** Three ready-made bots for a market, each with what its earlier starts made (PRESET-3). */
export class Presets extends Context.Service<
  Presets,
  {
    readonly of: (
      tenantId: TenantId,
      venue: VenueId,
      symbol: Symbol,
      query: { readonly strategy?: Strategy; readonly investment?: Decimal; readonly terms: TermsName }
    ) => Effect.Effect<ReadonlyArray<PresetView>, Failure>
  }
>()("@tradetower/api/Presets") {
  static readonly layer = Layer.effect(
    Presets,
    Effect.gen(function* () {
      const services = yield* Effect.context<Store | Blobs | Simulations>()
      const kept = yield* Cache.makeWith((key: string) => Effect.provideContext(compute(key), services), {
        capacity: REMEMBERED,
        timeToLive: keptFor
      })
      return {
        of: (tenantId, venue, symbol, query) =>
          marketNow.pipe(
            Effect.flatMap((now) =>
              Cache.get(
                kept,
                writeKey({
                  tenantId,
                  venue,
                  symbol,
                  terms: query.terms,
                  strategy: query.strategy ?? "GRID",
                  investment: query.investment ?? Decimal.make("1000"),
                  period: Math.floor(now / PERIOD)
                })
              )
            ),
            Effect.map(({ views }) => views),
            Effect.provideContext(services)
          )
      }
    })
  )
}
