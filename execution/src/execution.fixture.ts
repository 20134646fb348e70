import { Context, Effect, Layer, Queue, Stream } from "effect"
import { PAPER } from "@tradetower/domain/connection"
import { SIMULATED } from "./venues/venue-ids.ts"
import type { BotId, ClientOrderId, RunId, TenantId } from "@tradetower/domain/ids"
import { type Instrument, marketOf, type Price, type Quantity } from "@tradetower/domain/market"
import type { OrderCommand } from "@tradetower/domain/messages"
import type { Decimal } from "@tradetower/domain/number"
import { type OrderRequest, orderAction } from "@tradetower/domain/order"
import { BotEvents, Bus, type Delivery, MarketTime, slotOf, type StepRecord, stepId, Store } from "@tradetower/platform"
import { embeddedPlatformForTests } from "@tradetower/platform/embedded"
import { Schema } from "effect"
import type { Tick, Venue } from "./venues/venue.ts"
import type { Needed } from "./market-data/needed.ts"
import type { Offered } from "./offer.ts"
import { quietVenue } from "./venues/venue.fixture.ts"
import { paperInstruments } from "./brokers/paper/paper-markets.ts"

const found = paperInstruments(SIMULATED)[0]
if (found === undefined) throw new Error("the paper exchange lists nothing")
export const instrument: Instrument = found
export const market = marketOf(instrument)
export const ada = "ada" as TenantId
export const bot = "bot-1" as BotId
export const run = "run-1" as RunId
export const id = (text: string) => text as ClientOrderId

/** `price("100.25")`; a typo in a test throws. */
export const price = (text: string): Price => {
  const ticks = market.price(text)
  if (ticks === undefined) throw new RangeError(text)
  return ticks
}
export const lots = (text: string): Quantity => {
  const quantity = market.quantity(text)
  if (quantity === undefined) throw new RangeError(text)
  return quantity
}

/** Time and prices by hand. */
export class ByHand extends Context.Service<
  ByHand,
  {
    readonly data: Venue
    /** Trades at a price; time moves on by a second. */
    readonly trade: (price: string) => Effect.Effect<void>
    readonly setTime: (at: number) => Effect.Effect<void>
  }
>()("@tradetower/execution/test/ByHand") {}

const byHand = Effect.gen(function* () {
  let now = 1_700_000_000_000
  const ticks = yield* Queue.unbounded<Tick>()
  const data = quietVenue([instrument], { prices: () => Stream.fromQueue(ticks) })
  const service: ByHand["Service"] = {
    data,
    trade: (text) =>
      Effect.suspend(() => {
        now += 1_000
        return Queue.offer(ticks, { symbol: instrument.symbol, price: price(text), at: now, quantity: lots("0.1") })
      }),
    setTime: (at) => Effect.sync(() => void (now = at))
  }
  return Layer.mergeAll(Layer.succeed(ByHand, service), Layer.succeed(MarketTime, { now: Effect.sync(() => now) }))
})

/** Nobody needs more than is always there. */
export const nobodyNeeds: Pick<Needed["Service"], "of" | "refuse" | "forget"> = {
  of: () => Stream.never,
  refuse: () => Effect.void,
  forget: () => Effect.void
}

/** Nobody hears what is on offer. */
export const nobodyHears: Offered["Service"] = { looked: () => Effect.void, refused: () => Effect.void }

/** The embedded platform in a folder of its own, and a market by hand. */
export const world = Layer.mergeAll(embeddedPlatformForTests(), Layer.unwrap(byHand))

/** Listens to what bots are told. */
export const toldToBots = Effect.gen(function* () {
  const bus = yield* Bus
  const told = yield* Queue.unbounded<Delivery>()
  yield* Effect.forkScoped(
    bus.receive({ topic: "bot-commands", subscription: "engine" }, (message) => Queue.offer(told, message))
  )
  /** The next event a bot is told of. */
  const next = Queue.take(told).pipe(
    Effect.map(({ body, messageId }) => ({
      messageId,
      // Bodies of bot-commands made by execution are `Happened`.
      event: (body as { readonly event: { readonly _tag: string } & Record<string, unknown> }).event
    }))
  )
  /** The next command, whole. */
  const bodies = Queue.take(told).pipe(
    Effect.map(({ body }) => body as { readonly _tag: string } & Record<string, unknown>)
  )
  return {
    next,
    bodies,
    some: (count: number) => Effect.all(Array.from({ length: count }, () => next)),
    waiting: Queue.size(told)
  }
})

/** Writes a step of the run as the engine does. */
export const stepped = (seq: number, at: number, wake: Record<string, unknown>, change: Partial<StepRecord> = {}) =>
  Effect.gen(function* () {
    const store = yield* Store
    yield* store.create(BotEvents, {
      id: stepId(seq),
      kind: "STEP",
      tenantId: ada,
      botRunId: run,
      botDefinitionId: bot,
      connection: PAPER,
      environment: "PAPER",
      venue: instrument.venue,
      symbol: instrument.symbol,
      seq,
      at,
      messageId: `m-${seq}`,
      event: {},
      orders: [],
      wake: wake as StepRecord["wake"],
      transitions: [],
      summary: {
        state: "ACTIVE",
        since: at,
        reason: "",
        invested: "0" as Decimal,
        tradingProfit: "0" as Decimal,
        fees: "0" as Decimal,
        position: "0" as Decimal,
        positionCost: "0" as Decimal,
        fills: 0,
        roundTrips: 0,
        openOrders: 0,
        unknownOrders: 0
      },
      ...change
    })
  })

const encode = Schema.encodeSync(orderAction(market))

/** An order as strategies ask for one. */
export const order = (name: string, change: Partial<OrderRequest> = {}): OrderRequest => ({
  clientOrderId: id(name),
  side: "BUY",
  type: "LIMIT",
  price: price("90"),
  quantity: lots("1"),
  timeInForce: "GTC",
  reduceOnly: false,
  purpose: "GRID",
  ...change
})

/** An order that takes at once. */
export const marketOrder = (name: string, change: Partial<OrderRequest> = {}): OrderRequest => {
  const { price: _, ...rest } = order(name)
  return { ...rest, type: "MARKET", ...change }
}

const send = (messageId: string, action: unknown, connection = PAPER) =>
  Effect.gen(function* () {
    const bus = yield* Bus
    const body: OrderCommand = {
      tenantId: ada,
      botId: bot,
      runId: run,
      connection,
      environment: "PAPER",
      venue: instrument.venue,
      symbol: instrument.symbol,
      seq: 1,
      // What the schema of actions encodes to is plain JSON.
      action: action as OrderCommand["action"]
    }
    const properties = { tenantId: ada, slot: slotOf(ada) }
    yield* bus.send("order-commands", [{ messageId, sessionId: bot, subject: "OrderCommand", body, properties }])
  })

/** Sends an order as the engine does. */
export const placed = (request: OrderRequest, messageId = `${request.clientOrderId}:place`, connection = PAPER) =>
  send(messageId, encode({ _tag: "Place", order: request, rule: "TEST", why: "a test wants it" }), connection)
export const cancelled = (name: string) =>
  send(`${name}:cancel`, encode({ _tag: "Cancel", clientOrderId: id(name), rule: "TEST", why: "a test wants it" }))
