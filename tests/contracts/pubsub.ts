import { Effect, type Scope } from "effect"
import { describe, expect, it } from "@effect/vitest"
import { type Group, PubSub } from "@tradetower/platform"
import { type Open, unique } from "./place.ts"
import { connectedScreen, screenAt, until } from "./screen.ts"

const group = (): Group => `user:${unique("tenant")}:bots`

/**
 * The rules of `infra/platform/contracts/pubsub.md` that any implementation must keep. `outdated` gives an address whose
 * time has run out, which the port itself makes none of.
 */
export const pubSubContract = <S>(
  name: string,
  open: Open<PubSub | S>,
  outdated: Effect.Effect<string, unknown, PubSub | S>
): void => {
  const rule = (title: string, test: Effect.Effect<void, unknown, PubSub | S | Scope.Scope>) =>
    it.live(title, () => Effect.provide(Effect.scoped(test), open(unique("place"))))

  describe(`PubSub: ${name}`, () => {
    rule(
      "PUBSUB-1 the address connects, and says who is connected",
      Effect.gen(function* () {
        const pubSub = yield* PubSub
        const { expiresAt, url } = yield* pubSub.negotiate("ada", [group()], 1)
        expect(Math.abs(expiresAt - Date.now() - 60_000)).toBeLessThan(5_000)
        const screen = yield* connectedScreen(url)
        expect(screen.said[0]).toMatchObject({ type: "system", event: "connected", userId: "ada" })
        expect(screen.connected?.connectionId).toBeTruthy()
        expect(screen.connected?.reconnectionToken).toBeTruthy()
      })
    )

    rule(
      "PUBSUB-2 PUBSUB-3 PUBSUB-4 messages come to the members of a group, in order, and to no one else",
      Effect.gen(function* () {
        const pubSub = yield* PubSub
        const [mine, other] = [group(), group()]
        const one = yield* connectedScreen((yield* pubSub.negotiate("ada", [mine], 1)).url)
        const two = yield* connectedScreen((yield* pubSub.negotiate("ada", [mine, other], 1)).url)
        const stranger = yield* connectedScreen((yield* pubSub.negotiate("ben", [group()], 1)).url)
        yield* pubSub.publish(group(), "nobody hears")
        for (let i = 0; i < 50; i++) yield* pubSub.publish(mine, { i, text: "ü" })
        yield* pubSub.publish(other, { last: true })
        yield* until(two, (screen) => screen.data(other).length === 1)
        yield* until(one, (screen) => screen.messages.length === 50)
        expect(one.data(mine)).toEqual(Array.from({ length: 50 }, (_, i) => ({ i, text: "ü" })))
        expect(two.data(mine)).toEqual(one.data(mine))
        expect(one.data(other)).toEqual([])
        expect(stranger.messages).toEqual([])
        expect(one.messages.map((each) => each.sequenceId)).toEqual(Array.from({ length: 50 }, (_, i) => i + 1))
      })
    )

    rule(
      "PUBSUB-2 an address may hold 200 groups of markets",
      Effect.gen(function* () {
        const pubSub = yield* PubSub
        const markets = Array.from({ length: 200 }, (_, i): Group => `market:binance:1000SHIBA${i}-USDT`)
        const screen = yield* connectedScreen((yield* pubSub.negotiate("ada", markets, 1)).url)
        for (const market of markets) yield* pubSub.publish(market, "moved")
        yield* until(screen, (each) => each.messages.length === 200)
      })
    )

    rule(
      "PUBSUB-13 it is told how many are in a group",
      Effect.gen(function* () {
        const pubSub = yield* PubSub
        const [mine, other] = [group(), group()]
        expect(yield* pubSub.listeners(mine)).toBe(0)
        yield* connectedScreen((yield* pubSub.negotiate("ada", [mine], 1)).url)
        yield* connectedScreen((yield* pubSub.negotiate("ben", [mine, other], 1)).url)
        expect([yield* pubSub.listeners(mine), yield* pubSub.listeners(other)]).toEqual([2, 1])
      })
    )

    rule(
      "PUBSUB-5 no one joins or leaves a group, or sends to one",
      Effect.gen(function* () {
        const pubSub = yield* PubSub
        const [mine, other] = [group(), group()]
        const screen = yield* connectedScreen((yield* pubSub.negotiate("ben", [mine], 1)).url)
        screen.say({ type: "joinGroup", group: other, ackId: 1 })
        screen.say({ type: "sendToGroup", group: mine, dataType: "json", data: "forged", ackId: 2 })
        screen.say({ type: "leaveGroup", group: mine, ackId: 3 })
        yield* until(screen, (each) => each.said.filter((said) => said.type === "ack").length === 3)
        const acks = screen.said.filter((said) => said.type === "ack")
        expect(acks.map((each) => [each.ackId, each.success])).toEqual([
          [1, false],
          [2, false],
          [3, false]
        ])
        yield* pubSub.publish(other, "not yours")
        yield* pubSub.publish(mine, "yours")
        yield* until(screen, (each) => each.messages.length > 0)
        expect(screen.data()).toEqual(["yours"])
      })
    )

    rule(
      "PUBSUB-6 a token that ran out or was tampered with does not connect",
      Effect.gen(function* () {
        const pubSub = yield* PubSub
        const { url } = yield* pubSub.negotiate("ada", [group()], 1)
        const [head = "", body = "", signature = ""] = (new URL(url).searchParams.get("access_token") ?? "").split(".")
        const claims = Buffer.from(body, "base64url").toString().replace('"ada"', '"ben"')
        const forged = [head, Buffer.from(claims).toString("base64url"), signature].join(".")
        expect(forged).not.toBe([head, body, signature].join("."))
        const none = [Buffer.from('{"alg":"none"}').toString("base64url"), body, ""].join(".")
        const old = yield* outdated
        const urls = [forged, none, "", "x.y.z"].map((token) =>
          url.replace(/access_token=.*$/, `access_token=${token}`)
        )
        for (const bad of [...urls, old]) {
          const screen = yield* screenAt(bad)
          yield* until(screen, (each) => each.refused)
          expect(screen.said).toEqual([])
        }
      })
    )

    rule(
      "PUBSUB-7 PUBSUB-8 who lost the socket comes back and misses nothing, and gets nothing twice that was acknowledged",
      Effect.gen(function* () {
        const pubSub = yield* PubSub
        const mine = group()
        const screen = yield* connectedScreen((yield* pubSub.negotiate("ada", [mine], 1)).url)
        for (let i = 1; i <= 5; i++) yield* pubSub.publish(mine, i)
        yield* until(screen, (each) => each.messages.length === 5)
        screen.say({ type: "sequenceAck", sequenceId: 3 })
        screen.say({ type: "ping" })
        yield* until(screen, (each) => each.said.some((said) => said.type === "pong"))
        screen.drop()
        for (let i = 6; i <= 9; i++) yield* pubSub.publish(mine, i)
        const back = yield* connectedScreen(screen.wayBack)
        yield* pubSub.publish(mine, 10)
        yield* until(back, (each) => each.messages.length === 7)
        expect(back.data()).toEqual([4, 5, 6, 7, 8, 9, 10])
        expect(back.messages.map((each) => each.sequenceId)).toEqual([4, 5, 6, 7, 8, 9, 10])
      })
    )

    rule(
      "PUBSUB-9 an unknown connection, or a wrong token, can't come back",
      Effect.gen(function* () {
        const pubSub = yield* PubSub
        const mine = group()
        const screen = yield* connectedScreen((yield* pubSub.negotiate("ada", [mine], 1)).url)
        const wrongToken = screen.wayBack.replace(/reconnection_token=.*/, "reconnection_token=guess")
        const wrongId = screen.wayBack.replace(/connection_id=[^&]*/, "connection_id=guess")
        yield* pubSub.publish(mine, "secret")
        for (const bad of [wrongToken, wrongId]) {
          const intruder = yield* screenAt(bad)
          yield* until(intruder, (each) => each.closed === 1008 || each.refused)
          expect(intruder.said).toEqual([])
        }
        yield* until(screen, (each) => each.messages.length === 1)
      })
    )

    rule(
      "PUBSUB-10 who falls too far behind is sent away, and costs the others nothing",
      Effect.gen(function* () {
        const pubSub = yield* PubSub
        const mine = group()
        const slow = yield* connectedScreen((yield* pubSub.negotiate("ada", [mine], 1)).url)
        const quick = yield* connectedScreen((yield* pubSub.negotiate("ada", [mine], 1)).url)
        slow.drop()
        for (let i = 1; i <= 1_200; i++) {
          yield* pubSub.publish(mine, i)
          if (i % 100 === 0) {
            yield* until(quick, (each) => each.messages.length === i)
            quick.say({ type: "sequenceAck", sequenceId: i })
          }
        }
        const late = yield* screenAt(slow.wayBack)
        yield* until(late, (each) => each.closed === 1008)
        expect(quick.data()).toHaveLength(1_200)
      })
    )

    rule(
      "PUBSUB-11 what is not JSON is refused",
      Effect.gen(function* () {
        const pubSub = yield* PubSub
        expect(yield* Effect.flip(pubSub.publish(group(), undefined))).toMatchObject({
          _tag: "PubSubUnavailable",
          retryable: false
        })
      })
    )
  })
}
