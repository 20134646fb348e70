import { Effect } from "effect"
import { amountWords } from "@tradetower/domain/market"
import { type BrokerUnavailable, type Credentials, type KeyFound, KeyRefused } from "@tradetower/platform"
import type { ExchangeUnavailable } from "../../../unavailable.ts"
import { notTried } from "../../not-tried.ts"
import { beginTrial } from "../../trial.ts"
import type { Held } from "../holdings.ts"
import { collect } from "./collect.ts"
import { gatewayIn, GatewayUnreadable } from "./gateway.ts"
import { isReadOnly } from "./codes.ts"
import { readOnly } from "./gateway-trouble.ts"
import { gatewayLink, type Link } from "./link.ts"
import { orRefused } from "./listings.ts"
import { summary } from "./summary.ts"

/** Whether it may trade is told within this time, ms. */
const TOLD_WITHIN = 2_000

const refusal = (error: ExchangeUnavailable) =>
  error.retryable && error !== readOnly ? notTried(error) : new KeyRefused({ message: error.message })

/** A gateway whose API is read-only tells nothing of orders either. */
const mayTrade = Effect.fnUntraced(function* (link: Link): Effect.fn.Return<void, ExchangeUnavailable> {
  const tws = yield* link.ready
  let isClosed = false
  const asked = collect(tws, {
    urgency: "URGENT",
    within: TOLD_WITHIN,
    say: (api) => api.reqOpenOrders(),
    take: (told) => {
      if (told._tag === "openOrderEnd") return "END"
      // It is told of no request.
      if (told._tag !== "fault" || !isReadOnly(told.code, told.text)) return undefined
      isClosed = true
      return "END"
    }
  })
  yield* orRefused(asked)
  if (isClosed) return yield* readOnly
})

const cashWords = ({ cash }: Held): string => {
  const money = cash.filter(({ amount }) => Number(amount) !== 0).map(({ amount, asset }) => amountWords(amount, asset))
  return money.length === 0 ? "It has no cash." : `It has ${money.slice(0, 5).join(", ")} in cash.`
}

const factsOf = (link: Link, { may, unsaid }: Effect.Success<ReturnType<typeof beginTrial>>) =>
  Effect.map(may("What it holds", summary(link)), (held) => [
    ...(held === undefined ? [] : [cashWords(held)]),
    "Stocks of US exchanges are traded, in whole shares and in dollars; futures and coins are not.",
    "At most 15 orders of one side rest on a stock: a grid with more levels is refused.",
    "Prices are 15 minutes old unless this login pays for real-time data; with real money, bots start on real-time prices only.",
    "IB Gateway or TWS has to stay signed in: while it is not, nothing is traded, and orders that rest are only watched by Interactive Brokers.",
    ...unsaid
  ])

/** Connects to a gateway and reads what it is of; nothing is changed there. */
export const tryGateway = Effect.fn("Ibkr.tryGateway")(function* (
  credentials: Credentials
): Effect.fn.Return<KeyFound, KeyRefused | BrokerUnavailable> {
  const gateway = gatewayIn(credentials)
  if (gateway instanceof GatewayUnreadable) return yield* new KeyRefused({ message: gateway.message })
  const trial = yield* beginTrial("IB Gateway")
  return yield* Effect.scoped(
    Effect.gen(function* () {
      const link = yield* gatewayLink(gateway, {}, () => undefined)
      yield* mayTrade(link)
      return {
        environment: link.isPaper ? ("PAPER" as const) : ("LIVE" as const),
        account: link.account,
        permissions: ["trade shares"],
        caution:
          "Whoever reaches the port of IB Gateway or TWS may trade there: keep it to this computer, and to the addresses that it trusts.",
        facts: yield* factsOf(link, trial)
      }
    })
  ).pipe(Effect.mapError(refusal))
})
