import { termsNames } from "@tradetower/domain/terms"
import { PAPER_BROKER } from "@tradetower/domain/connection"
import { HttpRequest, type HttpResponseInit, InvocationContext, type ServiceBusTopicHandler } from "@azure/functions"
import { Effect, Layer, ManagedRuntime } from "effect"
import { TenantId } from "@tradetower/domain/ids"
import { VenueId, type Instrument, Symbol } from "@tradetower/domain/market"
import type { Decimal } from "@tradetower/domain/number"
import { Bus, Markets, Offers, type OutgoingMessage, Store, type Topic } from "@tradetower/platform"
import { embeddedPlatformForTests } from "@tradetower/platform/embedded"
import { carryOutJob } from "./backtest/run-jobs.ts"
import { Simulations } from "./backtest/simulations.ts"
import { type FunctionsApp, type Ports, register } from "./functions.ts"
import type { Front } from "./http/server/front.ts"

type Handlers = {
  readonly http: Map<string, Parameters<FunctionsApp["http"]>[1]["handler"]>
  readonly topics: Map<string, ServiceBusTopicHandler>
  readonly timers: Map<string, Parameters<FunctionsApp["timer"]>[1]["handler"]>
  readonly terminate: Array<() => unknown>
}

/** Keeps what is registered, as the Functions runtime does. */
const collector = (): { readonly app: FunctionsApp; readonly handlers: Handlers } => {
  const handlers: Handlers = { http: new Map(), topics: new Map(), timers: new Map(), terminate: [] }
  const app: FunctionsApp = {
    setup: () => undefined,
    http: (name, options) => void handlers.http.set(name, options.handler),
    serviceBusTopic: (name, options) =>
      // What a message's body is, each handler reads for itself.
      void handlers.topics.set(options.topicName, options.handler as ServiceBusTopicHandler),
    timer: (name, options) => void handlers.timers.set(name, options.handler),
    // Only the one hook the app uses is kept; the rest of the hooks stay unreachable.
    hook: {
      appTerminate: (hook: () => unknown) => void handlers.terminate.push(hook)
    } as unknown as FunctionsApp["hook"]
  }
  return { app, handlers }
}

export const btc: Instrument = {
  venue: VenueId.make("simulated"),
  symbol: Symbol.make("BTC-USD"),
  base: "BTC",
  quote: "USD",
  kind: "SPOT",
  assetClass: "CRYPTO",
  tickSize: "0.01" as Decimal,
  lotSize: "0.00000001" as Decimal,
  minQuantity: "0.00001" as Decimal,
  minNotional: "1" as Decimal,
  makerFeeRate: "0.001" as Decimal,
  takerFeeRate: "0.002" as Decimal,
  feeAsset: "QUOTE",
  maxOpenOrders: 500
}

export const perpetual: Instrument = {
  ...btc,
  symbol: Symbol.make("BTC-PERP"),
  kind: "FUTURES",
  futures: { maxLeverage: 20, fundingHours: 8, fundingRate: "0.0001" as Decimal }
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly bytes: Uint8Array
  /** The body as JSON, unchecked: a test says what it expects of it. */
  readonly json: Record<string, unknown> & ReadonlyArray<Record<string, unknown>>
}

const answerOf = async (init: HttpResponseInit): Promise<Answer> => {
  const response = new Response(init.body as BodyInit, {
    status: init.status ?? 200,
    headers: new Headers(init.headers as HeadersInit)
  })
  const bytes = new Uint8Array(await response.arrayBuffer())
  const text = new TextDecoder().decode(bytes)
  const isJson = (response.headers.get("content-type") ?? "").includes("json")
  const json: unknown = isJson ? JSON.parse(text) : undefined
  return { status: response.status, headers: response.headers, text, bytes, json: json as Answer["json"] }
}

/** The functions app on an embedded platform of its own. */
export const startApp = async (platform: Layer.Layer<Ports> = embeddedPlatformForTests()) => {
  const runtime = ManagedRuntime.make(platform)
  const app = connectApp(runtime)
  return {
    ...app,
    stop: async () => {
      await app.stop()
      await runtime.dispose()
    }
  }
}

/** One more instance of the functions app on a platform, called as the Functions runtime would call it. */
export const connectApp = (runtime: ManagedRuntime.ManagedRuntime<Ports, never>, front: Front = "LOCAL") => {
  const { app, handlers } = collector()
  register(app, runtime, { front })
  const simulations = ManagedRuntime.make(
    Layer.provideMerge(Simulations.layer, Layer.effectContext(runtime.contextEffect))
  )
  const context = new InvocationContext({ functionName: "test" })

  const call = async (name: string, request: HttpRequest): Promise<Answer> => {
    const handler = handlers.http.get(name)
    if (handler === undefined) throw new Error(`no function ${name}`)
    return answerOf((await handler(request, context)) as HttpResponseInit)
  }

  return {
    runtime,
    run: runtime.runPromise,
    /** Calls the API as a signed-in tenant (or nobody). */
    ask: (
      method: string,
      path: string,
      options: {
        readonly as?: string
        readonly userRoles?: ReadonlyArray<string>
        readonly body?: unknown
        readonly bytes?: Uint8Array
      } = {}
    ) => {
      const principal = options.as && {
        identityProvider: "local",
        userId: options.as,
        userDetails: options.as,
        userRoles: options.userRoles ?? ["anonymous", "authenticated"]
      }
      const text = typeof options.body === "string" ? options.body : JSON.stringify(options.body)
      return call(
        "api",
        new HttpRequest({
          method,
          url: `http://localhost/api/v1${path}`,
          headers: {
            ...(principal && {
              "x-ms-client-principal": Buffer.from(JSON.stringify(principal)).toString("base64")
            }),
            ...(options.body !== undefined && { "content-type": "application/json" }),
            ...(options.bytes !== undefined && { "content-type": "application/octet-stream" })
          },
          ...(options.body !== undefined && { body: { string: text } }),
          ...(options.bytes !== undefined && { body: { bytes: options.bytes } })
        })
      )
    },
    /** Calls the webhook. */
    hook: (token: string, body: string, headers: Record<string, string> = {}) =>
      call(
        "webhook",
        new HttpRequest({
          method: "POST",
          url: `http://localhost/api/v1/webhooks/tradingview/${token}`,
          params: { token },
          headers,
          body: { string: body }
        })
      ),
    /** Hands a message to whoever listens to a topic; rejects as they fail. */
    deliver: async (
      topic: Topic,
      message: Pick<OutgoingMessage, "messageId" | "body" | "properties">,
      deliveryCount = 1
    ) => {
      const { body, messageId, properties: applicationProperties } = message
      const now = Date.now()
      if (topic === "backtest-jobs" || topic === "sweep-jobs") {
        const delivery = { ...message, subject: "", topic, subscription: "simulation", deliveryCount, enqueuedAt: now }
        return simulations.runPromise(carryOutJob(delivery))
      }
      const handler = handlers.topics.get(topic)
      if (handler === undefined) throw new Error(`no function listens to ${topic}`)
      const enqueuedTimeUtc = new Date(now).toISOString()
      const triggerMetadata = { messageId, subject: "", deliveryCount, enqueuedTimeUtc, applicationProperties }
      await handler(body, new InvocationContext({ functionName: topic, triggerMetadata }))
    },
    tick: async (timer: string) => {
      const handler = handlers.timers.get(timer)
      if (handler === undefined) throw new Error(`no timer ${timer}`)
      await handler({} as Parameters<typeof handler>[0], context)
    },
    /** Takes every message that waits in a subscription, as its consumer would. */
    drain: (topic: Topic, subscription: string) =>
      runtime.runPromise(
        Effect.gen(function* () {
          const bus = yield* Bus
          const taken: Array<OutgoingMessage> = []
          const receive = bus.receive(
            { topic, subscription },
            (message) => Effect.sync(() => void taken.push(message)),
            { concurrency: 1 }
          )
          const empty = Effect.gen(function* () {
            while ((yield* bus.count({ topic, subscription })).active > 0) yield* Effect.sleep("5 millis")
          })
          yield* Effect.race(receive, empty)
          return taken
        })
      ),
    stop: async () => {
      for (const terminate of handlers.terminate) await terminate()
      await simulations.dispose()
    }
  }
}
export type TestApp = Awaited<ReturnType<typeof startApp>>

/** Puts a market on offer, as execution does; every trader has a paper account there. */
export const offerMarket = (price: string, instrument: Instrument = btc) =>
  Effect.gen(function* () {
    const store = yield* Store
    const { venue } = instrument
    yield* store.upsert(Offers, {
      id: "offer",
      venues: [{ id: venue, name: "Simulated market" }],
      connectable: [{ broker: PAPER_BROKER, environment: "PAPER", venue, terms: termsNames }]
    })
    return yield* store.upsert(Markets, {
      id: instrument.symbol,
      venue: instrument.venue,
      instrument,
      followed: true,
      source: "SIMULATED",
      connected: true,
      note: "a simulated market",
      lastPrice: price as Decimal,
      lastPriceAt: Date.now()
    })
  })

export const tenant = (name: string) => TenantId.make(name)

/** Settings of a grid that works at 60,000. */
export const gridSettings = {
  _tag: "GRID",
  start: { _tag: "IMMEDIATELY" },
  investment: "1000",
  lowPrice: "50000",
  highPrice: "70000",
  gridLevels: 10,
  spacing: "GEOMETRIC",
  orderSizeCurrency: "QUOTE",
  trailingUp: false,
  trailingDown: false,
  pumpProtection: false,
  reinvest: false
} as const
