import { Effect, Option, Schema } from "effect"
import type { Market } from "@tradetower/domain/market"
import { type Decimal, isZero, times, zero } from "@tradetower/domain/number"
import { type AccountMargin, type AccountPosition, ExchangeUnavailable } from "../../exchange.ts"
import type { PassedOver } from "../passed-over.ts"
import type { Client } from "./client.ts"
import { paths } from "./paths.ts"
import { Position, PositionName, PositionsAnswer, SummaryAnswer } from "./futures-answers.ts"

/** What is held of a future, in contracts. */
export interface Contracts {
  readonly long: Decimal
  readonly short: Decimal
  /** The mean price of what there is, where it says that. */
  readonly entry?: Decimal
}

export const NONE: Contracts = { long: zero, short: zero }

/** A market that is a future of Coinbase's own: it is counted in contracts. What only follows a spot pair here is none. */
export const isContract = ({ instrument: { contractMultiplier, kind } }: Market): boolean =>
  kind === "FUTURES" && contractMultiplier !== undefined

const unreadable = new ExchangeUnavailable({
  message: "Coinbase does not say what a position is of, how much, or whether it is long or short",
  retryable: true
})
const readPosition = Schema.decodeUnknownOption(Position)
const readName = Schema.decodeUnknownOption(PositionName)

const heldBy = (row: unknown): Contracts | undefined => {
  const position = Option.getOrUndefined(readPosition(row))
  if (position === undefined) return undefined
  const { avg_entry_price: entry, number_of_contracts: contracts, side } = position
  if (isZero(contracts)) return NONE
  if (contracts.startsWith("-")) return undefined
  const of = { ...NONE, ...(typeof entry === "string" && entry !== "" && { entry }) }
  if (side.endsWith("SHORT")) return { ...of, short: contracts }
  return side.endsWith("LONG") ? { ...of, long: contracts } : undefined
}

/**
 * What is held of these futures, in contracts, by their names; one that is not among what is answered is flat. What else
 * the account holds may look as it likes.
 */
export const readContracts = (
  client: Client,
  wanted: ReadonlyArray<string>,
  passedOver?: PassedOver
): Effect.Effect<ReadonlyMap<string, Contracts>, ExchangeUnavailable> =>
  Effect.gen(function* () {
    const answer = yield* client.read("/cfm/positions", PositionsAnswer)
    // No list is no word of what is held.
    if (Option.isNone(answer)) return yield* unreadable
    const { positions } = answer.value
    const held = new Map<string, Contracts>()
    for (const row of positions) {
      const name = Option.getOrUndefined(readName(row))?.product_id
      const contracts = heldBy(row)
      if (name === undefined || (contracts === undefined && wanted.includes(name))) return yield* unreadable
      if (contracts === undefined) yield* passedOver?.tell(`position ${name}`) ?? Effect.void
      else if (isHeld(contracts)) held.set(name, contracts)
    }
    return held
  })

/** The same in coins, of those markets that are futures there. */
export const futuresPositions = (
  client: Client,
  markets: ReadonlyArray<Market>,
  passedOver: PassedOver
): Effect.Effect<ReadonlyArray<AccountPosition>, ExchangeUnavailable> => {
  const contracts = markets.filter(isContract)
  if (contracts.length === 0) return Effect.succeed([])
  const names = contracts.map(({ instrument: { symbol } }) => symbol)
  return Effect.map(readContracts(client, names, passedOver), (held) =>
    contracts.map(({ instrument: { contractMultiplier = "1", symbol } }) => {
      const { long, short } = held.get(symbol) ?? NONE
      return { symbol, long: times(long, contractMultiplier), short: times(short, contractMultiplier) }
    })
  )
}

/** All futures of an account share one margin, in dollars; none where it has no futures, or is not let in to ask. */
export const readMargin = (client: Client): Effect.Effect<ReadonlyArray<AccountMargin>, ExchangeUnavailable> =>
  client.read(paths.summary, SummaryAnswer).pipe(
    Effect.catchIf(
      ({ retryable }) => !retryable,
      () => Effect.succeed(Option.none())
    ),
    Effect.map((answer) => {
      const summary = Option.getOrUndefined(answer)?.balance_summary
      if (summary === undefined || summary === null) return []
      const { futures_buying_power: available, liquidation_buffer_amount: buffer } = summary
      return [{ asset: "USD", available, buffer }]
    })
  )

/** Whether an account has futures: asked until it is known, and no more from then on. */
export const whetherFutures = (client: Client): Effect.Effect<boolean, ExchangeUnavailable> => {
  let known: boolean | undefined
  return Effect.suspend(() =>
    known !== undefined ? Effect.succeed(known) : Effect.map(readMargin(client), ({ length }) => (known = length > 0))
  )
}

/** Contracts that orders of a side would close. */
export const closableBy = (side: "BUY" | "SELL", held: Contracts | undefined): Decimal =>
  (side === "SELL" ? held?.long : held?.short) ?? zero

/** Whether anything is held. */
export const isHeld = ({ long, short }: Contracts): boolean => !isZero(long) || !isZero(short)
