import { Effect, Option } from "effect"
import { type Time, TradeId } from "@tradetower/domain/ids"
import type { Market } from "@tradetower/domain/market"
import { Decimal, isZero, minus, times, whole } from "@tradetower/domain/number"
import type { AccountNews, ExchangeUnavailable } from "../../exchange.ts"
import { patiently } from "../../patience.ts"
import { futureOf, goesOn } from "../../venues/coinbase/future.ts"
import { ProductAnswer } from "../../venues/coinbase/messages.ts"
import type { Client } from "./client.ts"
import { isContract, isHeld, readContracts } from "./futures.ts"
import type { AccountMarkets } from "../kept-markets.ts"
import type { Trades } from "./trades.ts"

/** How often the rates of what is held are asked for: no channel tells them. */
const EVERY = "5 minutes"

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
      const before = due.get(symbol)
      due.delete(symbol)
      if (contracts === undefined || !isHeld(contracts)) continue
      const product = Option.getOrUndefined(
        yield* client.read(`/market/products/${encodeURIComponent(symbol)}`, ProductAnswer)
      )
      const details = product && futureOf(product)
      if (product === undefined || details === undefined || !goesOn(details)) continue
      const { funding_rate: rate, funding_time } = details
      const at = Date.parse(funding_time ?? "")
      if (rate !== undefined && rate !== null && rate !== "" && !Number.isNaN(at)) due.set(symbol, { at, rate })
      const { price } = product
      if (
        before === undefined ||
        before.at > (yield* client.now) ||
        price === undefined ||
        price === null ||
        price === ""
      )
        continue
      const amount = fundingOf(market, contracts, price, before.rate)
      const clientOrderId = isZero(amount) ? undefined : yield* trades.lastOwn(symbol)
      if (clientOrderId === undefined) continue
      tell({
        _tag: "Reported",
        symbol,
        report: {
          _tag: "FundingCharged",
          at: before.at as Time,
          clientOrderId,
          tradeId: TradeId.make(`funding-${symbol}-${before.at}`),
          amount: whole(market.quote(amount))
        }
      })
    }
  })

  return (tell: (news: AccountNews) => void) =>
    Effect.forever(Effect.andThen(Effect.retry(look(tell), patiently), Effect.sleep(EVERY)))
}
