import { Effect, Schema, Stream } from "effect"
import { expect } from "vitest"
import { ConnectionId, PAPER, paperConnection } from "@tradetower/domain/connection"
import { BotId, RunId, TenantId } from "@tradetower/domain/ids"
import { marketOf } from "@tradetower/domain/market"
import type { OrderCommand } from "@tradetower/domain/messages"
import { minus, sum, times } from "@tradetower/domain/number"
import { orderAction } from "@tradetower/domain/order"
import { fixedList, paperExchange, type Venue } from "@tradetower/execution"
import { Bus, Connections, type OrderRecord, shareOf, slotOf, Store } from "@tradetower/platform"
import { bitcoin, pair, simulated } from "../system/instruments.ts"
import { limitBuy } from "../system/limit-buy.ts"

/** Into how many the tenants are divided. */
export const SHARES = 6
const TENANTS = 100
const ACCOUNTS = [PAPER, ConnectionId.make("second"), ConnectionId.make("third")]
/** Orders of each account that the price meets, and one that it never does. */
const MET = 3

const instrument = pair(bitcoin)
export const market = marketOf(instrument)
const tenants = Array.from({ length: TENANTS }, (_, number) => TenantId.make(`tenant-${number}`))
const accounts = tenants.flatMap((tenantId) => ACCOUNTS.map((connection) => ({ tenantId, connection })))

type Asked = (typeof accounts)[number] & { readonly id: string; readonly price: string }
/** Orders of all accounts in turn. */
export const asked = Array.from({ length: MET + 1 }, (_, number) => number).flatMap((number) =>
  accounts.map(({ connection, tenantId }): Asked => ({
    tenantId,
    connection,
    id: `tt-${tenantId}-${connection}-${number}`,
    price: number < MET ? "50000" : "40000"
  }))
)
/** How many of them the price meets, between 49,000 and 51,000. */
export const filled = accounts.length * MET
const rests = (id: string) => id.endsWith(`-${MET}`)
const shareOfOrder = (id: string) => shareOf(slotOf(id.split("-").slice(1, 3).join("-")), SHARES)

/** A venue at which a test says the prices. */
export const venueOf = (prices: Venue["prices"]): Venue => ({
  ...fixedList([instrument]),
  id: simulated,
  name: "By hand",
  source: "SIMULATED",
  note: "prices of a test",
  candles: () => Effect.succeed([]),
  prices
})

/** Adds the accounts that not everybody has. */
export const addAccounts = Effect.flatMap(Store, (store) =>
  Effect.forEach(
    accounts.filter(({ connection }) => connection !== PAPER),
    ({ connection, tenantId }) =>
      store.create(Connections, { ...paperConnection(tenantId, simulated), id: connection, createdAt: 1 }),
    { concurrency: 50, discard: true }
  )
)

const encode = Schema.encodeSync(orderAction(market))
const commandOf = ({ connection, id, price, tenantId }: Asked) => {
  const botId = BotId.make(`bot-${connection}`)
  const body: typeof OrderCommand.Encoded = {
    tenantId,
    botId,
    runId: RunId.make(`run-${tenantId}-${connection}`),
    connection,
    environment: "PAPER",
    venue: simulated,
    symbol: bitcoin,
    seq: 1,
    // What the schema of actions encodes to is plain JSON.
    action: encode({
      _tag: "Place",
      order: limitBuy(market, id, price, "0.001"),
      rule: "TEST",
      why: "a test wants it"
    }) as (typeof OrderCommand.Encoded)["action"]
  }
  return {
    messageId: `${id}:place`,
    sessionId: `${tenantId}-${botId}`,
    subject: "OrderCommand",
    body,
    properties: { tenantId, slot: slotOf(tenantId) }
  }
}

/** Asks for some orders, as bots do. */
export const askFor = (some: ReadonlyArray<Asked>) =>
  Effect.flatMap(Bus, (bus) => (some.length === 0 ? Effect.void : bus.send("order-commands", some.map(commandOf))))

/** Which trades bots were told of, by their orders. */
export type Told = Map<string, Set<string>>

/** Hears in the bots' place what they are told. */
export const hearFills = (told: Told) =>
  Effect.flatMap(Bus, (bus) =>
    bus.receive(
      { topic: "bot-commands", subscription: "engine" },
      ({ body }) =>
        Effect.sync(() => {
          const { event } = body as { readonly event?: Readonly<Record<string, unknown>> }
          if (event?.["_tag"] !== "OrderFilled") return
          const id = String(event["clientOrderId"])
          told.set(id, (told.get(id) ?? new Set()).add(String(event["tradeId"])))
        }),
      { concurrency: 64 }
    )
  )

/** Whether every order that was asked for rests or is filled, as it is to. */
export const isSettled = (records: ReadonlyArray<OrderRecord>): boolean =>
  records.length === asked.length && records.every(({ id, status }) => status === (rests(id) ? "OPEN" : "FILLED"))

/** From when to when a process had an item, ms. */
export interface Turn {
  readonly item: string
  readonly from: number
  to: number
}

/** What a process had, and what it placed when. */
export interface Deeds {
  readonly turns: ReadonlyArray<Turn>
  readonly placed: ReadonlyArray<{ readonly id: string; readonly at: number }>
}

/** Nothing was any two's at once, and nobody placed what was not theirs at that moment. */
export const expectNobodyElses = (all: ReadonlyArray<Deeds>): void => {
  const turns = all.flatMap((each, nth) => each.turns.map((turn) => ({ ...turn, nth })))
  for (const a of turns)
    for (const b of turns)
      if (a.item === b.item && a.nth < b.nth) expect(a.to <= b.from || b.to <= a.from, `${a.item} was two's`).toBe(true)
  for (const { placed, turns: own } of all)
    for (const { at, id } of placed) {
      const theirs = own.some(
        ({ from, item, to }) => item.includes(`.${shareOfOrder(id).index}of`) && from <= at && at <= to
      )
      expect(theirs, `${id} was placed by who had it`).toBe(true)
    }
}

/** What the accounts say is what was told and what is recorded, to the last digit. */
export const expectExactBooks = Effect.fnUntraced(function* (records: ReadonlyArray<OrderRecord>, told: Told) {
  expect(records.map(({ id }) => id).toSorted()).toEqual(asked.map(({ id }) => id).toSorted())
  const paper = yield* paperExchange(venueOf(() => Stream.never))
  for (const { connection, tenantId } of accounts) {
    const of = `${tenantId} ${connection}`
    const account = yield* paper.open({ ...paperConnection(tenantId, simulated), id: connection })
    const own = records.filter((one) => one.tenantId === tenantId && one.connection === connection)
    const { fills } = yield* account.fills(undefined)
    const trades = fills.flatMap(({ report }) => (report._tag === "OrderFilled" ? [report] : []))
    expect(trades.map(({ clientOrderId }) => clientOrderId).toSorted(), of).toEqual(
      own.flatMap(({ id }) => (rests(id) ? [] : [id])).toSorted()
    )
    const open = (yield* account.openOrders).map(({ clientOrderId }) => clientOrderId)
    expect(open, of).toEqual(own.flatMap(({ id }) => (rests(id) ? [id] : [])))
    for (const { clientOrderId, tradeId } of trades) expect([...(told.get(clientOrderId) ?? [])], of).toEqual([tradeId])
    const dollars = own.reduce<string>(
      (left, { averagePrice, fees, filledQuantity }) =>
        fees.reduce<string>(
          (rest, { amount }) => minus(rest, amount),
          averagePrice === undefined ? left : minus(left, times(averagePrice, filledQuantity))
        ),
      "100000"
    )
    const balances = yield* account.balances
    const total = (asset: string) => balances.find((one) => one.asset === asset)?.total
    expect(total("USD"), of).toBe(dollars)
    expect(total("BTC"), of).toBe(sum(own.map(({ filledQuantity }) => filledQuantity)))
  }
})
