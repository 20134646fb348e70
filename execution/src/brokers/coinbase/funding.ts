import { Context, type Duration, Effect, Option } from "effect"
import { type ClientOrderId, type Time, TradeId } from "@tradetower/domain/ids"
import type { Market } from "@tradetower/domain/market"
import { Decimal, isZero, minus, times, whole } from "@tradetower/domain/number"
import type { AccountNews, ExchangeUnavailable } from "../../exchange.ts"
import { patiently } from "../../patience.ts"
import { futureOf, goesOn } from "../../venues/coinbase/future.ts"
import { type Product, ProductAnswer } from "../../venues/coinbase/messages.ts"
import type { Client } from "./client.ts"
import { isContract, isHeld, readContracts } from "./futures.ts"
import type { AccountMarkets } from "../kept-markets.ts"
import type { Trades } from "./trades.ts"

/** How often the rates of what is held are asked for: no channel tells them. */
export const FundingLooks = Context.Reference<Duration.Input>("@tradetower/execution/CoinbaseFundingLooks", {
  defaultValue: () => "5 minutes"
})

const ONE = Decimal.make("1")

/** What will be charged next, by what was last said. */
interface Due {
  readonly at: number
  readonly rate: Decimal
}

/** What a position pays: a long pays where the rate is above nothing, a short where it is below. */
export const fundingOf = (
  { instrument: { contractMultiplier = ONE } }: Market,
  { long, short }: { readonly long: Decimal; readonly short: Decimal },
  price: Decimal,
  rate: Decimal
): Decimal => times(times(times(minus(long, short), contractMultiplier), price), rate)

/** What a product charges next. What is over by `now` was told by who knew of it before, or by nobody: never twice. */
const dueOf = (product: Product, now: number): Due | undefined => {
  const details = futureOf(product)
  if (details === undefined || !goesOn(details)) return undefined
  const { funding_rate: rate, funding_time } = details
  const at = Date.parse(funding_time ?? "")
  return rate === undefined || rate === null || rate === "" || !(at > now) ? undefined : { at, rate }
}

/** Told by the order of ours that traded there last. */
const charge = (market: Market, clientOrderId: ClientOrderId, at: number, amount: Decimal): AccountNews => {
  const { symbol } = market.instrument
  return {
    _tag: "Reported",
    symbol,
    report: {
      _tag: "FundingCharged",
      at: at as Time,
      clientOrderId,
      tradeId: TradeId.make(`funding-${symbol}-${at}`),
      amount: whole(market.quote(amount))
    }
  }
}

/**
 * Funding, which Coinbase tells nowhere by itself and lists nowhere: it accrues by the hour, and what of it is reckoned here
 * from its rate and the price is an estimate. Told once an hour for what is held then, while it is listened.
 */
export const makeFunding = (
  client: Client,
  trades: Trades,
  markets: AccountMarkets,
  hasFutures: Effect.Effect<boolean, ExchangeUnavailable>
) => {
  const due = new Map<string, Due>()

  const look = Effect.fnUntraced(function* (tell: (news: AccountNews) => void) {
    const futures = (yield* markets.all).filter(isContract)
    if (futures.length === 0 || !(yield* hasFutures)) return
    const held = yield* readContracts(
      client,
      futures.map(({ instrument: { symbol } }) => symbol)
    )
    for (const market of futures) {
      const { symbol } = market.instrument
      const contracts = held.get(symbol)
      if (contracts === undefined || !isHeld(contracts)) {
        due.delete(symbol)
        continue
      }
      const product = Option.getOrUndefined(
        yield* client.read(`/market/products/${encodeURIComponent(symbol)}`, ProductAnswer)
      )
      const before = due.get(symbol)
      const now = yield* client.now
      if (before !== undefined && before.at <= now) {
        const { price } = product ?? {}
        // It stays due until it can be reckoned.
        if (price === undefined || price === null || price === "") continue
        const amount = fundingOf(market, contracts, price, before.rate)
        const clientOrderId = isZero(amount) ? undefined : yield* trades.lastOwn(symbol)
        if (clientOrderId !== undefined) tell(charge(market, clientOrderId, before.at, amount))
      }
      const next = product && dueOf(product, now)
      if (next === undefined) due.delete(symbol)
      else due.set(symbol, next)
    }
  })

  return (tell: (news: AccountNews) => void) =>
    Effect.flatMap(FundingLooks, (every) =>
      Effect.forever(Effect.andThen(Effect.retry(look(tell), patiently), Effect.sleep(every)))
    )
}
