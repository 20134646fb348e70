import { Effect, Option, type Scope } from "effect"
import type { Instrument, Symbol } from "@tradetower/domain/market"
import { minus, zero } from "@tradetower/domain/number"
import type { ExchangeAccount, ExchangeUnavailable, UnreadOrder } from "../../exchange.ts"
import { Awaited, SilencePatience } from "../awaited.ts"
import { hoursOf } from "../hours.ts"
import { withinLimits } from "../left-alone.ts"
import type { OnlyReduces } from "../recorded-orders.ts"
import { reduceOnlyFence } from "../reduce-only-fence.ts"
import { accountMarkets } from "./account-markets.ts"
import { newsOf } from "./account-news.ts"
import { accountOrders } from "./account-orders.ts"
import { accountStream } from "./account-stream.ts"
import { chargeList } from "./charge-list.ts"
import type { Contracts } from "./contracts.ts"
import { holdingsOf } from "./holdings.ts"
import { KnownOrders } from "./known-orders.ts"
import { positionLedger } from "./ledger.ts"
import { sizeOf } from "./order-body.ts"
import { orderQuestions } from "./order-questions.ts"
import type { Whole } from "./order-state.ts"
import type { Rest } from "./rest.ts"
import { lookAtSession } from "./sessions.ts"
import { tradesOf } from "./trades.ts"

/** An order that can't be found after this was never taken, ms: none is published, and a POST was seen to be held for long. */
const SETTLES = 15_000
/** Nothing is asked for that is streamed, but for what rests and was silent for so many times as long as elsewhere. */
const PATIENT = 10

/** Of which account, and how it is asked. */
export interface AccountOf {
  readonly rest: Rest
  readonly stream: string
  readonly allowedHosts: ReadonlyArray<string>
  readonly contracts: Contracts
  /** What is traded here, by our symbol. */
  readonly followed: () => ReadonlyMap<Symbol, Instrument>
  readonly onlyReduces: OnlyReduces
}

/** What of an order may still trade, in contracts. */
const leftOf = ({ filled, market, state }: Whole) => minus(sizeOf(market, state), sizeOf(market, { quantity: filled }))

/** A trader's account at tastytrade. */
export const tastytradeAccount = Effect.fn("Tastytrade.open")(function* ({
  allowedHosts,
  contracts,
  followed,
  onlyReduces,
  rest,
  stream
}: AccountOf): Effect.fn.Return<ExchangeAccount, ExchangeUnavailable, Scope.Scope> {
  const known = new KnownOrders()
  const { atOnce, resting } = yield* SilencePatience
  const awaited = new Awaited({ atOnce, resting: resting * PATIENT })
  const markets = accountMarkets(rest, contracts, followed)
  const questions = orderQuestions(rest, known, markets)
  const ledger = positionLedger()
  const holdings = holdingsOf(rest, known, markets, ledger)
  const { fills, fillsOf } = tradesOf(questions, chargeList(rest, known, questions.byId))
  const hours = { Equity: hoursOf(lookAtSession(rest, "Equity")), Future: hoursOf(lookAtSession(rest, "Future")) }
  const fence = reduceOnlyFence({
    broker: "tastytrade",
    sizeOf: (market, order) => sizeOf(market, order),
    closable: (symbol, side) =>
      Effect.gen(function* () {
        holdings.changed()
        const { market } = yield* markets.of(symbol)
        const held = (yield* holdings.positions).find((one) => one.symbol === symbol)
        const size = (side === "SELL" ? held?.long : held?.short) ?? zero
        return sizeOf(market, { quantity: market.quantity(size) ?? market.lotsIn(0n) })
      }),
    resting: (symbol, side) =>
      Effect.map(questions.live, () =>
        known.open
          .filter(({ state }) => state.symbol === symbol && state.side === side)
          .map((one) => ({
            clientOrderId: one.clientOrderId,
            limit: one.state.price && one.market.priceText(one.state.price),
            left: leftOf(one)
          }))
      ),
    left: (symbol, clientOrderId) =>
      Effect.map(
        questions.order({ clientOrderId }),
        Option.map((one) => (one.status === "OPEN" || one.status === "UNKNOWN" ? leftOf(one) : zero))
      ),
    mayBeThere: (id) => known.doubtedAt(id) !== undefined || known.idOf(id) !== undefined,
    onlyReduces
  })
  // Before anything is sent it is known what is there: the same id sent twice is two orders.
  yield* questions.begin
  yield* holdings.balances
  const { cancel, place, placing } = accountOrders({
    rest,
    known,
    awaited,
    questions,
    markets,
    ledger,
    fence,
    settles: SETTLES,
    closedUntil: (of) => hours[of]
  })

  const find: ExchangeAccount["find"] = Effect.fn("Tastytrade.find")(function* (order) {
    return Option.map(yield* questions.order(order), ({ state }) => state)
  })

  return withinLimits({ name: "tastytrade", restsUntil: rest.restsUntil }, known.leaving, {
    settles: SETTLES,
    balances: holdings.balances,
    positions: holdings.positions,
    standing: holdings.standing,
    margin: holdings.margin,
    place,
    cancel,
    find,
    openOrders: Effect.suspend(() => {
      const unread: Array<UnreadOrder> = []
      return Effect.map(questions.liveBut(unread), (all) => [
        ...all.filter(({ status }) => status === "OPEN" || status === "UNKNOWN").map(({ state }) => state),
        ...unread
      ])
    }),
    fills,
    fillsOf,
    reports: newsOf(
      { known, awaited, questions, markets, ledger, placing, holdings },
      accountStream(stream, allowedHosts, rest)
    )
  })
})
