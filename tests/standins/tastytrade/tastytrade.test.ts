import { afterAll, beforeAll, expect, it } from "vitest"
import { WebSocket } from "ws"
import { serveTastytrade, type TastytradeServer } from "./server.ts"

let server: TastytradeServer
let token: string
const agent = { "user-agent": "Somebody/1.0" }

beforeAll(async () => {
  server = await serveTastytrade({ equities: ["KO"] })
  server.book.add({ number: "5WT1", refresh: "r1", secret: "s1", cash: "1000" })
  server.book.trade("KO", "61")
  const answer = await fetch(`${server.url}/cert/oauth/token`, {
    method: "POST",
    headers: agent,
    body: JSON.stringify({ grant_type: "refresh_token", refresh_token: "r1", client_secret: "s1" })
  })
  token = ((await answer.json()) as { readonly access_token: string }).access_token
})
afterAll(() => server.close())

const ask = async (method: string, path: string, body?: object, headers: Record<string, string> = {}) => {
  const answer = await fetch(`${server.url}/cert${path}`, {
    method,
    headers: { ...agent, authorization: `Bearer ${token}`, ...headers },
    ...(body !== undefined && { body: JSON.stringify(body) })
  })
  const text = await answer.text()
  return { status: answer.status, html: text.startsWith("<"), text }
}
const order = (more: object = {}) => ({
  "order-type": "Limit",
  "time-in-force": "GTC",
  price: "50.00",
  "price-effect": "Debit",
  "external-identifier": "same",
  legs: [{ "instrument-type": "Equity", symbol: "KO", quantity: "1", action: "Buy to Open" }],
  ...more
})

it("turns away whoever does not say who asks, passwords, and versions that it does not serve", async () => {
  const nobody = await fetch(`${server.url}/cert/accounts/5WT1/balances`, { headers: { "user-agent": "node" } })
  expect([nobody.status, nobody.headers.get("content-type")]).toEqual([401, "text/html"])
  expect((await ask("POST", "/sessions", {})).status).toBe(401)
  expect((await ask("GET", "/accounts/5WT1/balances", undefined, { "accept-version": "20200101" })).status).toBe(406)
  expect(await ask("GET", "/accounts/5WT1/balances", undefined, { authorization: "Bearer none" })).toMatchObject({
    status: 401,
    html: true
  })
  expect((await ask("GET", "/accounts/5WT1/orders", undefined, { "accept-version": "20261012" })).status).toBe(400)
})

it("takes the same identifier twice for two orders, and gives one that is changed another id", async () => {
  const ids: Array<number> = []
  for (const _ of [1, 2]) {
    const { status, text } = await ask("POST", "/accounts/5WT1/orders", order())
    expect(status).toBe(201)
    ids.push((JSON.parse(text) as { readonly data: { readonly order: { readonly id: number } } }).data.order.id)
  }
  expect(ids[1]).toBeGreaterThan(ids[0] ?? 0)
  const changed = await ask("PATCH", `/accounts/5WT1/orders/${ids[0]}`, { price: "49.00" })
  const { data } = JSON.parse(changed.text) as { readonly data: { readonly id: number } }
  expect(ids).not.toContain(data.id)
})

it.each([
  [{ "order-type": "Market", price: undefined, "price-effect": undefined }, "gtc_market_orders_not_supported"],
  [{ price: "50.001" }, "invalid_price_increment"],
  [{ "price-effect": undefined }, "price_effect_missing"],
  [{ price: "5000.00" }, "margin_check_failed"],
  [
    { legs: [{ "instrument-type": "Cryptocurrency", symbol: "BTC/USD", quantity: "1", action: "Buy to Open" }] },
    "cryptocurrency_trading_disabled"
  ]
])("refuses by nested code: %#", async (more, code) => {
  const { status, text } = await ask("POST", "/accounts/5WT1/orders", order(more))
  expect([status, text]).toEqual([422, expect.stringContaining(`"errors":[{"code":"${code}"`)])
})

/** What a socket answers to these, until it is quiet or gone. */
const said = (path: string, messages: ReadonlyArray<object>, until: (all: ReadonlyArray<string>) => boolean) =>
  new Promise<ReadonlyArray<string>>((resolve) => {
    const socket = new WebSocket(`${server.url.replace("http", "ws")}${path}`)
    const all: Array<string> = []
    const note = (what: string) => {
      all.push(what)
      if (!until(all)) return
      socket.terminate()
      resolve(all)
    }
    socket.on("open", () => {
      for (const message of messages) socket.send(JSON.stringify(message))
    })
    socket.on("message", (raw) => note((raw as Buffer).toString("utf8")))
    socket.on("close", (code) => note(`closed ${code}`))
  })

it("has accounts connect before anything else, and looks at the token of each message", async () => {
  const early = await said("/cert", [{ action: "heartbeat", "auth-token": `Bearer ${token}` }], (all) => all.length > 0)
  expect(early[0]).toContain("connect-not-completed")
  const wrong = [{ action: "connect", value: ["5WT1"], "auth-token": "Bearer none" }]
  expect((await said("/cert", wrong, (all) => all.length > 0))[0]).toContain("not authorized")
})

it("has prices set up in order, on odd channels, and not too much asked for at once", async () => {
  const quotes = JSON.parse((await ask("GET", "/api-quote-tokens")).text) as {
    readonly data: { readonly token: string }
  }
  const begun = [
    { type: "SETUP", channel: 0, version: "0.1-test/1" },
    { type: "AUTH", channel: 0, token: quotes.data.token }
  ]
  const even = [...begun, { type: "CHANNEL_REQUEST", channel: 2, service: "FEED", parameters: { contract: "AUTO" } }]
  expect((await said("/quotes", even, (all) => all.some((one) => one.includes("ERROR")))).at(-1)).toContain(
    "BAD_ACTION"
  )
  const many = Array.from({ length: 251 }, (_, nth) => ({ type: "Trade", symbol: `S${nth}` }))
  const much = [
    ...begun,
    { type: "CHANNEL_REQUEST", channel: 1, service: "FEED", parameters: { contract: "AUTO" } },
    { type: "FEED_SETUP", channel: 1, acceptEventFields: { Trade: ["eventSymbol", "price"] } },
    { type: "FEED_SUBSCRIPTION", channel: 1, add: many }
  ]
  const all = await said("/quotes", much, (told) => told.some((one) => one.startsWith("closed")))
  expect(all.find((one) => one.includes("FEED_CONFIG"))).toContain('["price","eventSymbol"]')
  expect(all.at(-1)).toBe("closed 1009")
})
