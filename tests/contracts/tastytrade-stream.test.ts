import { Cause, ConfigProvider, Effect, Exit, Stream } from "effect"
import { describe, expect } from "@effect/vitest"
import { ExchangeUnavailable } from "@tradetower/execution"
import { StreamPatience } from "@tradetower/execution/tastytrade"
import { saidOf, tastyRule } from "./tastytrade-rule.ts"
import { eventually } from "./place.ts"

describe("tastytrade's word for what happens, when something goes wrong", () => {
  tastyRule("what was filled while nobody listened is listed with the next connection", (at) =>
    Effect.gen(function* () {
      const trading = yield* at.heard(at.trader())
      const order = at.buy()
      yield* trading.place(order)
      yield* trading.said(order, 1)
      yield* at.fault({ cutStreamBeforeFill: 1 })
      yield* at.trade("90")
      yield* eventually(trading.ended, Boolean)
      yield* at.fault({ cutStreamBeforeFill: 0 })
      yield* trading.listenAgain
      const { fills } = yield* eventually(trading.account.fills(undefined), (listed) => listed.fills.length > 0)
      expect(fills.map(({ report }) => report.clientOrderId)).toEqual([order.clientOrderId])
    })
  )

  tastyRule(
    "EXEC-32 that it wants to be left alone for long is told, and nothing but what leaves is asked meanwhile",
    (at) =>
      Effect.gen(function* () {
        const { account, news, place } = yield* at.heard(at.trader())
        yield* at.fault({ throttle: 1, throttleFor: 60 })
        expect(yield* Effect.flip(place(at.buy()))).toMatchObject({ cause: "LIMITED", retryAfter: 60_000 })
        yield* at.fault({ throttle: 0, throttleFor: 0 })
        const degraded = Effect.sync(() => news.flatMap((one) => (one._tag === "Degraded" ? [one.reason] : [])))
        const [reason] = yield* eventually(degraded, ({ length }) => length > 0)
        expect(reason).toMatch(
          /^tastytrade asks for fewer requests: until \d\d:\d\d:\d\d UTC no new order goes out there$/
        )
        expect(yield* Effect.flip(account.balances)).toMatchObject({ cause: "LIMITED" })
      })
  )

  tastyRule("what fills between the connect and its answer is not lost", (at) =>
    Effect.gen(function* () {
      const who = at.trader()
      const trading = yield* at.heard(who)
      const order = at.buy()
      yield* trading.place(order)
      yield* at.breakStreams ?? Effect.void
      yield* eventually(trading.ended, Boolean)
      yield* at.fault({ fillAtConnect: true })
      yield* trading.listenAgain
      yield* eventually(
        Effect.sync(() => trading.news.filter(({ _tag }) => _tag === "Connected").length),
        (times) => times === 2
      )
      expect((yield* trading.account.fills(undefined)).fills).toHaveLength(1)
    })
  )

  tastyRule("a grant that is revoked in the middle is noticed, and not tried again and again", (at) =>
    Effect.gen(function* () {
      const account = yield* at.open(at.trader())
      yield* at.fault({ revoked: true })
      const failure = yield* Effect.exit(Stream.runDrain(account.reports))
      const error = Exit.isFailure(failure) ? Cause.squash(failure.cause) : undefined
      expect(error).toBeInstanceOf(ExchangeUnavailable)
      expect((error as ExchangeUnavailable).message).toContain("not authorized")
      const refused = yield* Effect.flip(account.openOrders)
      expect(refused).toMatchObject({ cause: "REVOKED", retryable: false, needsUser: true })
      const { tokens } = at.server()
      const before = tokens.asked
      yield* Effect.flip(account.openOrders)
      expect(tokens.asked).toBe(before)
    })
  )

  tastyRule("a sign-in that is refused twice and then taken is no reason to give up", (at) =>
    Effect.gen(function* () {
      yield* at.fault({ refuseSignIns: 2 })
      const account = yield* at.open(at.trader())
      expect(yield* account.openOrders).toEqual([])
    })
  )

  tastyRule("a token that has run out is renewed once, whoever asks meanwhile", (at) =>
    Effect.gen(function* () {
      const trading = yield* at.heard(at.trader())
      const { tokens } = at.server()
      const before = tokens.asked
      tokens.endAll()
      yield* Effect.all([trading.account.openOrders, trading.account.balances, trading.account.positions], {
        concurrency: "unbounded"
      })
      expect(tokens.asked).toBe(before + 1)
      const order = at.buy()
      tokens.endAll()
      // Turned away unread: certainly not there, and sent again by whoever wants it.
      expect(yield* Effect.flip(trading.place(order))).toMatchObject({ _tag: "ExchangeUnavailable", retryable: true })
      yield* trading.place(order)
      expect(yield* saidOf(trading, order, 1)).toEqual(["Accepted"])
    })
  )

  tastyRule("a version that is not served is said so, and not asked for again", (at) =>
    Effect.gen(function* () {
      yield* at.fault({ oldVersions: true })
      const refused = yield* Effect.flip(at.open(at.trader()))
      expect(refused.retryable).toBe(false)
      expect(refused.message).toContain("update TradingTower")
    })
  )

  tastyRule("it is asked for no version where the setting says so", (at) =>
    Effect.gen(function* () {
      yield* at.fault({ oldVersions: true })
      const settings = ConfigProvider.fromUnknown({ TRADETOWER_TASTYTRADE_VERSION_PAPER: "none" })
      const account = yield* at.open(at.trader()).pipe(Effect.provide(ConfigProvider.layer(settings)))
      expect(yield* account.openOrders).toEqual([])
    })
  )

  tastyRule("a stream that falls silent is given up, and one that answers heartbeats is not", (at) =>
    Effect.gen(function* () {
      const trading = yield* at.heard(at.trader())
      yield* Effect.sleep("600 millis")
      expect(yield* trading.ended).toBe(false)
      yield* at.fault({ silence: true })
      yield* eventually(trading.ended, Boolean)
    }).pipe(Effect.provideService(StreamPatience, { heartbeat: 50, silence: 300 }))
  )
})
