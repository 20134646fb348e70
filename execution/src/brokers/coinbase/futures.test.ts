import { assert, it } from "@effect/vitest"
import { Effect, Option, Schema } from "effect"
import { ExchangeUnavailable } from "../../exchange.ts"
import type { Client } from "./client.ts"
import { readContracts, readMargin, whetherFutures } from "./futures.ts"
import { isLate } from "./futures-fence.ts"
import { rightsProblem } from "./key-rights.ts"
import { refusedKey } from "./refused-key.ts"

/** A client that answers by the beginning of a path. */
const answering = (bodies: Readonly<Record<string, () => unknown>>, now: () => number) => {
  const asked: Array<string> = []
  const read: Client["read"] = (path, schema) =>
    Effect.gen(function* () {
      asked.push(path)
      const body = Object.entries(bodies).find(([begins]) => path.startsWith(begins))?.[1]
      if (body === undefined) return Option.none()
      return Option.some(yield* Effect.orDie(Schema.decodeUnknownEffect(schema)(body())))
    })
  return { client: { read, now: Effect.sync(now) } as unknown as Client, asked }
}
it.effect("the margin is read with its currency or without, and none is of who has no futures", () =>
  Effect.gen(function* () {
    const of = (summary: unknown) =>
      readMargin(answering({ "/cfm/": () => ({ balance_summary: summary }) }, () => 0).client)
    const usd = (value: string) => ({ value, currency: "USD" })
    assert.deepStrictEqual(
      yield* of({ futures_buying_power: usd("5000.00"), liquidation_buffer_amount: usd("7200") }),
      [{ asset: "USD", available: "5000.00", buffer: "7200" }] as never
    )
    assert.deepStrictEqual(yield* of({ futures_buying_power: "1", liquidation_buffer_amount: "-2" }), [
      { asset: "USD", available: "1", buffer: "-2" }
    ] as never)
    assert.deepStrictEqual(yield* of(null), [])
    assert.deepStrictEqual(yield* readMargin(answering({}, () => 0).client), [])
  })
)

it("the night's margin is near from 15:30 to 16:00 in New York, on weekdays, in summer and winter", () => {
  const late = (text: string) => isLate(Date.parse(text))
  assert.deepStrictEqual(
    ["2026-12-02T20:29:59Z", "2026-12-02T20:30:00Z", "2026-12-02T20:59:59Z", "2026-12-02T21:00:00Z"].map(late),
    [false, true, true, false]
  )
  assert.deepStrictEqual(["2026-07-01T19:30:00Z", "2026-07-01T20:30:00Z"].map(late), [true, false])
  // A Saturday and a Sunday.
  assert.deepStrictEqual(["2026-12-05T20:40:00Z", "2026-12-06T20:40:00Z"].map(late), [false, false])
})

it("a key of the international exchange is refused with what to do", () => {
  const rights = { can_view: true, can_trade: true, can_transfer: false, portfolio_uuid: "p" }
  assert.include(rightsProblem({ ...rights, portfolio_type: "INTX" }), "international exchange")
  assert.isUndefined(rightsProblem({ ...rights, portfolio_type: "DEFAULT" }))
})

it.effect("a position is long or short as it is said, and never guessed", () =>
  Effect.gen(function* () {
    const of = (side: string, contracts = "2") =>
      readContracts(
        answering(
          { "/cfm/": () => ({ positions: [{ product_id: "BIP", side, number_of_contracts: contracts }] }) },
          () => 0
        ).client,
        ["BIP"]
      )
    for (const side of ["SHORT", "FUTURES_POSITION_SIDE_SHORT"])
      assert.deepStrictEqual((yield* of(side)).get("BIP"), { long: "0", short: "2" } as never)
    assert.deepStrictEqual((yield* of("LONG")).get("BIP"), { long: "2", short: "0" } as never)
    assert.strictEqual((yield* of("UNKNOWN", "0")).size, 0)
    assert.isTrue((yield* Effect.flip(of("UNKNOWN"))).retryable)
  })
)

it.effect("a position that can't be read keeps back only what is asked for", () =>
  Effect.gen(function* () {
    const of = (odd: object) => {
      const positions = [odd, { product_id: "BIP", side: "LONG", number_of_contracts: "2" }]
      return readContracts(answering({ "/cfm/": () => ({ positions }) }, () => 0).client, ["BIP"])
    }
    const other = { product_id: "ETP", side: "SIDEWAYS", number_of_contracts: "a lot" }
    assert.deepStrictEqual((yield* of(other)).get("BIP"), { long: "2", short: "0" } as never)
    for (const doubtful of [
      { ...other, product_id: "BIP" },
      { side: "LONG", number_of_contracts: "1" }
    ])
      assert.isTrue((yield* Effect.flip(of(doubtful))).retryable)
  })
)

it.effect("whether there are futures is asked until it is known: what is out of reach is no word of it", () =>
  Effect.gen(function* () {
    const away = Effect.fail(new ExchangeUnavailable({ message: "out of reach", retryable: true }))
    const some = { balance_summary: { futures_buying_power: "1", liquidation_buffer_amount: "1" } }
    for (const [answer, expected] of [
      [Effect.succeed(Option.some(some)), true],
      [Effect.succeed(Option.none()), false],
      [Effect.fail(refusedKey("not let in")), false]
    ] as const) {
      const answers = [away, away, answer]
      const client = { read: () => Effect.suspend(() => answers.shift() ?? Effect.die("asked again")) }
      const has = whetherFutures(client as unknown as Client)
      assert.isTrue((yield* Effect.flip(has)).retryable)
      assert.isTrue((yield* Effect.flip(has)).retryable)
      assert.strictEqual(yield* has, expected)
      assert.strictEqual(yield* has, expected)
    }
  })
)

it.effect("a position of fewer than no contracts, or no list of them, is not flat", () =>
  Effect.gen(function* () {
    const name = "BIP-20DEC30-CDE"
    for (const contracts of ["-3", ""]) {
      const positions = [{ product_id: name, side: "LONG", number_of_contracts: contracts }]
      const { client } = answering({ "/cfm/positions": () => ({ positions }) }, () => 0)
      assert.isTrue((yield* Effect.flip(readContracts(client, [name]))).retryable)
    }
    assert.isTrue((yield* Effect.flip(readContracts(answering({}, () => 0).client, [name]))).retryable)
  })
)
