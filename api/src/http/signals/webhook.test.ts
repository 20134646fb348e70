import { afterAll, beforeAll, describe, expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { BotEvents, everyTenant, SignalEvents, Store } from "@tradetower/platform"
import { gridSettings, offerMarket, startApp, tenant, type TestApp } from "../../testing.ts"

let app: TestApp
beforeAll(async () => {
  app = await startApp()
})
afterAll(() => app.stop())

const newToken = async (as: string): Promise<string> => {
  const answer = await app.ask("POST", "/signals/token", { as })
  expect(answer.status).toBe(201)
  return String(answer.json["path"]).split("/").at(-1) ?? ""
}
const alert = (change: object = {}) =>
  JSON.stringify({ bot: "b1", action: "BUY", pair: "BTC-USD", time: new Date().toISOString(), ...change })
const signalsOf = (as: string) =>
  app.run(
    Effect.flatMap(Store, (store) => store.query(SignalEvents, { tenantId: tenant(as) }, { limit: 1000 })).pipe(
      Effect.map((page) => page.items.map((item) => item.value))
    )
  )

const steps = () =>
  app.run(
    Effect.flatMap(Store, (store) => store.query(BotEvents, everyTenant("test"), { limit: 10 })).pipe(
      Effect.map((page) => page.items.length)
    )
  )

describe("the TradingView webhook", () => {
  it("takes an alert and sends it on to its bot", async () => {
    const token = await newToken("t-accept")
    const answer = await app.hook(token, alert({ action: "buy" }))
    expect(answer.status).toBe(202)
    const sent = await app.drain("signal-events", "engine")
    expect(sent).toHaveLength(1)
    expect(sent[0]?.properties["tenantId"]).toBe("t-accept")
    expect(sent[0]?.body).toMatchObject({
      tenantId: "t-accept",
      botId: "b1",
      action: "BUY",
      pair: "BTC-USD",
      signalId: answer.json["signalId"]
    })
  })

  it("passes over what else an alert carries, as its contract says", async () => {
    const answer = await app.hook(await newToken("t-more"), alert({ close: 60_000, interval: "5" }))
    expect(answer.status).toBe(202)
    await app.drain("signal-events", "engine")
  })

  it.each([
    [{ action: "exit" }, { action: "EXIT" }],
    [{ action: "sell", position: "flat" }, { action: "EXIT" }],
    [
      { action: "buy", position: "long" },
      { action: "BUY", turned: true }
    ],
    [
      { action: "sell", position: "Short" },
      { action: "SELL", turned: true }
    ]
  ])("takes what a strategy of TradingView says, %j, as %j", async (says, sent) => {
    const token = await newToken("t-strategy")
    expect((await app.hook(token, alert({ ...says, id: JSON.stringify(says) }))).status).toBe(202)
    const [message] = await app.drain("signal-events", "engine")
    expect(message?.body).toMatchObject(sent)
  })

  it("keeps what it refused, as it came, up to 2,000 characters", async () => {
    const token = await newToken("t-text")
    await app.hook(token, `{"bot": "b1", "action": "HOLD"}`)
    await app.hook(token, "x".repeat(9_000))
    const texts = (await signalsOf("t-text")).map(({ text }) => text ?? "")
    expect(texts.toSorted()).toEqual(["x".repeat(2_000), `{"bot": "b1", "action": "HOLD"}`])
    const { json } = await app.ask("GET", "/signals", { as: "t-text" })
    expect(JSON.stringify(json)).toContain("HOLD")
  })

  it("refuses a wrong token with 401, whatever else is wrong", async () => {
    const token = await newToken("t-wrong")
    const others = [
      "",
      "x",
      `${token}x`,
      `${Buffer.from("nobody").toString("base64url")}.${token.split(".")[1]}`,
      `${Buffer.from("t-wrong").toString("base64url")}.${"A".repeat(43)}`
    ]
    const answers = await Promise.all(others.map((other) => app.hook(other, "not json".repeat(4000))))
    for (const answer of answers) {
      expect(answer.status).toBe(401)
      expect(answer.headers.get("content-type")).toBe("application/problem+json")
    }
    expect(new Set(answers.map((answer) => answer.text)).size).toBe(1)
    expect(await signalsOf("t-wrong")).toEqual([])
  })

  it("makes the token before void at once, and keeps only a hash", async () => {
    const first = await newToken("t-renew")
    expect((await app.hook(first, alert())).status).toBe(202)
    const second = await newToken("t-renew")
    expect((await app.hook(first, alert({ id: "2" }))).status).toBe(401)
    expect((await app.hook(second, alert({ id: "3" }))).status).toBe(202)
    const dump = await app.ask("GET", "/me/export", { as: "t-renew" })
    expect(dump.status).toBe(200)
    expect(dump.text).not.toContain(second.split(".")[1])
  })

  it("refuses a body that is no JSON, or lacks fields, with 400 naming them", async () => {
    const token = await newToken("t-shape")
    const noJson = await app.hook(token, "BUY BTC-USD")
    expect(noJson.status).toBe(400)
    const lacking = await app.hook(token, JSON.stringify({ bot: "b1", action: "HOLD" }))
    expect(lacking.status).toBe(400)
    const fields = (lacking.json["errors"] as ReadonlyArray<{ field: string }>).map(({ field }) => field)
    expect(fields.toSorted()).toEqual(["action", "pair", "time"])
  })

  it("refuses an alert older than 60 s, or more than 60 s ahead, with 400", async () => {
    const token = await newToken("t-age")
    const at = (offset: number) => alert({ time: new Date(Date.now() + offset).toISOString() })
    for (const offset of [-61_000, 62_000]) {
      const answer = await app.hook(token, at(offset))
      expect(answer.status).toBe(400)
      expect(answer.json["errors"]).toMatchObject([{ field: "time" }])
    }
    const days = await app.hook(token, at(-3 * 86_400_000 - 3_600_000))
    expect(days.json["detail"]).toBe("The alert was sent 3 days 1 h ago; it must be at most 60 s old: use {{timenow}}.")
    expect((await app.hook(token, at(-58_000))).status).toBe(202)
  })

  it("reads a time without a zone as UTC, whatever the server's zone", async () => {
    const token = await newToken("t-zone")
    const zone = process.env["TZ"]
    try {
      for (const [index, name] of ["America/New_York", "Asia/Tokyo", "UTC"].entries()) {
        process.env["TZ"] = name
        const at = (offset: number) => new Date(Date.now() + offset).toISOString().slice(0, 19)
        expect((await app.hook(token, alert({ time: at(0), id: `fresh ${index}` }))).status, name).toBe(202)
        for (const hours of [-9, -5, 5, 9])
          expect((await app.hook(token, alert({ time: at(hours * 3_600_000) }))).status, name).toBe(400)
      }
    } finally {
      if (zone === undefined) delete process.env["TZ"]
      else process.env["TZ"] = zone
    }
    for (const time of ["11/22/2026 17:15", "2026-02-30T10:00:00Z", "1795360500000", "now"])
      expect((await app.hook(token, alert({ time }))).json["errors"], time).toMatchObject([{ field: "time" }])
    await app.drain("signal-events", "engine")
  })

  it("says of an alert for a bot that isn't there that nothing comes of it", async () => {
    await app.run(offerMarket("60000"))
    const token = await newToken("t-nobody")
    const nobodys = await app.hook(token, alert({ bot: "no-such-bot" }))
    expect(nobodys.status).toBe(202)
    expect(nobodys.json).toMatchObject({ fate: "IGNORED", reason: "You have no bot with this id." })
    const body = { name: "Mine", connection: "paper", symbol: "BTC-USD", settings: gridSettings }
    const bot = String((await app.ask("POST", "/bots", { as: "t-nobody", body })).json["id"])
    const mine = await app.hook(token, alert({ bot }))
    expect([mine.status, Object.keys(mine.json)]).toEqual([202, ["signalId"]])
    const others = await app.hook(await newToken("t-other"), alert({ bot }))
    expect(others.json).toMatchObject({ fate: "IGNORED" })
    const sent = await app.drain("signal-events", "engine")
    // In a queue of whoever asked: nobody else's bot waits for it.
    expect(new Set(sent.map(({ sessionId }) => sessionId))).toEqual(new Set([bot, "t-nobody", "t-other"]))
  })

  it("refuses an alert seen before with 409", async () => {
    const token = await newToken("t-again")
    const body = alert()
    expect((await app.hook(token, body)).status).toBe(202)
    expect((await app.hook(token, body)).status).toBe(409)
    const named = await Promise.all([1, 2, 3].map((n) => app.hook(token, alert({ id: "same", n }))))
    expect(named.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([202, 409, 409])
  })

  it("refuses a body over 16 KB with 413", async () => {
    const token = await newToken("t-size")
    const large = alert({ note: "x".repeat(17_000) })
    expect((await app.hook(token, large)).status).toBe(413)
    expect((await app.hook(token, large, { "content-length": String(large.length) })).status).toBe(413)
  })

  it("refuses more than 100 a minute with 429 and Retry-After", async () => {
    const token = await newToken("t-rate")
    const statuses = []
    for (let i = 0; i < 100; i++) statuses.push((await app.hook(token, alert({ id: String(i) }))).status)
    expect(new Set(statuses)).toEqual(new Set([202]))
    const refused = await app.hook(token, alert({ id: "over" }))
    expect(refused.status).toBe(429)
    const wait = Number(refused.headers.get("retry-after"))
    expect(wait).toBeGreaterThan(0)
    expect(wait).toBeLessThanOrEqual(60)
    expect((await app.hook(await newToken("t-other"), alert())).status).toBe(202)
  })

  it("writes refusals of a right token down, and leaves no trace in any bot", async () => {
    const token = await newToken("t-trace")
    await app.drain("signal-events", "engine")
    await app.hook(token, "{}")
    await app.hook(token, alert({ time: "2020-01-01T00:00:00Z" }))
    const refused = await signalsOf("t-trace")
    expect(refused.map(({ fate }) => fate)).toEqual(["REFUSED", "REFUSED"])
    expect(await app.drain("signal-events", "engine")).toEqual([])
    expect(await steps()).toBe(0)
    const page = await app.ask("GET", "/signals", { as: "t-trace" })
    expect(page.json["signals"]).toHaveLength(2)
  })
})
