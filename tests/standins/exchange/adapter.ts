import { Cause, Effect, Option, Queue, Schema, Stream } from "effect"
import { PAPER_BROKER } from "@tradetower/domain/connection"
import { WebSocket } from "ws"
import { ClientOrderId, type TenantId } from "@tradetower/domain/ids"
import { type Candle, VenueId, Instrument, type Market, marketOf, type Symbol } from "@tradetower/domain/market"
import { Decimal } from "@tradetower/domain/number"
import type { OrderRequest } from "@tradetower/domain/order"
import {
  type AccountReport,
  differs,
  type Exchange,
  type ExchangeAccount,
  ExchangeUnavailable,
  fixedList,
  OrderDiffers,
  OrderRejected,
  type OrderState,
  OutcomeUnknown,
  type Tick
} from "@tradetower/execution"
import { FillsWire, Refusal, ReportWire, StateWire, StreamWire, wireOf } from "./wire.ts"

/** An answer, or how there came to be none. */
interface Answer {
  readonly status: number
  readonly body: unknown
}

const NOTHING = Decimal.make("0")
const Balances = Schema.Array(Schema.Struct({ asset: Schema.String, total: Decimal, available: Decimal }))
const readInstruments = Schema.decodeUnknownSync(Schema.Array(Instrument))
const readBalances = Schema.decodeUnknownSync(Balances)
const readState = Schema.decodeUnknownSync(StateWire)
const readStates = Schema.decodeUnknownSync(Schema.Array(StateWire))
const readFills = Schema.decodeUnknownSync(FillsWire)
const readRefusal = Schema.decodeUnknownSync(Refusal)
const readStream = Schema.decodeUnknownSync(StreamWire)
const readListed = Schema.decodeUnknownSync(Schema.Array(ReportWire))
const readNumber = Schema.decodeUnknownSync(Schema.Struct({ number: Schema.Int }))
const readTaken = Schema.decodeUnknownSync(Schema.Struct({ exchangeOrderId: Schema.String }))

const unavailable = (message: string) => new ExchangeUnavailable({ message, retryable: true, cause: "NETWORK" })

/** Why a request got no answer: refused before anything was sent, or broken off somewhere. */
const neverSent = (error: unknown): boolean => {
  const cause = error instanceof Error ? error.cause : undefined
  return cause instanceof Error && "code" in cause && cause.code === "ECONNREFUSED"
}

const request = (
  method: string,
  url: string,
  body?: unknown
): Effect.Effect<Answer, ExchangeUnavailable | OutcomeUnknown> =>
  Effect.tryPromise({
    try: async (signal) => {
      const answer = await fetch(url, { method, signal, ...(body !== undefined && { body: JSON.stringify(body) }) })
      return { status: answer.status, body: await answer.json() } as Answer
    },
    catch: (error) =>
      neverSent(error)
        ? unavailable("the exchange does not listen")
        : new OutcomeUnknown({ message: `the connection broke: ${String(error)}` })
  }).pipe(
    Effect.flatMap((answer) =>
      answer.status === 429
        ? Effect.fail(
            new ExchangeUnavailable({
              message: "the exchange asks for fewer requests",
              retryable: true,
              cause: "LIMITED"
            })
          )
        : Effect.succeed(answer)
    )
  )

/** Asking changes nothing, so an answer that got lost may simply be asked for again. */
const ask = (url: string): Effect.Effect<Answer, ExchangeUnavailable> =>
  request("GET", url).pipe(Effect.catchTag("OutcomeUnknown", ({ message }) => Effect.fail(unavailable(message))))

/** A stream that fails as soon as its connection ends. */
const listen = (url: string): Stream.Stream<StreamWire, ExchangeUnavailable> =>
  Stream.callback((queue) =>
    Effect.gen(function* () {
      const socket = yield* Effect.acquireRelease(
        Effect.sync(() => new WebSocket(url.replace(/^http/, "ws"))),
        (open) => Effect.sync(() => open.terminate())
      )
      const fail = (why: string) => Queue.failCauseUnsafe(queue, Cause.fail(unavailable(why)))
      // A text frame arrives as one Buffer.
      socket.on("message", (data) => void Queue.offerUnsafe(queue, readStream((data as Buffer).toString("utf8"))))
      socket.on("error", (error) => void fail(error.message))
      socket.on("close", () => void fail("the exchange closed the stream"))
      return yield* Effect.never
    })
  )

/** The stand-in exchange as execution sees a broker: everything particular to its protocol ends here. */
export const remoteExchange = (url: string, id: VenueId = VenueId.make("simulated")): Exchange => {
  const markets = new Map<Symbol, Market>()
  const instruments = Effect.suspend(() =>
    markets.size > 0
      ? Effect.succeed([...markets.values()].map(({ instrument }) => instrument))
      : Effect.map(ask(`${url}/instruments`), ({ body }) => {
          const listed = readInstruments(body)
          for (const instrument of listed) markets.set(instrument.symbol, marketOf(instrument))
          return listed
        })
  )
  const tickOf = (message: Extract<StreamWire, { _tag: "Tick" }>): ReadonlyArray<Tick> => {
    const market = markets.get(message.symbol)
    const price = market?.price(message.price)
    const quantity = market?.quantity(message.quantity)
    if (price === undefined || quantity === undefined) return []
    return [{ symbol: message.symbol, price, quantity, at: message.at }]
  }
  const accounts = new Map<TenantId, ExchangeAccount>()

  return {
    broker: PAPER_BROKER,
    exclusive: true,
    environment: "PAPER",
    venue: id,
    terms: ["paper"],
    marketData: {
      ...fixedList([]),
      id,
      name: "Simulated market",
      lists: ["CRYPTO"],
      source: "SIMULATED",
      note: "the stand-in exchange",
      instruments,
      prices: () =>
        listen(`${url}/prices`).pipe(
          Stream.map((message) => (message._tag === "Tick" ? tickOf(message) : [])),
          Stream.flattenIterable
        ),
      candles: ({ symbol }, from, to) =>
        // The exchange serves candles in ticks and lots, as the domain has them.
        Effect.map(ask(`${url}/candles/${symbol}`), ({ body }) =>
          (body as ReadonlyArray<Candle>).filter(({ at }) => at >= from && at < to)
        )
    },
    open: ({ tenantId }) =>
      Effect.sync(() => {
        const account = accounts.get(tenantId) ?? accountOf(`${url}/accounts/${encodeURIComponent(tenantId)}`, markets)
        accounts.set(tenantId, account)
        return account
      })
  }
}

const codecFor = (market: Market) => {
  const { order, report } = wireOf(market)
  return { write: Schema.encodeSync(order), read: Schema.decodeUnknownSync(report), market }
}

const accountOf = (url: string, markets: ReadonlyMap<Symbol, Market>): ExchangeAccount => {
  const codecs = new Map<Symbol, ReturnType<typeof codecFor>>()
  const codecOf = (symbol: Symbol) => {
    const market = markets.get(symbol)
    if (market === undefined) throw new Error(`${symbol} is not traded here`)
    const codec = codecs.get(symbol) ?? codecFor(market)
    codecs.set(symbol, codec)
    return codec
  }
  const stateOf = (state: StateWire): OrderState => ({
    clientOrderId: ClientOrderId.make(state.clientOrderId),
    exchangeOrderId: state.exchangeOrderId,
    symbol: state.symbol,
    status: state.status,
    side: state.side,
    ...(state.price !== undefined && { price: ticksOf(state.symbol, state.price) }),
    quantity: lotsOf(state.symbol, state.quantity),
    placedAt: state.placedAt,
    filledQuantity: lotsOf(state.symbol, state.filledQuantity),
    ...(state.reason !== undefined && { reason: state.reason })
  })
  const ticksOf = (symbol: Symbol, text: string) => {
    const ticks = codecOf(symbol).market.price(text)
    if (ticks === undefined) throw new Error(`${text} is not a price of ${symbol}`)
    return ticks
  }
  const lotsOf = (symbol: Symbol, text: string) => {
    const lots = codecOf(symbol).market.quantity(text)
    if (lots === undefined) throw new Error(`${text} is not a quantity of ${symbol}`)
    return lots
  }
  const reportOf = ({ filledQuantity, report, symbol }: ReportWire): AccountReport => ({
    symbol,
    report: codecOf(symbol).read(report),
    ...(filledQuantity !== undefined && { filledQuantity: lotsOf(symbol, filledQuantity) })
  })
  const orderUrl = (clientOrderId: string) => `${url}/orders/${encodeURIComponent(clientOrderId)}`

  const find: ExchangeAccount["find"] = ({ clientOrderId }) =>
    Effect.map(ask(orderUrl(clientOrderId)), ({ body, status }) =>
      status === 404 ? Option.none() : Option.some(stateOf(readState(body)))
    )
  /** The exchange says only that it has one: whether it is this one, only looking at it tells. */
  const duplicate = Effect.fnUntraced(function* (symbol: Symbol, order: OrderRequest) {
    const { clientOrderId } = order
    const found = yield* find({ symbol, clientOrderId, sentAt: 0 })
    if (Option.isNone(found)) return yield* new OutcomeUnknown({ message: "said to be there, and not found" })
    const other = differs(codecOf(symbol).market, order, found.value)
    if (other !== undefined) return yield* new OrderDiffers({ clientOrderId, message: other })
    return { exchangeOrderId: found.value.exchangeOrderId }
  })
  const fillsIn = (listed: ReadonlyArray<ReportWire>) =>
    listed.flatMap((fill) => {
      const { report, symbol } = reportOf(fill)
      return report._tag === "OrderFilled" ? [{ symbol, report }] : []
    })

  return {
    settles: 1_000,
    balances: Effect.map(ask(`${url}/balances`), ({ body }) => readBalances(body)),
    // One that got lost is never used: asking again is safe.
    nextId: request("POST", `${url}/numbers`).pipe(
      Effect.catchTag("OutcomeUnknown", ({ message }) => Effect.fail(unavailable(message))),
      Effect.map(({ body }) => String(readNumber(body).number))
    ),
    place: Effect.fnUntraced(function* (symbol, order, wireId) {
      if (wireId === undefined) return yield* Effect.die(new TypeError("an order goes out under an id of nextId"))
      const written: unknown = JSON.parse(codecOf(symbol).write(order))
      const { body, status } = yield* request("POST", `${url}/orders`, {
        symbol,
        number: Number(wireId),
        order: written
      })
      if (status === 200) return readTaken(body)
      if (status === 409) return yield* duplicate(symbol, order)
      if (status !== 422) return yield* new OutcomeUnknown({ message: `the exchange answered ${status}` })
      return yield* new OrderRejected({ clientOrderId: order.clientOrderId, ...readRefusal(body) })
    }),
    cancel: (_, { clientOrderId }) => Effect.asVoid(request("DELETE", orderUrl(clientOrderId))),
    find,
    openOrders: Effect.map(ask(`${url}/orders`), ({ body }) => readStates(body).map(stateOf)),
    fills: (after) =>
      Effect.map(ask(`${url}/fills${after === undefined ? "" : `?after=${after}`}`), ({ body }) => {
        const { cursor, fills } = readFills(body)
        return { cursor, fills: fillsIn(fills) }
      }),
    fillsOf: ({ clientOrderId }) =>
      Effect.map(ask(`${url}/fills/${encodeURIComponent(clientOrderId)}`), ({ body }) => fillsIn(readListed(body))),
    // It trades spot pairs only: what is held of them are its balances.
    positions: Effect.map(ask(`${url}/balances`), ({ body }) => {
      const held = new Map(readBalances(body).map(({ asset, total }) => [asset, total]))
      return [...markets.values()].map(({ instrument: { base, symbol } }) => ({
        symbol,
        long: held.get(base) ?? NOTHING,
        short: NOTHING
      }))
    }),
    reports: listen(`${url}/reports`).pipe(
      Stream.filter((message) => message._tag !== "Tick"),
      Stream.map((message) => (message._tag === "Connected" ? message : { _tag: "Reported", ...reportOf(message) }))
    )
  }
}
