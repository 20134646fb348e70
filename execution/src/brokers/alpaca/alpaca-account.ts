import { Clock, Effect, Option, type Scope } from "effect"
import type { Instrument, Market, Symbol } from "@tradetower/domain/market"
import type { Environment } from "@tradetower/domain/connection"
import type { ExchangeAccount, ExchangeUnavailable } from "../../exchange.ts"
import type { RequestWindow } from "../../wire/request-window.ts"
import { accountOrders } from "./account-orders.ts"
import { newsOf } from "./account-news.ts"
import { type AlpacaAddresses, hostsAt } from "./addresses.ts"
import { Awaited, SilencePatience } from "../awaited.ts"
import { elsewhereOf } from "./elsewhere.ts"
import { fillList } from "./fill-list.ts"
import { hoursOf } from "../hours.ts"
import { holdingsOf } from "./holdings.ts"
import type { AlpacaKey } from "./key.ts"
import { KnownOrders } from "./known-orders.ts"
import { orderQuestions, stateWith } from "./order-questions.ts"
import { takesAtOnce } from "./order-state.ts"
import { lookAtClock } from "./market-clock.ts"
import { restOf } from "./rest.ts"
import { stillLetIn } from "../still-let-in.ts"
import { withinLimits } from "../left-alone.ts"
import { AccountAnswer } from "./answers.ts"
import { shortingOf } from "./shorting.ts"
import { Rivals, tradingStream } from "./trading-stream.ts"
import { Executions } from "./voided.ts"

/** An order that can't be found after this was never taken, ms. */
const SETTLES = 3_000

/** Of which account, and how it is asked. */
export interface AccountOf {
  readonly at: AlpacaAddresses
  readonly environment: Environment
  readonly key: AlpacaKey
  readonly pace: RequestWindow
  /** What is traded here, by our symbol. */
  readonly followed: () => ReadonlyMap<Symbol, Instrument>
  readonly marketOf: (symbol: Symbol) => Effect.Effect<Market, ExchangeUnavailable>
}

/** A trader's account at Alpaca. */
export const alpacaAccount = Effect.fn("Alpaca.open")(function* ({
  at,
  environment,
  followed,
  key,
  marketOf,
  pace
}: AccountOf): Effect.fn.Return<ExchangeAccount, ExchangeUnavailable, Scope.Scope> {
  const { rest: url, stream } = at.trading[environment]
  const hosts = hostsAt(at)
  const rest = restOf(url, hosts, key, pace)
  const known = new KnownOrders()
  const patience = yield* SilencePatience
  const awaited = new Awaited(patience)
  const questions = orderQuestions(rest, known)
  const holdings = holdingsOf(rest, () => [...known.instruments.values(), ...followed().values()])
  // Paper trades cost nothing.
  const rate = () => (environment === "PAPER" ? 0n : holdings.rate())
  const fills = fillList(rest, known, questions, rate)
  const mayShort = shortingOf(rest)
  yield* mayShort
  yield* holdings.balances
  const { cancel, place, placing } = accountOrders({
    rest,
    known,
    awaited,
    questions,
    holdings,
    marketOf,
    mayShort,
    closedUntil: hoursOf(lookAtClock(rest))
  })
  const rivals = new Rivals()
  const executions = new Executions()
  const elsewhere = elsewhereOf({ rest, known, questions, fills, executions })

  const find: ExchangeAccount["find"] = Effect.fn("Alpaca.find")(function* (order) {
    const found = yield* questions.order(order)
    if (Option.isNone(found)) return Option.none()
    const { state, status } = found.value.whole
    // Its answer may have got lost: what becomes of it is waited for from here on.
    if (status === "OPEN") awaited.heardOf(state, takesAtOnce(found.value.answer), yield* Clock.currentTimeMillis)
    const ended = status === "FILLED" || status === "CANCELLED" || status === "EXPIRED"
    return Option.some(stateWith(state, !ended || (yield* fills.complete(found.value.whole))))
  })

  return withinLimits({ name: "Alpaca", restsUntil: () => pace.restsUntil }, known.leaving, {
    settles: SETTLES,
    balances: holdings.balances,
    positions: holdings.positions,
    standing: holdings.standing,
    ...(environment === "LIVE" && { fees: holdings.fees }),
    place,
    cancel,
    find,
    openOrders: questions.openOrders,
    fills: fills.fills,
    fillsOf: fills.fillsOf,
    reports: newsOf(
      { known, awaited, questions, fills, executions, elsewhere, placing, rate, changed: holdings.changed },
      tradingStream(stream, hosts, key, rivals),
      stillLetIn(rest.get("/v2/account", AccountAnswer), patience.key)
    )
  })
})
