import { Effect, Option, Result, Schema } from "effect"
import { ExchangeUnavailable } from "../../exchange.ts"
import { AccountsAnswer, Fill, FillsAnswer, mayBeOurs, Order, OrdersAnswer } from "./answers.ts"
import type { Client } from "./client.ts"
import { paths } from "./paths.ts"

/** A page of a list. */
interface Page<Row> {
  readonly rows: ReadonlyArray<Row>
  /** Rows it has, those among them that are none of ours to read. */
  readonly count: number
  readonly cursor: string | null | undefined
  readonly hasNext: boolean | null | undefined
}

/** A list that is not there is no empty one. */
const noList = new ExchangeUnavailable({ message: "Coinbase does not list what it is asked for", retryable: true })
const there = <A>(answer: Effect.Effect<Option.Option<A>, ExchangeUnavailable>) =>
  Effect.flatMap(answer, Option.match({ onNone: () => Effect.fail(noList), onSome: Effect.succeed }))

/**
 * Reads a list page by page, until it has no more or `enough` says so. A cursor on the last page means nothing: the end is
 * an empty page, or a cursor that comes again.
 */
const read = Effect.fnUntraced(function* <Row>(
  ask: (cursor: string | undefined) => Effect.Effect<Page<Row>, ExchangeUnavailable>,
  enough: (rows: ReadonlyArray<Row>) => boolean
) {
  const rows: Array<Row> = []
  const cursors = new Set<string>()
  let cursor: string | undefined
  for (;;) {
    const page = yield* ask(cursor)
    rows.push(...page.rows)
    const next = page.cursor ?? ""
    // What goes on and can't be asked for is not whole.
    if (page.hasNext === true && page.count > 0 && next === "") return yield* noList
    if (page.count === 0 || page.hasNext === false || next === "" || cursors.has(next) || enough(rows)) return rows
    cursors.add(next)
    cursor = next
  }
})

export const unreadable = new ExchangeUnavailable({
  message: "Coinbase lists an order that can't be read",
  retryable: true,
  unread: true
})

const never = () => false

const readOrder = Schema.decodeUnknownResult(Order)

/** Those that can be read: of the owner's own kinds there may be more than anybody knows, of ours none, or those in `odd`. */
const readable = (
  rows: ReadonlyArray<unknown>,
  odd: Array<unknown> | undefined
): Effect.Effect<ReadonlyArray<Order>, ExchangeUnavailable> =>
  Effect.gen(function* () {
    const orders: Array<Order> = []
    for (const row of rows) {
      const order = readOrder(row)
      if (Result.isSuccess(order)) orders.push(order.success)
      else if (mayBeOurs(row)) {
        if (odd === undefined) return yield* unreadable
        odd.push(row)
      }
    }
    return orders
  })

/** Which orders, newest first. Fails with one that can't be read and may be ours, unless these go into `odd`. */
export const listOrders = (
  client: Client,
  of: Parameters<typeof paths.orders>[0],
  enough: (orders: ReadonlyArray<Order>) => boolean = never,
  odd?: Array<unknown>
): Effect.Effect<ReadonlyArray<Order>, ExchangeUnavailable> =>
  read<Order>(
    (cursor) =>
      Effect.map(there(client.read(paths.orders(of, cursor), OrdersAnswer)), ({ cursor: next, has_next, orders }) => ({
        rows: orders,
        count: orders.length,
        cursor: next,
        hasNext: has_next
      })).pipe(
        Effect.flatMap(({ rows, ...page }) => Effect.map(readable(rows, odd), (own) => ({ ...page, rows: own })))
      ),
    enough
  )

/** Orders one request names. */
const AT_ONCE = 50

/** So many at once; of nothing there are no parts. */
export const inParts = <A>(all: ReadonlyArray<A>, most: number): ReadonlyArray<ReadonlyArray<A>> =>
  Array.from({ length: Math.ceil(all.length / most) }, (_, part) => all.slice(part * most, (part + 1) * most))

/** Those of these ids that are listed, some at once. */
export const listOrdersOf = (
  client: Client,
  ids: ReadonlyArray<string>
): Effect.Effect<ReadonlyArray<Order>, ExchangeUnavailable> =>
  Effect.map(
    Effect.forEach(inParts(ids, AT_ONCE), (some) =>
      listOrders(client, { ids: some }, (all) => all.length >= some.length)
    ),
    // What is asked for by a name it does not know it answers whole.
    (pages) => pages.flat().filter(({ order_id }) => ids.includes(order_id))
  )

const readFill = Schema.decodeUnknownOption(Fill)

/** Fills as they are listed: those that can be read, each trade once, and the rest as it is. */
export interface ListedFills {
  readonly fills: ReadonlyArray<Fill>
  readonly odd: ReadonlyArray<unknown>
}

const listedIn = (rows: ReadonlyArray<unknown>): ListedFills => {
  const fills = new Map<string, Fill>()
  const odd: Array<unknown> = []
  for (const row of rows) {
    const fill = readFill(row)
    if (Option.isSome(fill)) fills.set(`${fill.value.trade_type}/${fill.value.trade_id}`, fill.value)
    else odd.push(row)
  }
  return { fills: [...fills.values()], odd }
}

/** Which fills, newest first. */
export const listFills = (
  client: Client,
  of: Parameters<typeof paths.fills>[0],
  enough: (fills: ReadonlyArray<Fill>) => boolean = never
): Effect.Effect<ListedFills, ExchangeUnavailable> =>
  read<unknown>(
    (cursor) =>
      Effect.map(there(client.read(paths.fills(of, cursor), FillsAnswer)), ({ cursor: next, fills }) => ({
        rows: fills,
        count: fills.length,
        cursor: next,
        hasNext: undefined
      })),
    (rows) => enough !== never && enough(listedIn(rows).fills)
  ).pipe(Effect.map(listedIn))

/** Those of these orders, some at once; what can't be read may be of others. */
export const listFillsOf = (
  client: Client,
  ids: ReadonlyArray<string>,
  enough?: (fills: ReadonlyArray<Fill>) => boolean
): Effect.Effect<ListedFills, ExchangeUnavailable> =>
  Effect.map(
    Effect.forEach(inParts(ids, AT_ONCE), (some) => listFills(client, { ids: some }, enough)),
    (pages) => ({
      // What is asked for by a name it does not know it answers whole.
      fills: pages.flatMap(({ fills }) => fills).filter(({ order_id }) => ids.includes(order_id)),
      odd: pages.flatMap(({ odd }) => odd)
    })
  )

/** All wallets, as they are listed. */
export const listWallets = (client: Client) =>
  read<unknown>(
    (cursor) =>
      Effect.map(
        there(client.read(paths.accounts(cursor), AccountsAnswer)),
        ({ accounts, cursor: next, has_next }) => ({
          rows: accounts,
          count: accounts.length,
          cursor: next,
          hasNext: has_next
        })
      ),
    never
  )
