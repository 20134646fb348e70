import { Context, type Duration, Effect, Option } from "effect"
import { type ClientOrderId, type Time, TradeId } from "@tradetower/domain/ids"
import type { Market, Symbol } from "@tradetower/domain/market"
import { isZero, whole, zero } from "@tradetower/domain/number"
import type { AccountNews, ExchangeUnavailable } from "../../exchange.ts"
import { patiently } from "../../patience.ts"
import { futureOf, goesOn } from "../../venues/coinbase/future.ts"
import { type Product, ProductAnswer } from "../../venues/coinbase/messages.ts"
import { rfc3339 } from "../../wire/instants.ts"
import type { AccountMarkets } from "../kept-markets.ts"
import type { Fill } from "./answers.ts"
import type { Client } from "./client.ts"
import { fundingOf, grouped, heldAt, HOUR, type HourlySum, hoursBetween, pricesAt } from "./funding-hours.ts"
import { comparedFrom, moneyOf, settledBy, signed } from "./funding-money.ts"
import { type Charge, type FundingNote, noteText, readNote } from "./funding-note.ts"
import { type Contracts, isContract, NONE, readContracts } from "./futures.ts"
import { MoneyAnswer } from "./futures-answers.ts"
import { listFills } from "./pages.ts"
import { paths } from "./paths.ts"
import type { Trades } from "./trades.ts"

/** How often the rates of what is held are asked for: no channel tells them. */
export const FundingLooks = Context.Reference<Duration.Input>("@tradetower/execution/CoinbaseFundingLooks", {
  defaultValue: () => "5 minutes"
})

/** What a product charges at its next hour, as it says now. */
const dueOf = (product: Product, now: number): FundingNote["rates"][string] | undefined => {
  const details = futureOf(product)
  if (details === undefined || !goesOn(details)) return undefined
  const { funding_rate: rate, funding_time } = details
  const at = Date.parse(funding_time ?? "")
  return rate === undefined || rate === null || rate === "" || !(at > now) ? undefined : { at, rate }
}

const newsOf = (market: Market, { amount, at, clientOrderId, source, tradeId }: Charge): AccountNews => ({
  _tag: "Reported",
  symbol: market.instrument.symbol,
  report: {
    _tag: "FundingCharged",
    at: at as Time,
    clientOrderId,
    tradeId: TradeId.make(tradeId),
    amount: whole(market.quote(amount)),
    source
  }
})

export interface FundingOf {
  readonly client: Client
  readonly trades: Pick<Trades, "lastOwn">
  readonly markets: AccountMarkets
  readonly hasFutures: Effect.Effect<boolean, ExchangeUnavailable>
  /** What was told as `Kept` before this process began. */
  readonly kept: string | undefined
}

/** What a look saw: the time, what is held now, and what was traded since anything was last charged. */
interface Seen {
  readonly now: number
  readonly held: ReadonlyMap<string, Contracts>
  readonly fills: ReadonlyArray<Fill>
}

/**
 * Funding, which Coinbase tells nowhere by itself and lists nowhere: it accrues by the hour, and what of it is reckoned here
 * from its rate and the price is an estimate, for what was held as the hour ended. Each hour is told once, also those in
 * which nobody listened; the account's own money sets right what was told, once it shows it.
 */
export const makeFunding = ({ client, hasFutures, kept, markets, trades }: FundingOf) => {
  let note = readNote(kept)

  const fillsSince = (at: number) => Effect.map(listFills(client, { since: rfc3339(at) }), ({ fills }) => fills)

  /** By whose orders these hours are told: asked for each alone where it is not the same from the first to the last. */
  const owners = Effect.fnUntraced(function* (symbol: Symbol, hours: ReadonlyArray<number>) {
    const [first = 0] = hours
    const before = yield* trades.lastOwn(symbol, first)
    const after = hours.length > 1 ? yield* trades.lastOwn(symbol, hours.at(-1)) : before
    const all = new Map<number, ClientOrderId | undefined>()
    for (const hour of hours) all.set(hour, before === after ? after : yield* trades.lastOwn(symbol, hour))
    return all
  })

  /** What a future charged for these hours, and will next; undefined while that can't be reckoned. */
  const ofFuture = Effect.fnUntraced(function* (market: Market, hours: ReadonlyArray<number>, seen: Seen) {
    const { symbol } = market.instrument
    const { fills, held, now } = seen
    const there = signed(held.get(symbol) ?? NONE)
    const due = hours
      .map((hour) => ({ hour, contracts: heldAt(there, symbol, fills, hour) }))
      .filter(({ contracts }) => !isZero(contracts))
    if (due.length === 0 && isZero(there)) return { charges: [], next: undefined }
    const product = Option.getOrUndefined(yield* client.read(paths.product(symbol), ProductAnswer))
    const next = product && dueOf(product, now)
    const rate = note?.rates[symbol]?.rate ?? next?.rate
    if (product === undefined || rate === undefined || due.length === 0) return { charges: [], next }
    const passed = due.map(({ hour }) => hour)
    const priceAt = yield* pricesAt(client, product, passed, now)
    const by = yield* owners(symbol, passed)
    const amounts: Array<HourlySum> = []
    for (const { contracts, hour } of due) {
      const [price, of] = [priceAt(hour), by.get(hour)]
      if (price === undefined) return undefined
      if (of !== undefined) amounts.push({ at: hour, of, amount: fundingOf(market, contracts, price, rate) })
    }
    const charges = grouped(amounts).map(({ amount, at, of }): Charge => ({
      symbol,
      clientOrderId: of,
      tradeId: `funding-${symbol}-${at}`,
      at,
      amount,
      source: "RATE"
    }))
    return { charges, next }
  })

  /** What the account's own money says beyond what was told, and the note after it. */
  const settled = Effect.fnUntraced(function* (
    known: FundingNote,
    all: ReadonlyMap<string, Market>,
    { held, now }: Seen
  ) {
    const nothing = { note: known, charges: [] as ReadonlyArray<Charge> }
    if (held.size === 0 && known.told.length === 0) {
      const { money: _, ...rest } = known
      return { ...nothing, note: rest }
    }
    const answer = yield* client.read(paths.summary, MoneyAnswer)
    const summary = Option.getOrUndefined(answer)?.balance_summary
    if (summary === undefined || summary === null) return nothing
    const { daily_realized_pnl: realized, total_usd_balance: cash } = summary
    const money = moneyOf({ cash, realized: realized ?? zero }, held, all)
    if (money === undefined) return nothing
    const { beyond, note: after } = settledBy(known, money, yield* fillsSince(comparedFrom(known, now)), all, now)
    const charges: Array<Charge> = []
    for (const [symbol, amount] of beyond) {
      const clientOrderId = yield* trades.lastOwn(symbol)
      const tradeId = `funding-${symbol}-${now}-balance`
      if (clientOrderId !== undefined)
        charges.push({ symbol, clientOrderId, tradeId, at: now, amount, source: "BALANCE" })
    }
    return { note: after, charges }
  })

  const look = Effect.fnUntraced(function* (tell: (news: ReadonlyArray<AccountNews>) => void) {
    const all = new Map((yield* markets.all).map((market) => [market.instrument.symbol as string, market]))
    const futures = [...all.values()].filter(isContract)
    if (futures.length === 0 || !(yield* hasFutures)) return
    const held = yield* readContracts(client, [...all.keys()])
    const now = yield* client.now
    const known: FundingNote = note ?? { until: Math.floor(now / HOUR) * HOUR, rates: {}, told: [], last: [] }
    const hours = hoursBetween(known.until, now)
    const fills = hours.length === 0 ? [] : yield* fillsSince(hours[0] ?? now)
    const seen: Seen = { now, held, fills }
    const charges: Array<Charge> = []
    const rates: Record<string, FundingNote["rates"][string]> = {}
    for (const market of futures) {
      const of = yield* ofFuture(market, hours, seen)
      // All of it stays due until it can be reckoned.
      if (of === undefined) return
      charges.push(...of.charges)
      if (of.next !== undefined) rates[market.instrument.symbol] = of.next
    }
    const told = [...known.told, ...charges.map(({ amount, at, symbol }) => ({ amount, at, symbol }))]
    const charged = { ...known, until: hours.at(-1) ?? known.until, rates, told }
    const after = yield* settled(charged, all, seen)
    charges.push(...after.charges)
    note = { ...after.note, ...(charges.length > 0 && { last: charges }) }
    tell([keptOf(note), ...toldOf(charges, all)])
  })

  return (tell: (news: AccountNews) => void) => {
    let said: string | undefined
    const told = (news: ReadonlyArray<AccountNews>) => {
      for (const item of news) {
        if (item._tag === "Kept" && item.note === said) continue
        if (item._tag === "Kept") said = item.note
        tell(item)
      }
    }
    const begin = Effect.gen(function* () {
      if (note === undefined) return
      const all = new Map((yield* markets.all).map((market) => [market.instrument.symbol as string, market]))
      // Whoever told them may have died over it: what was heard is not counted again.
      told([keptOf(note), ...toldOf(note.last, all)])
    })
    return Effect.flatMap(FundingLooks, (every) =>
      Effect.andThen(
        Effect.retry(begin, patiently),
        Effect.forever(Effect.andThen(Effect.retry(look(told), patiently), Effect.sleep(every)))
      )
    )
  }
}

const keptOf = (note: FundingNote): AccountNews => ({ _tag: "Kept", note: noteText(note) })

const toldOf = (charges: ReadonlyArray<Charge>, all: ReadonlyMap<string, Market>): ReadonlyArray<AccountNews> =>
  charges.flatMap((charge) => {
    const market = all.get(charge.symbol)
    return market === undefined ? [] : [newsOf(market, charge)]
  })
