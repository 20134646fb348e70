import { Effect, Option, Redacted } from "effect"
import { BrokerId } from "@tradetower/domain/connection"
import {
  type Broker,
  BrokerUnavailable,
  type Credentials,
  KeyRefused,
  type KeyFound,
  Offers,
  Store
} from "@tradetower/platform"
import { btc } from "../../testing.ts"

/** How the broker below takes a key. */
export type Mood = "GOOD" | "REFUSES" | "AWAY" | "LIMITED" | "BREAKS" | "WITHDRAWS" | "ECHOES" | "PAPER" | "OTHER"

export const STAND_IN = BrokerId.make("stand-in")

/** A broker that asks for a key, and says it again wherever it can. */
export const standInBroker = () => {
  /** `meanwhile` happens while a key is tried. */
  const state: { mood: Mood; account: string; asked: number; meanwhile: Effect.Effect<unknown> } = {
    mood: "GOOD",
    account: "A-1",
    asked: 0,
    meanwhile: Effect.void
  }
  const found: KeyFound = { environment: "LIVE", account: "A-1", permissions: ["trade"], mayWithdraw: false }
  const answer = (credentials: Credentials): Effect.Effect<KeyFound, KeyRefused | BrokerUnavailable> => {
    state.asked++
    const said = `I got ${JSON.stringify(Redacted.value(credentials))}`
    switch (state.mood) {
      case "GOOD":
        return Effect.succeed({ ...found, account: state.account })
      case "REFUSES":
        return Effect.fail(new KeyRefused({ message: said }))
      case "AWAY":
        return Effect.fail(new BrokerUnavailable({ message: said }))
      case "LIMITED":
        return Effect.fail(new BrokerUnavailable({ message: "it asks for fewer requests", retryAfter: 240_001 }))
      case "BREAKS":
        return Effect.die(new Error(said))
      case "WITHDRAWS":
        return Effect.succeed({ ...found, mayWithdraw: true })
      case "ECHOES":
        return Effect.succeed({ environment: "LIVE", account: state.account, permissions: [said] })
      case "PAPER":
        return Effect.succeed({ ...found, environment: "PAPER" })
      case "OTHER":
        return Effect.succeed({ ...found, account: "A-2" })
    }
  }
  const broker: Broker = {
    name: "Stand-in",
    secret: [
      { name: "key", title: "Key", help: "" },
      { name: "secret", title: "Secret", help: "" }
    ],
    test: (_, credentials) => Effect.andThen(state.meanwhile, answer(credentials))
  }
  return { broker, state }
}

/** Puts that broker on offer beside what is. */
export const offerStandIn = Effect.gen(function* () {
  const store = yield* Store
  const { value: offer } = Option.getOrThrow(yield* store.read(Offers, { id: "offer" }, "offer"))
  yield* store.upsert(Offers, {
    ...offer,
    connectable: [
      ...offer.connectable,
      { broker: STAND_IN, environment: "LIVE", venue: btc.venue, terms: ["coinbase"] }
    ]
  })
})

export const liveAccount = (secret: unknown, label = "Real") => ({
  label,
  broker: STAND_IN,
  environment: "LIVE",
  venue: "simulated",
  terms: "coinbase",
  secret
})
