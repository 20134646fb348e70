import { Clock, Effect, Option, Schema } from "effect"
import { compare, type Decimal, larger, minus, smaller, times, zero } from "@tradetower/domain/number"
import type { Symbol } from "@tradetower/domain/market"
import type { BrokerStanding } from "@tradetower/domain/risk"
import type { AccountMargin, AccountPosition, Balance, ExchangeUnavailable } from "../../exchange.ts"
import { PassedOver } from "../passed-over.ts"
import { type AccountMarkets, isContract } from "./account-markets.ts"
import { calls, closeOnly, dayTradesOf } from "./account-status.ts"
import { BalancesAnswer, PositionAnswer, PositionName, StatusAnswer } from "./answers.ts"
import { productIn, shareName } from "./instruments.ts"
import type { KnownOrders } from "./known-orders.ts"
import type { Ledger } from "./ledger.ts"
import type { Rest } from "./rest.ts"
import { readBalances } from "./read-balances.ts"
import { there, unreadable } from "./words.ts"

/**
 * What is told when it changes is as good as new for so long, ms: orders don't wait behind questions. Positions for less: who
 * looks twice, a minute apart, is to see them twice.
 */
const KEPT = 60_000
const FRESH = 30_000
/** Kinds of what may be traded here. */
const TRADED = ["Equity", "Future"]
const readPosition = Schema.decodeUnknownOption(PositionAnswer)
const readName = Schema.decodeUnknownOption(PositionName)
const readMoney = Schema.decodeUnknownOption(BalancesAnswer)

export type Holdings = ReturnType<typeof holdingsOf>

const owed = (amount: Decimal, effect: string | null | undefined): Decimal =>
  effect === "Debit" && compare(amount, zero) > 0 ? minus(zero, amount) : amount

/** What an account holds and may do. What it holds of what is followed is told also where that is nothing. */
export const holdingsOf = (rest: Rest, known: KnownOrders, markets: AccountMarkets, ledger: Ledger) => {
  const passedOver = new PassedOver("tastytrade")
  let stale = true
  let held: { readonly positions: ReadonlyArray<AccountPosition>; readonly at: number } | undefined
  /** What the account's money was, as last asked or told. */
  let money: { readonly answer: BalancesAnswer; readonly at: number } | undefined
  let moneyIsOld = true
  let standingNow: { readonly answer: StatusAnswer; readonly at: number } | undefined

  const askMoney = Effect.fnUntraced(function* (fresh: number) {
    const now = yield* Clock.currentTimeMillis
    if (money !== undefined && !moneyIsOld && now - money.at < fresh) return money.answer
    moneyIsOld = false
    const answer = yield* Effect.tapError(readBalances(rest), () => Effect.sync(() => (moneyIsOld = true)))
    money = { answer, at: now }
    return answer
  })
  const balancesNow = askMoney(KEPT)
  /** Of a while ago is as good for how the account stands: an order that enters waits for it. */
  const moneyLately = Effect.flatMap(Clock.currentTimeMillis, (now) =>
    money !== undefined && now - money.at < KEPT ? Effect.succeed(money.answer) : balancesNow
  )
  /** It moves with every price. */
  const marginNow = askMoney(0)
  const status = Effect.gen(function* () {
    const now = yield* Clock.currentTimeMillis
    if (standingNow !== undefined && now - standingNow.at < KEPT) return standingNow.answer
    const answer = yield* there(rest.get(`${rest.account}/trading-status`, StatusAnswer))
    standingNow = { answer, at: now }
    return answer
  })

  const readPositions = Effect.fn("Tastytrade.positions")(function* (): Effect.fn.Return<
    ReadonlyArray<AccountPosition>,
    ExchangeUnavailable
  > {
    yield* ledger.caughtUp()
    const now = yield* Clock.currentTimeMillis
    if (held !== undefined && !stale && now - held.at < FRESH) return held.positions
    stale = false
    const rows = yield* Effect.tapError(rest.list(`${rest.account}/positions`), () => Effect.sync(() => (stale = true)))
    const followed = [...markets.followed().values()]
    const told = new Map<Symbol, AccountPosition>()
    for (const { symbol } of followed) told.set(symbol, { symbol, long: zero, short: zero })
    for (const row of rows) {
      const name = Option.getOrUndefined(readName(row))
      const read = Option.getOrUndefined(readPosition(row))
      const kind = name?.["instrument-type"]
      if (kind !== undefined && !TRADED.includes(kind)) continue
      const market = read && (yield* markets.named(read["instrument-type"], read.symbol))
      if (read === undefined || market === undefined) {
        const ours = followed.some(
          ({ kind: of, symbol }) =>
            of === "FUTURES" || shareName(symbol) === name?.symbol || productIn(symbol) !== undefined
        )
        if (name === undefined || ours) return yield* unreadable
        yield* passedOver.tell(`position ${name.symbol}`)
        continue
      }
      const { contractMultiplier = "1", symbol } = market.instrument
      const size = isContract(market) ? times(read.quantity, contractMultiplier) : read.quantity
      const direction = read["quantity-direction"]
      told.set(symbol, {
        symbol,
        long: direction === "Long" ? size : zero,
        short: direction === "Short" ? size : zero
      })
    }
    const positions = [...told.values()]
    held = { positions, at: now }
    return positions
  })
  const positions = readPositions()

  const balances = Effect.gen(function* () {
    const [money, all] = yield* Effect.all([balancesNow, positions], { concurrency: 2 })
    const cash = owed(money["cash-balance"], money["cash-balance-effect"])
    const free = minus(cash, known.reserved)
    const power = money["equity-buying-power"]
    // On margin more could be had: only what is there is spent.
    const available = typeof power === "string" ? smaller(free, power) : free
    const promised = promisedBy(known)
    return [
      { asset: "USD", total: cash, available: larger(available, zero) },
      ...all
        .filter(({ long, symbol }) => productIn(symbol) === undefined && compare(long, zero) > 0)
        .map(({ long, symbol }): Balance => ({
          asset: symbol,
          total: long,
          available: larger(minus(long, promised(symbol)), zero)
        }))
    ]
  }).pipe(Effect.withSpan("Tastytrade.balances"))

  const standing = Effect.gen(function* () {
    const [is, money] = yield* Effect.all([status, moneyLately], { concurrency: 2 })
    const only = closeOnly(is) ?? calls(is)[0]
    const { "day-trading-buying-power": power, "net-liquidating-value": equity } = money
    return {
      ...(typeof equity === "string" && { equity }),
      ...(typeof power === "string" && { intradayBuyingPower: power }),
      ...dayTradesOf(is),
      ...(only !== undefined && { closeOnly: only })
    } satisfies BrokerStanding
  })

  /** All futures of an account share its margin. */
  const margin = Effect.gen(function* () {
    const [is, now] = yield* Effect.all([status, marginNow], { concurrency: 2 })
    const { "derivative-buying-power": available, "maintenance-excess": buffer } = now
    if (is["is-futures-enabled"] !== true || typeof available !== "string") return []
    return [
      { asset: "USD", available: larger(available, zero), buffer: buffer ?? available }
    ] satisfies ReadonlyArray<AccountMargin>
  })

  return {
    balances,
    positions,
    standing,
    margin,
    /** Something was traded, or may have been: what is asked next is asked anew. */
    changed: () => {
      stale = true
      moneyIsOld = true
    },
    /** The account's money, as its stream tells it. */
    told: (row: unknown, now: number): boolean => {
      const answer = Option.getOrUndefined(readMoney(row))
      if (answer === undefined) return false
      money = { answer, at: now }
      moneyIsOld = false
      return true
    }
  }
}

/** How much of a share orders that rest would sell. */
const promisedBy =
  (known: KnownOrders) =>
  (symbol: Symbol): Decimal =>
    known.open
      .filter(({ state }) => state.symbol === symbol && state.side === "SELL")
      .reduce<Decimal>(
        (all, { filled, market, state }) =>
          minus(all, minus(market.quantityText(filled), market.quantityText(state.quantity))),
        zero
      )
