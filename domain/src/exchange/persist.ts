import type { Session } from "../calendar/sessions.ts"
import { type Whole, whole } from "../number/whole.ts"
import { Schema } from "effect"
import type { Instrument } from "../market/instrument.ts"
import { marketOf, type Price } from "../market/market.ts"
import type { ExecutionReport, Fill, PositionReport } from "../order/report.ts"
import type { AssetBalance } from "./asset-balance.ts"
import { type Account, emptyBook, noteChange, openAccount } from "./account.ts"
import { rest } from "./book.ts"
import type { FillModel } from "./fill-model.ts"
import { watchLiquidations } from "./margin/backing.ts"
import type { MarginPosition, Positions } from "./margin/position.ts"
import { marketBy } from "../terms/instrument-under.ts"
import type { TermsName } from "../terms/list.ts"
import { type Recount, recountOf } from "./recount.ts"
import { isOpen, keyOf, type PaperOrder } from "./paper-order.ts"

/** A saved account can't be read. */
export class AccountUnreadable extends Schema.TaggedError<AccountUnreadable>()("AccountUnreadable", {
  problem: Schema.String
}) {
  override get message(): string {
    return `the saved paper account can't be read (${this.problem}): restore it from a copy, or start with an empty data folder`
  }
}

/** One saved part of an account: the row under `key` is to be written, or removed when there is no text. */
export interface AccountChange {
  readonly key: string
  readonly text: string | undefined
}

const FORMAT = 1
const HEAD = "account"
const orderKey = (clientOrderId: string): string => `order/${clientOrderId}`

/** Whole numbers beyond the safe ones are written as text: these fields, and only these, hold amounts and lots. */
const wholeFields = new Set(
  ["free", "reserved", "basis", "fee", "amount", "cost", "deficit", "held", "buys", "sells"].concat([
    "quantity",
    "filled",
    "lots",
    "volume",
    "available"
  ])
)
const write = (value: unknown): string =>
  JSON.stringify(value, (_, field: unknown) => (typeof field === "bigint" ? field.toString() : field))
/** What an order lacked is told of an asset, as a decimal; all other amounts are whole. */
const read = (text: string): unknown =>
  JSON.parse(text, function (this: object, key, field: unknown) {
    return wholeFields.has(key) && typeof field === "string" && !("asset" in this) ? whole(BigInt(field)) : field
  }) as unknown

interface Head {
  readonly format: number
  readonly id: string
  readonly fillModel: FillModel
  /** Absent: the kind ones. */
  readonly terms?: TermsName
  readonly assets: ReadonlyArray<readonly [string, AssetBalance]>
  readonly books: ReadonlyArray<{
    readonly instrument: Instrument
    readonly lastPrice?: Price
    readonly volume?: Whole
    readonly available?: Whole
    /** Of a market that closes: the session it was in, and when that ended. */
    readonly session?: Session
    readonly turnsAt?: number
    readonly positions?: ReadonlyArray<readonly [string, MarginPosition]>
  }>
  readonly orderCount: number
  readonly tradeCount: number
}

const headOf = (account: Account): Head => ({
  format: FORMAT,
  id: account.id,
  fillModel: account.fillModel,
  ...(account.terms !== "paper" && { terms: account.terms }),
  assets: [...account.assets],
  books: [...account.books.values()].map((book) => ({
    instrument: book.market.instrument,
    ...(book.lastPrice !== undefined && { lastPrice: book.lastPrice }),
    ...(book.volume !== undefined && { volume: book.volume }),
    ...(book.available !== Infinity && { available: book.available }),
    ...(book.turnsAt !== Infinity && { session: book.session, turnsAt: book.turnsAt }),
    ...(book.positions !== undefined && { positions: [...book.positions] })
  })),
  orderCount: account.orderCount,
  tradeCount: account.tradeCount
})

/**
 * What has to be written since this was last asked, so that a host saves a row or two an order and not the whole
 * account (one that never had an order has nothing to save). All of it together, in one transaction; `decodeAccount` reads the rows back.
 */
export const drainChanges = (account: Account): ReadonlyArray<AccountChange> => {
  if (account.changed.size === 0) return []
  const rows: Array<AccountChange> = [{ key: HEAD, text: write(headOf(account)) }]
  for (const id of account.changed) {
    const order = account.orders.get(id)
    rows.push({ key: orderKey(id), text: order === undefined ? undefined : write(order) })
  }
  account.changed.clear()
  return rows
}

/** The whole account as rows. */
export const accountRows = (account: Account): ReadonlyArray<AccountChange> => [
  { key: HEAD, text: write(headOf(account)) },
  ...[...account.orders.values()].map((order) => ({
    key: orderKey(keyOf(order)),
    text: write(order)
  }))
]

/** The whole account as one text. */
export const encodeAccount = (account: Account): string => JSON.stringify(accountRows(account))

/** Reads an account back from its rows, in any order. Throws `AccountUnreadable`. */
export const accountFromRows = (rows: Iterable<AccountChange>): Account => {
  let head: Head | undefined
  const orders: Array<PaperOrder> = []
  try {
    for (const { key, text } of rows) {
      if (text === undefined) continue
      // Rows are only ever written by `drainChanges` and `accountRows`; the format number guards their shape.
      if (key === HEAD) head = read(text) as Head
      else orders.push(read(text) as PaperOrder)
    }
  } catch (error) {
    throw new AccountUnreadable({ problem: error instanceof Error ? error.message : String(error) })
  }
  if (head === undefined) throw new AccountUnreadable({ problem: "its first row is missing" })
  if (head.format !== FORMAT) throw new AccountUnreadable({ problem: `it was written in format ${head.format}` })
  return restore(head, orders)
}

const restore = (head: Head, orders: Array<PaperOrder>): Account => {
  const account: Account = {
    ...openAccount(
      head.id,
      {},
      head.fillModel,
      head.terms === undefined ? {} : { terms: head.terms, keepsHours: true }
    ),
    assets: new Map(head.assets),
    orderCount: head.orderCount,
    tradeCount: head.tradeCount
  }
  /** Books that were counted in coarser lots than their account counts in now. */
  const coarse = new Map<string, Recount>()
  for (const saved of head.books) {
    const before = marketOf(saved.instrument)
    const now = marketBy(account.terms, before)
    const recount = recountOf(before, now)
    if (recount !== undefined) coarse.set(saved.instrument.symbol, recount)
    const lots = (count: Whole): Whole => recount?.lots(count) ?? count
    const book = emptyBook(account, recount === undefined ? before : now)
    book.lastPrice = saved.lastPrice
    book.volume = saved.volume === undefined ? undefined : lots(saved.volume)
    book.available = saved.available === undefined ? Infinity : lots(saved.available)
    book.session = saved.session ?? book.session
    book.turnsAt = saved.turnsAt ?? book.turnsAt
    if (book.positions !== undefined) account.margined = true
    for (const [key, position] of saved.positions ?? []) book.positions?.set(key, position)
    account.books.set(saved.instrument.symbol, book)
  }
  orders.sort((a, b) => a.sequence - b.sequence)
  for (const kept of orders) {
    const order = coarse.get(kept.symbol)?.order(kept) ?? kept
    account.orders.set(keyOf(order), order)
    // Written with the next change, in one with the book that says what they are counted in.
    if (order !== kept) noteChange(account, order)
    const book = account.books.get(order.symbol)
    if (book === undefined) throw new AccountUnreadable({ problem: `the book of ${order.symbol} is missing` })
    if (isOpen(order)) rest(book, order)
    for (const report of order.reports) {
      if (report._tag === "OrderFilled")
        account.fills.push({ number: tradeNumber(report), symbol: order.symbol, order, report })
      else if (report._tag === "FundingCharged" || report._tag === "PositionLiquidated")
        account.settlements.push({ number: tradeNumber(report), symbol: order.symbol, order, report })
    }
  }
  account.fills.sort((a, b) => a.number - b.number)
  account.settlements.sort((a, b) => a.number - b.number)
  watchLiquidations(account)
  return account
}

const tradeNumber = (report: Fill | PositionReport): number =>
  Number(report.tradeId.slice(report.tradeId.lastIndexOf("T") + 1))

/** Reads an account back from the text of `encodeAccount`. Throws `AccountUnreadable`. */
export const decodeAccount = (text: string): Account => {
  let rows: unknown
  try {
    rows = JSON.parse(text)
  } catch {
    throw new AccountUnreadable({ problem: "it is not JSON" })
  }
  if (!Array.isArray(rows)) throw new AccountUnreadable({ problem: "it is not a list of rows" })
  return accountFromRows(rows as ReadonlyArray<AccountChange>)
}

/**
 * Drops what ended before a moment, and funding charged before it, so that an account that trades for years stays
 * small. A dropped order's client id
 * is known no longer: only drop what nobody will send again.
 */
export const forgetBefore = (account: Account, at: number): void => {
  const kept = new Set<PaperOrder>()
  // Funding and liquidation of a position are told by the order that last changed it.
  const standing = new Set([...account.books.values()].flatMap(({ positions }) => lastOrders(positions)))
  for (const [id, order] of account.orders) {
    const last = order.reports[order.reports.length - 1]
    if (isOpen(order) || standing.has(id) || (last !== undefined && last.at >= at)) {
      kept.add(order)
      forgetSettlements(account, order, at)
    } else {
      account.orders.delete(id)
      account.changed.add(id)
    }
  }
  const fills = account.fills.filter((fill) => kept.has(fill.order))
  account.fills.splice(0, account.fills.length, ...fills)
  const settlements = account.settlements.filter((one) => kept.has(one.order) && one.report.at >= at)
  account.settlements.splice(0, account.settlements.length, ...settlements)
}

const ofPosition = ({ _tag }: ExecutionReport): boolean => _tag === "FundingCharged" || _tag === "PositionLiquidated"

/** An order whose position is held for months hears of funding all that time: it keeps the latest of it only. */
const forgetSettlements = (account: Account, order: PaperOrder, at: number): void => {
  const recent = order.reports.filter((report) => report.at >= at || !ofPosition(report))
  if (recent.length === order.reports.length) return
  order.reports = recent
  noteChange(account, order)
}

const lastOrders = (positions: Positions | undefined): ReadonlyArray<string> =>
  [...(positions?.values() ?? [])].map(({ last }) => last)
