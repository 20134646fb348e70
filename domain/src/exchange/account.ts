import { keepsHours } from "../calendar/sessions.ts"
import type { ClientOrderId } from "../ids.ts"
import type { Symbol } from "../market/instrument.ts"
import type { Market, Price } from "../market/market.ts"
import { big, type Whole, whole } from "../number/whole.ts"
import type { Decimal } from "../number/decimal.ts"
import { fromUnits, PLACES, toUnits } from "../number/decimal-units.ts"
import { numbered } from "../number/numbered.ts"
import type { Fill, PositionReport } from "../order/report.ts"
import type { AssetBalance } from "./asset-balance.ts"
import { type Book, type Crossings, inBook, nextAbove, nextBelow } from "./book.ts"
import { type FillModel, plainFills } from "./fill-model.ts"
import { isOpen, keyOf, type PaperOrder } from "./paper-order.ts"
import { brokerTerms, classOf, isKind, type TermsName, termsOf } from "../terms/list.ts"
import { dealsOn } from "./account-deal.ts"

/** In how many decimals an account counts an asset. */
export type AssetDecimals = (asset: string) => number
/** An account of many markets counts finer than any market's own. */
const finest: AssetDecimals = () => PLACES

/** Counts as a market does: for an account that trades no other. */
export const decimalsOn =
  ({ baseDecimals, instrument, quoteDecimals }: Market): AssetDecimals =>
  (asset) =>
    asset === instrument.quote ? quoteDecimals : asset === instrument.base ? baseDecimals : PLACES

/** One trade of the account. */
export interface PaperFill {
  /** The first trade of the account is number 1. */
  readonly number: number
  readonly symbol: Symbol
  readonly order: PaperOrder
  readonly report: Fill
}

/** What happened to a position of the account: counted with its trades. */
export interface PaperSettlement {
  readonly number: number
  readonly symbol: Symbol
  /** The order that last changed the position. */
  readonly order: PaperOrder
  readonly report: PositionReport
}

/**
 * One trader's account at the paper exchange, over any number of markets. It is changed in place by `place`, `cancel`
 * and `priceMoved`, and by nothing else: no clock, no chance, so the same calls always give the same answers and ids.
 */
export interface Account {
  readonly id: string
  readonly fillModel: FillModel
  readonly decimals: AssetDecimals
  readonly assets: Map<string, AssetBalance>
  readonly books: Map<string, Book>
  /** The book that was asked for last: mostly the one that is asked for next. */
  latest: Book | undefined
  /** By whose rules it trades. */
  readonly terms: TermsName
  /** By a broker's rules stocks are traded in their sessions (PAPER-22); otherwise whenever there is a price. */
  readonly keepsHours: boolean
  /** By client order id: all that ever arrived; where `remembers` is false, none (`findOrder` knows the open ones). */
  readonly orders: Map<string, PaperOrder>
  /** Trades in order; where `remembers` is false, none. */
  readonly fills: Array<PaperFill>
  /** Funding and liquidations in order; where `remembers` is false, none. */
  readonly settlements: Array<PaperSettlement>
  /** It has traded on a futures market. */
  margined: boolean
  /** Orders and trades counted so far: their ids are made from these. */
  orderCount: number
  tradeCount: number
  /** The exchange's own id of an order, of a trade, by its count. */
  readonly orderId: (count: number) => string
  readonly tradeId: (count: number) => string
  /** Client ids of orders that changed since the changes were last drained. */
  readonly changed: Set<string>
  /** Whether what is over is remembered, to be saved and asked for: a simulation needs none of it. */
  readonly remembers: boolean
}

/** Notes that an order changed. */
export const noteChange = (account: Account, order: PaperOrder): void => {
  if (account.remembers) account.changed.add(keyOf(order))
}

export type AccountIds = Pick<Account, "orderId" | "tradeId">

/** How an account names its orders and trades. */
export const accountIds = (account: string): AccountIds => ({
  orderId: numbered(`${account}-O`),
  tradeId: numbered(`${account}-T`)
})

/** How an account is kept. */
export interface Keeping {
  /** 18 decimals of every asset when absent. */
  readonly decimals?: AssetDecimals
  /** Ids made before, of an account of the same name. */
  readonly ids?: AccountIds
  /** True when absent. */
  readonly remembers?: boolean
  /** By whose rules it trades; the kind ones of `paper` when absent. */
  readonly terms?: TermsName
  /** False when absent. */
  readonly keepsHours?: boolean
}

/** Opens an account with what is in it: `openAccount("ada", { USD: "100000" })`. */
export const openAccount = (
  id: string,
  balances: Readonly<Record<string, Decimal | string>>,
  fillModel: FillModel = plainFills,
  { decimals = finest, ids = accountIds(id), keepsHours = false, remembers = true, terms = "paper" }: Keeping = {}
): Account => {
  const assets = new Map<string, AssetBalance>()
  for (const [asset, amount] of Object.entries(balances)) {
    const free = toUnits(amount, decimals(asset))
    if (free === undefined || free < 0n) throw new RangeError(`a balance of ${amount} ${asset} can't be opened`)
    assets.set(asset, { free: whole(free), reserved: 0 })
  }
  return {
    id,
    fillModel,
    decimals,
    assets,
    books: new Map(),
    terms,
    keepsHours,
    latest: undefined,
    orders: new Map(),
    fills: [],
    settlements: [],
    margined: false,
    orderCount: 0,
    tradeCount: 0,
    ...ids,
    changed: new Set(),
    remembers
  }
}

/** An asset's balance, zero when it was never held. */
export const assetOf = (account: Account, asset: string): AssetBalance => {
  let balance = account.assets.get(asset)
  if (balance === undefined) account.assets.set(asset, (balance = { free: 0, reserved: 0 }))
  return balance
}

/**
 * The account's book of a market. The instrument's fees and minimums may change later, its tick and lot may not:
 * resting orders are counted in them.
 */
export const bookOf = (account: Account, market: Market): Book => {
  if (account.latest?.market === market) return account.latest
  return (account.latest = findBook(account, market))
}

const findBook = (account: Account, market: Market): Book => {
  const { symbol, tickSize, lotSize } = market.instrument
  const known = account.books.get(symbol)
  if (known !== undefined) {
    if (known.market === market) return known
    const before = known.market.instrument
    if (before.tickSize !== tickSize || before.lotSize !== lotSize)
      throw new RangeError(
        `${symbol} was traded with tick ${before.tickSize} and lot ${before.lotSize}, not ${tickSize} and ${lotSize}`
      )
    known.market = market
    known.deal = dealsOn(market, known.quoteScale, known.baseScale)
    return known
  }
  const book = emptyBook(account, market)
  account.books.set(symbol, book)
  if (book.positions !== undefined) account.margined = true
  return book
}

/** By which rules an account trades on a market. */
const rulesOf = (name: TermsName, { instrument }: Market): Pick<Book, "terms" | "without"> => {
  const terms = termsOf(name, instrument)
  const { title, without } = brokerTerms(name)
  return {
    terms: isKind(terms) ? undefined : terms,
    without: terms === undefined ? `${title} ${without[classOf(instrument)] ?? "does not trade this"}` : undefined
  }
}

export const emptyBook = (account: Account, market: Market): Book => {
  const { decimals } = account
  const { base, quote, symbol } = market.instrument
  const { terms, without } = rulesOf(account.terms, market)
  const finer = { quote: decimals(quote) - market.quoteDecimals, base: decimals(base) - market.baseDecimals }
  if (finer.quote < 0 || finer.base < 0)
    throw new RangeError(`${symbol}: tick and lot together have more decimals than the account counts in`)
  const quoteScale = whole(10n ** BigInt(finer.quote))
  const baseScale = whole(10n ** BigInt(finer.base))
  return {
    market,
    terms,
    without,
    quoteScale,
    baseScale,
    quote: assetOf(account, quote),
    base: assetOf(account, base),
    deal: dealsOn(market, quoteScale, baseScale),
    lastPrice: undefined,
    volume: undefined,
    available: Infinity,
    buys: [],
    sells: [],
    stopBuys: [],
    stopSells: [],
    working: [],
    asleep: [],
    session: "REGULAR",
    turnsAt: account.keepsHours && terms !== undefined && keepsHours(market.instrument) ? 0 : Infinity,
    opens: false,
    positions: market.instrument.kind === "FUTURES" ? new Map() : undefined,
    liquidationBelow: 0,
    liquidationAbove: Infinity
  }
}

/** An amount of an asset in units of the account, as text. */
export const amountText = (account: Account, asset: string, amount: Whole): Decimal =>
  fromUnits(big(amount), account.decimals(asset))

/** What is in the account, by asset. */
export const balances = (account: Account): Record<string, { readonly free: Decimal; readonly reserved: Decimal }> =>
  Object.fromEntries(
    [...account.assets].map(([asset, { free, reserved }]) => [
      asset,
      { free: amountText(account, asset, free), reserved: amountText(account, asset, reserved) }
    ])
  )

/**
 * An order by the id its sender gave it, whatever became of it; `undefined` when it never arrived. An account that does
 * not remember what is over looks through what rests: few orders are ever asked for, most of them stops.
 */
export const findOrder = (account: Account, clientOrderId: ClientOrderId | string): PaperOrder | undefined => {
  if (account.remembers) return account.orders.get(clientOrderId)
  for (const { asleep, buys, sells, stopBuys, stopSells, working } of account.books.values())
    for (const list of [stopSells, stopBuys, working, sells, buys, asleep])
      for (const order of list) if (order.request.clientOrderId === clientOrderId) return order
  return undefined
}

/** Orders that may still be filled, oldest first; of one symbol when it is given. */
export const openOrders = (account: Account, symbol?: Symbol | string): ReadonlyArray<PaperOrder> => {
  const open: Array<PaperOrder> = []
  for (const [key, book] of account.books) if (symbol === undefined || key === symbol) open.push(...inBook(book))
  return open.filter(isOpen).sort((a, b) => a.sequence - b.sequence)
}

/** Trades after a cursor (0 at first), and the cursor to ask with next. */
export const fillsSince = (
  account: Account,
  cursor: number
): { readonly fills: ReadonlyArray<PaperFill>; readonly cursor: number } => {
  let start = account.fills.length
  while (start > 0 && (account.fills[start - 1]?.number ?? 0) > cursor) start -= 1
  return { fills: account.fills.slice(start), cursor: account.tradeCount }
}

/** The prices nearest to the last one at which something of this account would be filled: until then, sleep. */
export const crossings = (account: Account, symbol: Symbol | string): Crossings => {
  const book = account.books.get(symbol)
  if (book === undefined) return {}
  const above: Price | undefined = nextAbove(book)
  const below: Price | undefined = nextBelow(book)
  return { ...(above !== undefined && { above }), ...(below !== undefined && { below }) }
}
