import { generateKeyPairSync, randomBytes, sign } from "node:crypto"
import { afterAll, beforeAll, expect, it } from "vitest"
import { WebSocket } from "ws"
import { type CoinbaseServer, serveCoinbase } from "./server.ts"

const { privateKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" })
const NAME = "organizations/o/apiKeys/k"
const PAIR = "BTC-USD"
let server: CoinbaseServer
let users = 0
let user: string

beforeAll(async () => {
  server = await serveCoinbase()
  server.trade(PAIR, "100")
})
afterAll(() => server.close())

interface Token {
  readonly uri?: string
  readonly kid?: string
  readonly nonce?: string
  readonly nbf?: number
  readonly alg?: string
}
/** A token as the page says, made anew here: nothing of the adapter is asked. */
const token = ({
  alg = "ES256",
  kid = NAME,
  nbf = Date.now() / 1_000 - 1,
  nonce = randomBytes(16).toString("hex"),
  uri
}: Token): string => {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url")
  const claims = {
    sub: kid,
    iss: "cdp",
    nbf: Math.floor(nbf),
    exp: Math.floor(nbf) + 120,
    ...(uri !== undefined && { uri })
  }
  const text = `${part({ alg, typ: "JWT", kid, nonce })}.${part(claims)}`
  return `${text}.${sign("sha256", Buffer.from(text), { key: privateKey, dsaEncoding: "ieee-p1363" }).toString("base64url")}`
}
const HEAD = "/api/v3/brokerage"
const ask = async (method: "GET" | "POST", path: string, body?: object, over: Token = {}) => {
  const url = new URL(`${server.rest}${path}`)
  const jwt = token({ uri: `${method} ${url.host}${url.pathname}`, ...over })
  const answer = await fetch(url, {
    method,
    headers: { authorization: `Bearer ${jwt}` },
    signal: AbortSignal.timeout(5_000),
    ...(body !== undefined && { body: JSON.stringify(body) })
  })
  const text = await answer.text()
  return {
    status: answer.status,
    body: (text.startsWith("{") ? JSON.parse(text) : text) as Readonly<Record<string, unknown>>
  }
}
const order = (id: string, over: object = {}) => ({
  client_order_id: id,
  product_id: PAIR,
  side: "BUY",
  order_configuration: { limit_limit_gtc: { base_size: "0.1", limit_price: "90", post_only: false } },
  ...over
})
/** A new user with the same key. */
const admit = () => {
  user = `user-${++users}`
  server.admit(NAME, user, privateKey)
}
const listed = async (query = "") =>
  (await ask("GET", `/orders/historical/batch?${query}`)).body["orders"] as ReadonlyArray<{
    readonly order_id: string
    readonly client_order_id: string
  }>

it("lets in who signs for this very request, now, once", async () => {
  admit()
  const status = async (over: Token) => (await ask("GET", "/accounts", undefined, over)).status
  const nonce = randomBytes(16).toString("hex")
  expect(await status({ nonce })).toBe(200)
  const now = Date.now() / 1_000
  const { host } = new URL(server.rest)
  const refused: ReadonlyArray<Token> = [
    { nonce },
    { nonce: "short" },
    { kid: "organizations/o/apiKeys/other" },
    { alg: "EdDSA" },
    { nbf: now + 30 },
    { nbf: now - 130 },
    { uri: `GET ${host}${HEAD}/accounts?limit=250` },
    { uri: `POST ${host}${HEAD}/accounts` },
    { uri: `GET https://${host}${HEAD}/accounts` },
    { uri: `GET api.coinbase.com${HEAD}/accounts` }
  ]
  for (const over of refused) expect([over, await status(over)]).toEqual([over, 401])
})

it("refuses with 200, answers an id that it knows with the order of then and what is asked for now", async () => {
  admit()
  const first = (await ask("POST", "/orders", order("a"))).body
  const again = (await ask("POST", "/orders", order("a", { side: "SELL" }))).body
  const [one, other] = [first, again].map((body) => body["success_response"] as { order_id: string; side: string })
  expect([again["success"], other?.order_id, other?.side]).toEqual([true, one?.order_id, "SELL"])
  expect(Object.keys(first)).not.toContain("order_id")
  const dear = await ask(
    "POST",
    "/orders",
    order("b", { order_configuration: { limit_limit_gtc: { base_size: "5000", limit_price: "90" } } })
  )
  expect([dear.status, dear.body["success"]]).toEqual([200, false])
  expect(dear.body["error_response"]).toMatchObject({ new_order_failure_reason: "INSUFFICIENT_FUND" })
  expect((await ask("POST", "/orders", order("c", { product_id: 7 }))).status).toBe(400)
})

it("ignores names that it does not know, and answers everything", async () => {
  admit()
  for (const id of ["a", "b"]) await ask("POST", "/orders", order(id))
  const [newest] = await listed()
  expect(newest?.client_order_id).toBe("b")
  expect(await listed("order_id=nobody")).toHaveLength(2)
  expect(await listed("order_ids=nobody")).toHaveLength(0)
  expect(await listed(`order_ids=${newest?.order_id}`)).toHaveLength(1)
})

it("takes a hundred back at once and no more, answers for each, and never for none", async () => {
  admit()
  await ask("POST", "/orders", order("a"))
  const [{ order_id: id } = { order_id: "" }] = await listed()
  expect((await ask("POST", "/orders/batch_cancel", { order_ids: [id, "nobody"] })).body["results"]).toMatchObject([
    { success: true },
    { success: false, failure_reason: "UNKNOWN_CANCEL_ORDER" }
  ])
  expect((await ask("POST", "/orders/batch_cancel", { order_ids: Array.from({ length: 101 }, String) })).status).toBe(
    400
  )
  const url = new URL(`${server.rest}/orders/batch_cancel`)
  const never = fetch(url, {
    method: "POST",
    headers: { authorization: `Bearer ${token({ uri: `POST ${url.host}${url.pathname}` })}` },
    body: JSON.stringify({ order_ids: [] }),
    signal: AbortSignal.timeout(200)
  })
  await expect(never).rejects.toThrow(/abort|time/i)
})

/** A connection to the channel of own orders, with all that it said. */
const listen = async (jwt: string) => {
  const socket = new WebSocket(server.feed)
  const said: Array<Readonly<Record<string, unknown>>> = []
  let closed = false
  socket.on("message", (data) => said.push(JSON.parse((data as Buffer).toString("utf8")) as (typeof said)[number]))
  socket.on("close", () => (closed = true))
  await new Promise((resolve) => socket.once("open", resolve))
  socket.send(JSON.stringify({ type: "subscribe", channel: "user", jwt }))
  return { said, closed: () => closed, socket }
}

it("tells first what is open, fifty at a time, then confirms, and counts every message", async () => {
  admit()
  for (let i = 0; i < 50; i++) await ask("POST", "/orders", order(`o${i}`))
  const { closed, said, socket } = await listen(token({}))
  await expect.poll(() => said.length).toBe(3)
  const sizes = said
    .slice(0, 2)
    .map(({ events }) => (events as ReadonlyArray<{ readonly orders: ReadonlyArray<unknown> }>)[0]?.orders.length)
  expect([sizes, said[2]?.["channel"]]).toEqual([[50, 0], "subscriptions"])
  await ask("POST", "/orders", order("last"))
  await expect.poll(() => said.length).toBe(4)
  expect(said.map((message) => message["sequence_num"])).toEqual([0, 1, 2, 3])
  // One connection a user.
  const other = await listen(token({}))
  await expect.poll(closed).toBe(true)
  other.socket.terminate()
  socket.terminate()
})

it("says an error to who may not listen, and goes on", async () => {
  admit()
  const { closed, said, socket } = await listen(token({ kid: "nobody" }))
  await expect.poll(() => said).toEqual([{ type: "error", message: "authentication failure" }])
  expect(closed()).toBe(false)
  socket.terminate()
})
