import { Effect, Fiber, Option, type Scope } from "effect"
import type { Instrument } from "@tradetower/domain/market"
import { Decimal } from "@tradetower/domain/number"
import { Markets, Store, type StoreUnavailable } from "@tradetower/platform"
import { untilItWorks } from "../../patience.ts"
import { ExchangeUnavailable } from "../../unavailable.ts"
import type { Venue } from "../venue.ts"
import { type FeeRates, firstTier } from "./fee-tier.ts"

/** How long one product is waited for, ms, and how often it is asked for. */
const WITHIN = 3_000
const TRIES = 2
/** Where a pair's rules were never heard: coarser than any of its products', so that every amount is one there, too. */
const UNHEARD = Decimal.make("0.000001")

const late = new ExchangeUnavailable({ message: "it takes too long to answer", retryable: true, cause: "NETWORK" })

/** These instruments as their folder counts in them, and what of one is asked of their venue. */
export interface LiveInstruments {
  /** What the paper exchange takes on them. */
  readonly fees: FeeRates
  /** Answers at once what was known before; of one that was not, once its venue has answered, or does not in 6 s. */
  readonly instruments: Venue["instruments"]
}

/**
 * These instruments at its first tier's fees unless others are given. What this folder counts in already (steps of price
 * and quantity, fees) stays, because its candles and orders are counted so, and is there whether or not the venue can be
 * reached: how it stands now is what looks are for. One that is new here has the rules of the venue's own.
 */
export const liveInstruments = Effect.fn("liveInstruments")(function* (
  { get }: Pick<Venue, "get">,
  listed: ReadonlyArray<Instrument>,
  given?: FeeRates
): Effect.fn.Return<LiveInstruments, StoreUnavailable, Store | Scope.Scope> {
  const store = yield* Store
  const known = yield* Effect.forEach(listed, ({ venue, symbol }) =>
    untilItWorks("reading a market", store.read(Markets, { venue }, symbol)).pipe(
      Effect.map((record) => Option.getOrUndefined(record)?.value.instrument)
    )
  )
  const feesOf = (kept: Instrument | undefined): FeeRates => {
    const { makerFeeRate, takerFeeRate } = given ?? kept ?? firstTier
    return { makerFeeRate, takerFeeRate }
  }
  const asked = Effect.fnUntraced(function* (fixed: Instrument) {
    const now = yield* get(fixed.symbol).pipe(
      Effect.timeoutOrElse({ duration: WITHIN, orElse: () => Effect.fail(late) }),
      Effect.retry({ times: TRIES - 1, while: ({ retryable }) => retryable }),
      Effect.tapError(({ message }) =>
        Effect.logWarning(`the rules of ${fixed.symbol} can't be asked for: ${message}`)
      ),
      Effect.map(Option.map(({ instrument }) => instrument)),
      Effect.orElseSucceed(() => Option.none<Instrument>())
    )
    const rules = Option.getOrElse(now, () => ({ ...fixed, lotSize: UNHEARD, minQuantity: UNHEARD }))
    const { lotSize, minNotional, minQuantity, tickSize } = rules
    return { ...fixed, tickSize, lotSize, minQuantity, minNotional, ...feesOf(undefined) }
  })
  const all = Effect.forEach(
    listed,
    (fixed, i) => {
      const kept = known[i]
      return kept === undefined ? asked(fixed) : Effect.succeed({ ...kept, ...feesOf(kept) })
    },
    { concurrency: "unbounded" }
  )
  // Asked for once, whoever needs them, and before anybody does.
  const asking = yield* Effect.forkScoped(all)
  return { fees: feesOf(known.find((kept) => kept !== undefined)), instruments: Fiber.join(asking) }
})
