import type { ConnectionId, Environment } from "@tradetower/domain/connection"
import { isLive } from "@tradetower/domain/bot"
import type { BotId, RunId, TenantId } from "@tradetower/domain/ids"
import type { VenueId, Market, Price, Symbol } from "@tradetower/domain/market"
import { fine, PLACES } from "@tradetower/domain/number"
import { type ExposureFacts, resultAt, runStanding, type RunStanding, worthAt } from "@tradetower/domain/risk"
import type { BotRun, StepRecord } from "@tradetower/platform"
import type { LastPrices } from "./last-prices.ts"

/** A live run, as its newest step left it. */
export interface HeldRun {
  readonly tenantId: TenantId
  readonly botId: BotId
  readonly runId: RunId
  readonly connection: ConnectionId
  readonly market: Market
  readonly seq: number
  readonly standing: RunStanding
}

/** All runs of a tenant in one pair; sums of theirs. */
interface Pair {
  readonly market: Market
  readonly runs: Map<RunId, HeldRun>
  settled: bigint
  invested: bigint
  cost: bigint
  /** Bots don't net against each other in what they may lose: longs and shorts apart. */
  long: bigint
  short: bigint
}

/** Everything a tenant's bots have in one quote asset, with real money or with paper money. Amounts in units of `10^-18` of it. */
export interface Book {
  readonly tenantId: TenantId
  readonly environment: Environment
  readonly quote: string
  readonly pairs: Map<string, Pair>
  /** Result of the runs that ended. */
  ended: bigint
  /** What its accounts are worth, as last told; undefined while unknown. */
  equity: bigint | undefined
  /** All positions, at the prices of the last look. */
  exposure: bigint
}

type Seen = Pick<
  StepRecord,
  "tenantId" | "botDefinitionId" | "connection" | "environment" | "venue" | "symbol" | "seq" | "summary"
> & {
  readonly botRunId: RunId
}

/** What every tenant's live runs hold: followed from their steps, added up as they come. */
export class Holdings {
  readonly #prices: LastPrices
  readonly #market: (venue: VenueId, symbol: Symbol) => Market | undefined
  /** As many as there are tenants that trade, kinds of money and quotes. */
  readonly #books = new Map<string, Book>()
  readonly #runs = new Map<RunId, { readonly book: Book; readonly pair: Pair }>()
  /** Each market's last price as `price` answers it: asked for every tenant, worked out once. */
  readonly #fine = new WeakMap<Market, { readonly price: Price; readonly fine: bigint }>()

  constructor(prices: LastPrices, market: (venue: VenueId, symbol: Symbol) => Market | undefined) {
    this.#prices = prices
    this.#market = market
  }

  get books(): Iterable<Book> {
    return this.#books.values()
  }

  /** Takes a step in; older ones than known change nothing. */
  stepped(step: Seen): void {
    const known = this.#runs.get(step.botRunId)
    if (known !== undefined && (known.pair.runs.get(step.botRunId)?.seq ?? 0) >= step.seq) return
    const live = isLive(step.summary.state)
    // One that closes what it kept was counted when it ended.
    if (known === undefined && (!live || step.summary.kept === true)) return
    const market = known?.pair.market ?? this.#market(step.venue, step.symbol)
    if (market === undefined) return
    const book = known?.book ?? this.#bookOf(step.tenantId, step.environment, market.instrument.quote)
    const pair = known?.pair ?? pairOf(book, market)
    const before = pair.runs.get(step.botRunId)
    if (before !== undefined) add(pair, before.standing, -1n)
    const standing = runStanding(step.summary)
    if (!live) {
      book.ended += this.#result(market, standing)
      pair.runs.delete(step.botRunId)
      this.#runs.delete(step.botRunId)
      if (pair.runs.size === 0) book.pairs.delete(nameOf(market))
      return
    }
    add(pair, standing, 1n)
    const { botDefinitionId: botId, botRunId: runId, connection, seq, tenantId } = step
    pair.runs.set(runId, { tenantId, botId, runId, connection, market, seq, standing })
    if (known === undefined) this.#runs.set(runId, { book, pair })
  }

  /** Whether a run lives. */
  holds(runId: RunId): boolean {
    return this.#runs.has(runId)
  }

  /** Whether a book is the one that is added up in. */
  keeps(book: Book): boolean {
    return this.#books.get(bookName(book.tenantId, book.environment, book.quote)) === book
  }

  /** Forgets what a tenant's runs held and came to; none of them may live. */
  forget(tenantId: TenantId): void {
    for (const [name, book] of this.#books) if (book.tenantId === tenantId) this.#books.delete(name)
  }

  /** The same of a run's projection, at the start. */
  loaded(run: BotRun): void {
    this.stepped({ ...run, botRunId: run.id })
  }

  /** What the live runs on one of a tenant's connections hold, market by market; longs and shorts apart. */
  *heldOn(tenantId: TenantId, connection: ConnectionId): Iterable<Pick<Pair, "market" | "long" | "short" | "runs">> {
    for (const book of this.#books.values()) {
      if (book.tenantId !== tenantId) continue
      for (const { market, runs } of book.pairs.values()) {
        const on = emptyPair(market)
        for (const [id, run] of runs) {
          if (run.connection !== connection) continue
          on.runs.set(id, run)
          add(on, run.standing, 1n)
        }
        if (on.runs.size > 0) yield on
      }
    }
  }

  /** Every live run on a market, whoever's. */
  *on(venue: VenueId, symbol: Symbol): Iterable<HeldRun> {
    for (const book of this.#books.values())
      for (const { market, runs } of book.pairs.values())
        if (market.instrument.venue === venue && market.instrument.symbol === symbol) yield* runs.values()
  }

  /** The market's last price in units of `10^-18`; undefined before the first. */
  price(market: Market): bigint | undefined {
    const { venue, symbol } = market.instrument
    const price = this.#prices.of(venue, symbol)
    if (price === undefined) return undefined
    const known = this.#fine.get(market)
    if (known?.price === price) return known.fine
    const exact = fine(market.priceText(price))
    this.#fine.set(market, { price, fine: exact })
    return exact
  }

  /** How a book stands at the last prices; undefined while a held pair has none. */
  look(book: Book): { readonly invested: bigint; readonly result: bigint; readonly exposure: bigint } | undefined {
    let [invested, result, exposure] = [0n, book.ended, 0n]
    for (const pair of book.pairs.values()) {
      invested += pair.invested
      result += pair.settled
      if (pair.long === 0n && pair.short === 0n) continue
      const price = this.price(pair.market)
      if (price === undefined) return undefined
      result += worthAt(pair.long - pair.short, price)
      exposure += worthAt(pair.long + pair.short, price)
    }
    book.exposure = exposure
    return { invested, result, exposure }
  }

  /** What a tenant's futures positions would bring if they were closed now, which no balance shows. */
  unrealised(tenantId: TenantId, environment: Environment, quote: string): bigint {
    let sum = 0n
    for (const { cost, long, market, short } of this.#books
      .get(bookName(tenantId, environment, quote))
      ?.pairs.values() ?? []) {
      if (market.instrument.kind !== "FUTURES" || (long === 0n && short === 0n)) continue
      const price = this.price(market)
      if (price !== undefined) sum += worthAt(long - short, price) - cost
    }
    return sum
  }

  /** The size of a pair's positions at the last price. */
  pairExposure({ long, market, short }: Pair): bigint {
    const price = this.price(market)
    return price === undefined ? 0n : worthAt(long + short, price)
  }

  /** What the gate weighs an order against, in the market's own units of quote. */
  exposure(tenantId: TenantId, environment: Environment, market: Market): ExposureFacts | undefined {
    const { quote } = market.instrument
    const book = this.#books.get(bookName(tenantId, environment, quote))
    if (book?.equity === undefined) return undefined
    const pair = book.pairs.get(nameOf(market))
    const price = pair === undefined ? undefined : this.price(market)
    const held = pair === undefined || price === undefined ? 0n : worthAt(pair.long - pair.short, price)
    const scale = 10n ** BigInt(Math.max(0, PLACES - market.quoteDecimals))
    return { equity: book.equity / scale, total: book.exposure / scale, pair: held / scale }
  }

  resultOf({ market, standing }: HeldRun): bigint {
    return this.#result(market, standing)
  }

  #result(market: Market, standing: RunStanding): bigint {
    return resultAt(standing, this.price(market) ?? standing.entry ?? 0n)
  }

  #bookOf(tenantId: TenantId, environment: Environment, quote: string): Book {
    const name = bookName(tenantId, environment, quote)
    const known = this.#books.get(name)
    if (known !== undefined) return known
    const book: Book = { tenantId, environment, quote, pairs: new Map(), ended: 0n, equity: undefined, exposure: 0n }
    this.#books.set(name, book)
    return book
  }
}

const bookName = (tenantId: TenantId, environment: Environment, quote: string): string =>
  `${tenantId}/${environment}/${quote}`

const nameOf = ({ instrument }: Market): string => `${instrument.venue}/${instrument.symbol}`

const emptyPair = (market: Market): Pair => ({
  market,
  runs: new Map(),
  settled: 0n,
  invested: 0n,
  cost: 0n,
  long: 0n,
  short: 0n
})

const pairOf = (book: Book, market: Market): Pair => {
  const known = book.pairs.get(nameOf(market))
  if (known !== undefined) return known
  const pair = emptyPair(market)
  book.pairs.set(nameOf(market), pair)
  return pair
}

const add = (pair: Pair, { cost, invested, position, settled }: RunStanding, sign: 1n | -1n): void => {
  pair.settled += sign * settled
  pair.invested += sign * invested
  pair.cost += sign * cost
  if (position > 0n) pair.long += sign * position
  else pair.short -= sign * position
}
