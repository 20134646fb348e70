import type { SignalsView } from "@tradetower/api/contract"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { gridAround, startBot } from "../system/bots.ts"
import { type RunningSystem, startSimulated } from "../system/start.ts"
import { type Answer, ask, signIn, type Trader, until } from "../system/trader.ts"

let system: RunningSystem
let ada: Trader
let address: string
let botId: string
let counter = 0

const waitsFor = { _tag: "TRADINGVIEW", action: "BUY" } as const
const alert = (change: object = {}) => ({
  bot: botId,
  action: "BUY",
  pair: "BTC-USD",
  time: new Date().toISOString(),
  id: `alert-${++counter}`,
  ...change
})
const send = (body: unknown, to = address): Promise<Answer> => ask(to, "POST", body)
const fieldsOf = (answer: Answer): ReadonlyArray<string> =>
  ((answer.body as { errors?: ReadonlyArray<{ field: string }> }).errors ?? []).map((error) => error.field)

/** The bot's whole record. */
const traces = async () => ({
  bot: await ada.get<{ run?: { summary: { state: string } } }>(`/api/v1/bots/${botId}`),
  events: await ada.get(`/api/v1/bots/${botId}/events`),
  orders: await ada.get(`/api/v1/bots/${botId}/orders`)
})
const refused = async (status: number, attempt: () => Promise<Answer>): Promise<Answer> => {
  const before = await traces()
  const answer = await attempt()
  expect(answer.status, JSON.stringify(answer.body)).toBe(status)
  expect(answer.headers.get("content-type")).toContain("application/problem+json")
  expect(await traces()).toEqual(before)
  return answer
}

beforeAll(async () => {
  system = await startSimulated()
  ada = await signIn(system.origin, "ada")
  const { path } = await ada.post<{ path: string }>("/api/v1/signals/token")
  address = system.origin + path
  const bot = await startBot(ada, "By alert", gridAround(system.price("BTC-USD"), 1_000, 1, waitsFor))
  botId = bot.id
  await until("the bot waits for its alert", traces, ({ bot: seen }) => seen.run?.summary.state === "WAITING")
})
afterAll(() => system.stop())

describe("a webhook is refused, and leaves no trace in any bot", () => {
  it("401: a wrong token, a token of nobody, no token's shape", async () => {
    const token = address.slice(address.lastIndexOf("/") + 1)
    const flipped = token.slice(0, -1) + (token.endsWith("A") ? "B" : "A")
    const door = address.slice(0, address.lastIndexOf("/") + 1)
    const nobodys = `${Buffer.from("carol").toString("base64url")}.${"A".repeat(43)}`
    for (const wrong of [flipped, nobodys, "nonsense"]) await refused(401, () => send(alert(), door + wrong))
  })

  it("400: not JSON", async () => {
    await refused(400, () => send("{ this is not JSON"))
  })

  it("400: fields missing or unreadable, each named", async () => {
    const answer = await refused(400, () => send({ action: "HOLD", time: "yesterday" }))
    expect(fieldsOf(answer)).toEqual(expect.arrayContaining(["bot", "pair", "action", "time"]))
  })

  it("400: older than 60 seconds", async () => {
    const answer = await refused(400, () => send(alert({ time: new Date(Date.now() - 61_000).toISOString() })))
    expect(fieldsOf(answer)).toEqual(["time"])
  })

  it("413: over 16 KB", async () => {
    await refused(413, () => send(alert({ note: "x".repeat(16_384) })))
  })

  it("409: seen before", async () => {
    const first = alert({ action: "SELL" })
    expect((await send(first)).status).toBe(202)
    await until(
      "the first has been looked at",
      () => ada.get<{ signals: ReadonlyArray<{ stage: string }> }>("/api/v1/signals"),
      ({ signals }) => signals[0] !== undefined && signals[0].stage !== "RECEIVED"
    )
    await refused(409, () => send(first))
  })

  it("429 with Retry-After: over 100 a minute", async () => {
    const ben = await signIn(system.origin, "ben")
    const { path } = await ben.post<{ path: string }>("/api/v1/signals/token")
    const bens = await startBot(ben, "Ben's", gridAround(system.price("BTC-USD"), 1_000, 1, waitsFor))
    const answers = await Promise.all(
      Array.from({ length: 130 }, () => send(alert({ bot: bens.id, action: "SELL" }), system.origin + path))
    )
    const late = answers.filter((answer) => answer.status === 429)
    expect(answers.filter((answer) => answer.status === 202).length).toBe(100)
    expect(late.length).toBe(30)
    for (const answer of late) expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0)
    await refused(429, () => send(alert({ bot: bens.id }), system.origin + path))
    const record = await ben.get(`/api/v1/bots/${bens.id}/events`)
    expect(JSON.stringify(record)).not.toContain('"action":"BUY"')
  })
})

describe("a webhook that is accepted", () => {
  it("is what starts the bot that waits for it", async () => {
    const taken = await send(alert())
    expect(taken.status).toBe(202)
    expect(taken.body).toMatchObject({ signalId: expect.any(String) as string })
    await until("the bot trades", traces, ({ bot }) => bot.run?.summary.state === "ACTIVE")
    const { events } = await traces()
    expect(JSON.stringify(events)).toContain("SignalReceived")
  })

  it("is what ends it: the strategy that sends it turned to the other side", async () => {
    const turned = alert({ action: "sell", position: "short", pair: "COINBASE:BTCUSD" })
    expect((await send(turned)).status).toBe(202)
    await until("the bot has stopped", traces, ({ bot }) => bot.run?.summary.state === "STOPPED")
    await until(
      "its way is told to the end",
      () => ada.get<SignalsView>("/api/v1/signals"),
      ({ signals: [newest] }) => newest?.action === "EXIT" && newest.stage === "FILLED"
    )
  })
})
