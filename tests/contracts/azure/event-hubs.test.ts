import { Effect, Option } from "effect"
import { expect, it } from "@effect/vitest"
import { Bus, BusUnavailable, type Delivery, type OutgoingMessage } from "@tradetower/platform"
import { serveEventHubs } from "../../standins/event-hubs/server.ts"
import { commands, message, prices, receiving } from "../messages.ts"
import { eventually } from "../place.ts"
import { busOf, serving, settingsOf } from "./service-bus.ts"

const starting = Effect.acquireRelease(
  Effect.promise(() => serveEventHubs()),
  (hubs) => Effect.promise(() => hubs.close())
)

const price = (market: string, nth: number): OutgoingMessage => ({
  messageId: `${market}-${nth}`,
  sessionId: market,
  subject: "Price",
  body: { nth },
  properties: { venue: "SIMULATED" }
})

const markets = Array.from({ length: 12 }, (_, i) => `SIMULATED:COIN${i}-USD`)

it.live(
  "market data goes over Event Hubs, each market in order, also when connections break; commands over the bus",
  () =>
    Effect.gen(function* () {
      const service = yield* serving()
      const hubs = yield* starting
      yield* Effect.gen(function* () {
        const bus = yield* Bus
        const seen = new Map<string, Array<number>>()
        yield* receiving(prices, ({ body, deliveryCount, messageId, sessionId = "" }) =>
          Effect.suspend(() => {
            if (messageId.endsWith("-7") && deliveryCount < 3) return Effect.fail("not yet")
            const { nth } = body as { readonly nth: number }
            seen.set(sessionId, [...(seen.get(sessionId) ?? []), nth])
            return Effect.void
          })
        )
        const sendAll = (nth: number) =>
          bus.send(
            "market-data",
            markets.map((market) => price(market, nth))
          )
        yield* sendAll(0)
        yield* eventually(
          Effect.sync(() => seen.size),
          (size) => size === markets.length
        )
        for (let nth = 1; nth < 20; nth++) {
          if (nth % 8 === 5) hubs.drop()
          yield* sendAll(nth)
        }
        yield* eventually(
          Effect.sync(() => [...seen.values()].filter((numbers) => numbers.includes(19)).length),
          (done) => done === markets.length
        )
        for (const numbers of seen.values())
          expect([...new Set(numbers)]).toEqual(Array.from({ length: 20 }, (_, i) => i))
        const held = hubs.held("market-data")
        expect(held.filter((count) => count > 0).length).toBeGreaterThan(1)
        expect(service.operations()["send"]).toBeUndefined()
        yield* bus.send("bot-commands", [message("m", "bot")])
        expect(yield* bus.count(commands)).toEqual({ active: 1, dead: 0 })
        expect(yield* bus.count(prices)).toEqual({ active: 0, dead: 0 })
        expect(yield* bus.deadLetters(prices, 10)).toEqual([])
      }).pipe(Effect.provide(busOf(settingsOf(service), { eventHubs: Option.some(settingsOf(hubs)) })))
    }).pipe(Effect.scoped)
)

it.live("BUS-12 market data of the last minute is read by who comes later; what can't be handled is left out", () =>
  Effect.gen(function* () {
    const hubs = yield* starting
    const settings = { eventHubs: Option.some(settingsOf(hubs)) }
    const nobody = settingsOf({ endpoint: "127.0.0.1:9" })
    yield* Effect.flatMap(Bus, (bus) => bus.send("market-data", [price("a", 0), price("a", 1), price("a", 2)])).pipe(
      Effect.provide(busOf(nobody, settings))
    )
    yield* Effect.gen(function* () {
      const seen: Array<string> = []
      const wholes: Array<Delivery> = []
      yield* receiving(prices, (each) => {
        const { messageId } = each
        wholes.push(each)
        if (messageId === "a-1")
          return Effect.fail(new BusUnavailable({ topic: "market-data", message: "no", retryable: false }))
        seen.push(messageId)
        return Effect.void
      })
      yield* eventually(
        Effect.sync(() => seen.length),
        (length) => length === 2
      )
      expect(seen).toEqual(["a-0", "a-2"])
      expect(wholes[0]).toMatchObject({ ...price("a", 0), ...prices, deliveryCount: 1 })
    }).pipe(Effect.scoped, Effect.provide(busOf(nobody, settings)))
  }).pipe(Effect.scoped)
)
