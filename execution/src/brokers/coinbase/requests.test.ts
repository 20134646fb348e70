import { createPublicKey, generateKeyPairSync, type KeyObject, verify } from "node:crypto"
import { describe, expect, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import type { JsonBodyType } from "msw"
import { ClientOrderId } from "@tradetower/domain/ids"
import type { OrderRequest } from "@tradetower/domain/order"
import type { Sent } from "../../../../infra/platform/src/wire/answered-here.fixture.ts"
import { BASE, created, NAME, NOW, opened, posts } from "./answered.fixture.ts"
import { bitcoin } from "./markets.fixture.ts"

const read = (part: string | undefined) =>
  JSON.parse(Buffer.from(part ?? "", "base64url").toString("utf8")) as Readonly<Record<string, unknown>>
/** A request's token: its parts, and whether it is signed by that key. */
const tokenOf = ({ headers }: Sent, key: KeyObject) => {
  const [, token = ""] = /^Bearer (\S+)$/.exec(headers["authorization"] ?? "") ?? []
  const [head, claims, signature = ""] = token.split(".")
  const text = Buffer.from(`${head}.${claims}`)
  const bytes = Buffer.from(signature, "base64url")
  const owner = createPublicKey(key)
  const signed =
    key.asymmetricKeyType === "ec"
      ? verify("sha256", text, { key: owner, dsaEncoding: "ieee-p1363" }, bytes)
      : verify(null, text, owner, bytes)
  return { head: read(head), claims: read(claims), signed }
}
const bare = ({ asked, body }: Sent) => ({ asked: asked.replace(BASE, ""), ...(body !== undefined && { body }) })
const asked = (all: ReadonlyArray<Sent>) => all.map((one) => bare(one).asked)

const elliptic = generateKeyPairSync("ec", { namedCurve: "prime256v1" }).privateKey
const edwards = generateKeyPairSync("ed25519").privateKey
const order = (over: Partial<OrderRequest> = {}): OrderRequest => {
  const [price, quantity] = [bitcoin.price("90010.5"), bitcoin.quantity("0.01")]
  if (price === undefined || quantity === undefined) throw new RangeError("off the grid")
  return {
    clientOrderId: ClientOrderId.make("tt-0a1b2c3d4e-GRID-7"),
    side: "BUY",
    type: "LIMIT",
    price,
    quantity,
    timeInForce: "GTC",
    reduceOnly: false,
    purpose: "GRID",
    ...over
  }
}

describe("what Coinbase is asked", () => {
  for (const [alg, key] of [
    ["ES256", elliptic],
    ["EdDSA", edwards]
  ] as const)
    it.effect(
      `is signed with ${alg} for the very request, its query left out, by Coinbase's time, each time anew`,
      () =>
        Effect.gen(function* () {
          const { account, all } = yield* opened(key)
          yield* account.balances
          expect(asked(all)).toEqual([
            "GET /time",
            "GET /key_permissions",
            "GET /transaction_summary?product_type=SPOT",
            "GET /cfm/balance_summary",
            "GET /accounts?limit=250"
          ])
          // The time is of everybody.
          const [time, ...signed] = all
          expect(time?.headers).not.toHaveProperty("authorization")
          const nonces = new Set<unknown>()
          for (const one of signed) {
            const { claims, head, signed: genuine } = tokenOf(one, key)
            const { nonce, ...rest } = head
            expect(rest).toEqual({ alg, typ: "JWT", kid: NAME })
            expect(nonce).toMatch(/^[0-9a-f]{32}$/)
            nonces.add(nonce)
            const { exp, nbf, ...others } = claims
            const { host, pathname } = new URL(one.asked.replace("GET ", ""))
            expect(others).toEqual({ sub: NAME, iss: "cdp", uri: `GET ${host}${pathname}` })
            expect([Math.floor(NOW / 1_000), Number(exp) - Number(nbf)]).toEqual([nbf, 120])
            expect(genuine).toBe(true)
            expect(Object.keys(one.headers).toSorted()).toEqual(["accept", "authorization"])
          }
          expect(nonces.size).toBe(signed.length)
        })
    )

  it.effect("an order goes as it is written, once, and its id is the one of its success", () =>
    Effect.gen(function* () {
      const { account, since } = yield* opened(elliptic, posts("/orders", created("o-1")))
      expect(yield* account.place(bitcoin.instrument.symbol, order())).toEqual({ exchangeOrderId: "o-1" })
      const [one, ...others] = since()
      expect(others).toEqual([])
      expect(one === undefined ? undefined : bare(one)).toEqual({
        asked: "POST /orders",
        body: '{"client_order_id":"tt-0a1b2c3d4e-GRID-7","product_id":"BTC-USD","side":"BUY","order_configuration":{"limit_limit_gtc":{"base_size":"0.01","limit_price":"90010.5","post_only":false}}}'
      })
      expect(one?.headers).toMatchObject({ "content-type": "application/json", accept: "application/json" })
      expect(one && tokenOf(one, elliptic).claims["uri"]).toBe("POST api.coinbase.com/api/v3/brokerage/orders")
    })
  )

  it.effect("a stop is previewed first, without its id, and says which way it is passed", () =>
    Effect.gen(function* () {
      const preview = { order_total: "0", commission_total: "0", errs: [], warning: [], preview_id: "v-1" }
      const { account, since } = yield* opened(
        edwards,
        posts("/orders/preview", preview),
        posts("/orders", created("o-2"))
      )
      const limitOffset = bitcoin.price("4500")
      if (limitOffset === undefined) return
      yield* account.place(
        bitcoin.instrument.symbol,
        order({ side: "SELL", type: "STOP", purpose: "STOP_LOSS", limitOffset })
      )
      const asks =
        '"product_id":"BTC-USD","side":"SELL","order_configuration":{"stop_limit_stop_limit_gtc":{"base_size":"0.01","limit_price":"85510.5","stop_price":"90010.5","stop_direction":"STOP_DIRECTION_STOP_DOWN"}}}'
      expect(since().map(bare)).toEqual([
        { asked: "POST /orders/preview", body: `{${asks}` },
        { asked: "POST /orders", body: `{"client_order_id":"tt-0a1b2c3d4e-GRID-7",${asks}` }
      ])
    })
  )

  it.effect("what is taken back is named by Coinbase's ids, and nothing is sent for none", () =>
    Effect.gen(function* () {
      const results = [{ success: true, failure_reason: "UNKNOWN_CANCEL_FAILURE_REASON", order_id: "o-1" }]
      const { account, since } = yield* opened(elliptic, posts("/orders/batch_cancel", { results }))
      const symbol = bitcoin.instrument.symbol
      yield* account.cancelAll?.([]) ?? Effect.void
      yield* account.cancel(symbol, { clientOrderId: ClientOrderId.make("tt-1"), exchangeOrderId: "o-1" })
      expect(since().map(bare)).toEqual([{ asked: "POST /orders/batch_cancel", body: '{"order_ids":["o-1"]}' }])
    })
  )

  it.effect(
    "an order is looked for by its time and both names of its book, fills by their moment, names repeated",
    () =>
      Effect.gen(function* () {
        const { account, since } = yield* opened(elliptic)
        const clientOrderId = ClientOrderId.make("tt-1")
        const found = account.find({ symbol: "BTC-USDC" as never, clientOrderId, sentAt: NOW })
        expect(Option.isNone(yield* found)).toBe(true)
        yield* account.openOrders
        yield* account.fills("2026-11-29T14:00:00.123456Z")
        const at = (ms: number) => encodeURIComponent(new Date(ms).toISOString())
        expect(asked(since())).toEqual([
          `GET /orders/historical/batch?product_ids=BTC-USDC&product_ids=BTC-USD&start_date=${at(NOW - 60_000)}&limit=250`,
          "GET /orders/historical/batch?order_status=OPEN&limit=250",
          `GET /orders/historical/batch?start_date=${at(NOW - 120_000)}&limit=250`,
          `GET /orders/historical/fills?start_sequence_timestamp=${at(Date.parse("2026-11-29T13:58:00.123Z"))}&limit=100`
        ])
      })
  )

  it.effect(
    "what futures are held is counted in coins, their margin in dollars, their fees by a tier of their own",
    () =>
      Effect.gen(function* () {
        const { account, since } = yield* opened(elliptic)
        const positions = yield* account.positions
        expect(positions).toEqual([
          { symbol: "BTC-USD", long: "1.25", short: "0" },
          { symbol: "BIP-20DEC30-CDE", long: "0.03", short: "0" }
        ])
        expect(yield* account.margin ?? Effect.succeed([])).toEqual([
          { asset: "USD", available: "5000.00", buffer: "7200" }
        ])
        yield* account.fees ?? Effect.void
        expect(asked(since())).toEqual([
          "GET /accounts?limit=250",
          "GET /cfm/positions",
          "GET /cfm/balance_summary",
          "GET /transaction_summary?product_type=SPOT",
          "GET /transaction_summary?product_type=FUTURE&contract_expiry_type=EXPIRING&product_venue=FCM"
        ])
      })
  )

  const refusals: ReadonlyArray<readonly [title: string, answer: JsonBodyType, tag: string, reason: string]> = [
    [
      "with 200 and a name",
      {
        success: false,
        failure_reason: "UNKNOWN_FAILURE_REASON",
        order_id: "",
        error_response: {
          error: "INSUFFICIENT_FUND",
          message: "Insufficient balance in source account",
          error_details: "",
          preview_failure_reason: "PREVIEW_INSUFFICIENT_FUND",
          new_order_failure_reason: "UNKNOWN_FAILURE_REASON"
        },
        order_configuration: {}
      },
      "OrderRejected",
      "INSUFFICIENT_FUNDS"
    ],
    ["without a word on success", { order_id: "o-1" }, "OutcomeUnknown", ""],
    ["as a success without an id", { success: true, success_response: { order_id: "" } }, "OutcomeUnknown", ""]
  ]
  for (const [title, answer, tag, reason] of refusals)
    it.effect(`an order answered ${title} is ${tag}`, () =>
      Effect.gen(function* () {
        const { account } = yield* opened(edwards, posts("/orders", answer))
        const error = yield* Effect.flip(account.place(bitcoin.instrument.symbol, order()))
        expect([error._tag, "reason" in error ? error.reason : ""]).toEqual([tag, reason])
      })
    )
})
