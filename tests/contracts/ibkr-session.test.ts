import { expect, it } from "@effect/vitest"
import { Effect, Redacted } from "effect"
import { ibkr } from "@tradetower/execution/ibkr"
import { Pace, IbkrPace } from "@tradetower/execution/ibkr"
import { newUser } from "../standins/ibkr/keys.ts"
import { serveIbkr } from "../standins/ibkr/server.ts"
import { quickLimits, stocks } from "./ibkr-bench.ts"
import { rule } from "./ibkr-rule.ts"
import { eventually } from "./place.ts"

rule("a session that somebody else has is left to them, and its trader is told", (at) =>
  Effect.gen(function* () {
    const ada = yield* at.heard("ada")
    const { begun } = at.server.sessions
    yield* at.fault({ taken: true })
    at.server.endSessions(true)
    yield* eventually(ada.ended, Boolean)
    for (const _ of [1, 2, 3])
      expect(yield* Effect.flip(ada.place(at.buy()))).toMatchObject({
        _tag: "ExchangeUnavailable",
        cause: "COMPETING",
        retryable: false,
        needsUser: true
      })
    expect(at.server.sessions.begun).toBe(begun)
    expect(yield* Effect.flip(at.open("ada"))).toMatchObject({ cause: "COMPETING" })
    // Opened anew once it is free, as where its trader gives the key again.
    yield* at.fault({ taken: false })
    yield* (yield* at.open("ada")).openOrders
  })
)

rule("a session that ended is begun anew, and what was filled meanwhile is known", (at) =>
  Effect.gen(function* () {
    const ada = yield* at.heard("ada")
    const order = at.buy()
    yield* ada.place(order)
    const { cursor } = yield* ada.account.fills(undefined)
    at.server.endSessions(false)
    yield* eventually(ada.ended, Boolean)
    yield* at.trade("90")
    yield* ada.listenAgain
    yield* eventually(
      Effect.sync(() => ada.news.filter(({ _tag }) => _tag === "Connected").length),
      (count) => count === 2
    )
    expect((yield* ada.account.fills(cursor)).fills.map(({ report }) => report.clientOrderId)).toEqual([
      order.clientOrderId
    ])
  })
)

rule("during the nightly reset it is unavailable for a while, and then back by itself", (at) =>
  Effect.gen(function* () {
    const ada = yield* at.heard("ada")
    yield* at.fault({ nightly: true })
    at.server.endSessions(false)
    const error = yield* Effect.flip(ada.place(at.buy()))
    expect(error).toMatchObject({ _tag: "ExchangeUnavailable", retryable: true, cause: "SIGNED_OUT" })
    yield* at.fault({ nightly: false })
    yield* eventually(Effect.match(ada.place(at.buy()), { onSuccess: () => true, onFailure: () => false }), Boolean)
  })
)

rule("a session that has no bridge yet is asked for again", (at) =>
  Effect.gen(function* () {
    yield* at.fault({ noBridge: true })
    expect(yield* (yield* at.open("ada")).openOrders).toEqual([])
  })
)

rule("whoever is shut out asks nothing until that is over", (at) =>
  Effect.gen(function* () {
    const ada = yield* at.heard("ada")
    yield* at.fault({ throttle: true })
    expect(yield* Effect.flip(ada.place(at.buy()))).toMatchObject({ cause: "LIMITED", retryable: true })
    yield* at.fault({ throttle: false })
    yield* ada.place(at.buy())
    expect(at.server.pacing.bans).toBe(1)
  })
)

/** Tries a key as the form does. */
const tried = Effect.gen(function* () {
  const server = yield* Effect.acquireRelease(
    Effect.promise(() => serveIbkr({ stocks, listEach: 60, perSecond: 1_000 })),
    ({ close }) => Effect.promise(close)
  )
  const { consumer, secret } = newUser(0)
  server.admit(consumer, { number: "DU1234567", cash: "5000", isPaper: true })
  const { test } = ibkr({ rest: server.rest, stream: server.stream }).web.broker
  const pace = new IbkrPace(quickLimits)
  const ask = (given: object = {}) =>
    Effect.result(test("PAPER", Redacted.make({ ...secret, ...given }))).pipe(Effect.provideService(Pace, pace))
  return { ask, consumer, secret, server }
})

it.live("a key is tried: whose it is, of which money, and what works there", () =>
  Effect.scoped(
    Effect.gen(function* () {
      const { ask, secret } = yield* tried
      const found = { success: { environment: "PAPER", account: "DU1234567", permissions: ["trade shares"] } }
      expect(yield* ask()).toMatchObject(found)
      expect(yield* ask()).toMatchObject({
        success: { facts: expect.arrayContaining([expect.stringContaining("5,000")]) as unknown }
      })
      // As people paste it: on one line, or with line ends written out.
      expect(
        yield* ask({
          signingKey: secret.signingKey.replaceAll("\n", ""),
          encryptionKey: secret.encryptionKey.replaceAll("\n", String.raw`\n`),
          consumerKey: ` ${secret.consumerKey.toLowerCase()} `
        })
      ).toMatchObject(found)
    })
  )
)

it.live("of a username with several accounts the one that is said is traded in", () =>
  Effect.scoped(
    Effect.gen(function* () {
      const { ask, consumer, server } = yield* tried
      server.admit(consumer, { number: "DU1234567", cash: "1", isPaper: true, others: ["DU7"] })
      expect(yield* ask()).toMatchObject({
        failure: { message: expect.stringContaining("several accounts (DU7, DU1234567): say which one") as unknown }
      })
      expect(yield* ask({ accountNumber: " du1234567 " })).toMatchObject({ success: { account: "DU1234567" } })
      expect(yield* ask({ accountNumber: "DU8" })).toMatchObject({
        failure: { message: expect.stringContaining("not of account DU8: it is of DU7, DU1234567") as unknown }
      })
    })
  )
)

it.live("one that is none, or of another set, is refused with what to do, and without a word of it", () =>
  Effect.scoped(
    Effect.gen(function* () {
      const { ask, secret } = yield* tried
      const other = newUser(1).secret
      for (const [given, words] of [
        [{ consumerKey: "SHORT" }, "nine letters"],
        [{ signingKey: "hunter2" }, "signing key can't be read"],
        [{ signingKey: secret.encryptionKey }, "does not let this key in"],
        [{ encryptionKey: secret.signingKey }, ""],
        [{ accessTokenSecret: "%%%" }, "does not fit the encryption key"],
        [{ accessTokenSecret: other.accessTokenSecret }, ""],
        [{ accessToken: "another" }, "does not let this key in"],
        [{ dhParameters: "12345" }, "Diffie-Hellman"]
      ] as const) {
        const answer = yield* ask(given)
        expect(answer).toMatchObject({ failure: { _tag: "KeyRefused" } })
        const said = answer._tag === "Failure" ? answer.failure.message : ""
        expect(said).toContain(words)
        for (const part of [secret.accessToken, secret.accessTokenSecret, "hunter2"]) expect(said).not.toContain(part)
      }
    })
  )
)
