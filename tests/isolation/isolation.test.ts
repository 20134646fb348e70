import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { WebSocket } from "ws"
import { gridAround, makeBot, startBot } from "../system/bots.ts"
import { startSimulatedHere } from "../system/in-process.ts"
import { listen, type Live } from "../system/live.ts"
import { ask, signIn, type Trader, until } from "../system/trader.ts"
import { innerNames, naming, slotted } from "./inner-names.ts"
import { mailChannel, type Operation, operationsOf, type Owned } from "./operations.ts"

let system: Awaited<ReturnType<typeof startSimulatedHere>>
let ada: Trader
let ben: Trader
let adasLive: Live | undefined
/** Ben's: one bot that waits for his hand (so that nothing happens to it by itself) with its run, and what he tried. */
let target: Owned
let adasBot: string
let operations: ReadonlyArray<Operation>

const manual = { _tag: "MANUAL" } as const
interface Bot {
  readonly id: string
  readonly run?: { readonly id: string; readonly seq: number; readonly summary: { readonly state: string } }
}

/** Everything of Ben's bot that a stranger's hand could change. */
const traces = async () => ({
  bot: await ben.get(`/api/v1/bots/${target.botId}`),
  events: await ben.get(`/api/v1/bots/${target.botId}/events`),
  orders: await ben.get(`/api/v1/bots/${target.botId}/orders`),
  signals: await ben.get("/api/v1/signals"),
  activity: await ben.get("/api/v1/activity"),
  backtests: await ben.get("/api/v1/backtests"),
  sweeps: await ben.get("/api/v1/sweeps"),
  alerts: await ben.get("/api/v1/alerts")
})

beforeAll(async () => {
  system = await startSimulatedHere()
  ada = await signIn(system.origin, "ada")
  ben = await signIn(system.origin, "ben")
  const price = system.price("BTC-USD")
  const bens = await startBot(ben, "Ben's own", gridAround(price, 1_000, 1, manual))
  const waiting = await until(
    "Ben's bot waits",
    () => ben.get<Bot>(`/api/v1/bots/${bens.id}`),
    (bot) => bot.run?.summary.state === "WAITING"
  )
  const tried = { venue: "simulated", symbol: "BTC-USD", settings: gridAround(price, 1_000), days: 1 }
  const backtest = await ben.post<{ id: string }>("/api/v1/backtests", tried)
  const axes = [{ field: "gridLevels", from: "10", to: "12", step: "1" }]
  const sweep = await ben.post<{ id: string }>("/api/v1/sweeps", { ...tried, axes })
  const candles = Array.from({ length: 300 }, (_, i) => `${1_700_000_040_000 + i * 60_000},100,101.5,99.5,100.25,1.5`)
  const imported = await fetch(`${system.origin}/api/v1/candles/import/SECRET-USD?format=csv`, {
    method: "POST",
    headers: { cookie: ben.cookie, "content-type": "application/octet-stream" },
    body: ["timestamp,open,high,low,close,volume", ...candles].join("\n")
  })
  expect(imported.status).toBe(201)
  const span = { symbol: "BTC-USD", from: 1_700_000_000_000, to: 1_700_000_600_000 }
  const connection = await ben.post<{ id: string }>("/api/v1/connections", {
    label: "Strict",
    broker: "paper",
    environment: "PAPER",
    venue: "simulated",
    terms: "coinbase"
  })
  const download = await ben.post<{ id: string }>("/api/v1/candles/downloads", span)
  await ben.ask("POST", `/api/v1/candles/downloads/${download.id}/cancel`)
  for (const path of [`/api/v1/backtests/${backtest.id}`, `/api/v1/sweeps/${sweep.id}`])
    await until(
      `${path} is done`,
      () => ben.get<{ state: string }>(path),
      ({ state }) => state === "DONE"
    )
  const channel = await ben.post<{ id: string }>("/api/v1/alerts/channels", mailChannel)
  target = {
    botId: bens.id,
    runId: waiting.run?.id ?? "",
    backtestId: backtest.id,
    otherId: backtest.id,
    sweepId: sweep.id,
    downloadId: download.id,
    connectionId: connection.id,
    channelId: channel.id
  }
  adasBot = (await makeBot(ada, "Ada's own", gridAround(price, 1_000, 1, manual))).id
  adasLive = await listen(ada)
  operations = operationsOf(await ada.get("/api/v1/openapi.json"))
})
afterAll(async () => {
  adasLive?.close()
  await system.stop()
})

describe("Ada with every id of Ben's", () => {
  it("knows every operation of the contract", () => {
    expect(operations.length).toBeGreaterThan(25)
    expect(operations.filter((operation) => operation.problem !== undefined).map((one) => one.problem)).toEqual([])
  })

  it("gets 404 wherever an id of his is in the request, and leaves no trace", async () => {
    const before = await traces()
    const named = operations.flatMap((operation) => operation.naming(target))
    expect(named.length).toBeGreaterThan(15)
    const answers = await Promise.all(
      named.map(async ({ method, path, body }) => ({
        asked: `${method} ${path}`,
        answer: await ada.ask(method, path, body)
      }))
    )
    expect(
      answers
        .filter(({ answer }) => answer.status !== 404)
        .map(({ asked, answer }) => [asked, answer.status, answer.body])
    ).toEqual([])
    for (const { answer } of answers) expect(answer.headers.get("content-type")).toContain("application/problem+json")
    expect(await traces()).toEqual(before)
  })

  it("gets nothing of his by any name the system keeps it under, whichever part of a request says it", async () => {
    const before = await traces()
    const tried = innerNames("ben", target.backtestId).flatMap((name) =>
      operations.flatMap((operation) => slotted(operation, name, adasBot))
    )
    expect(tried.length).toBeGreaterThan(500)
    for (const { body, method, path, slot } of tried) {
      const answer = await ada.ask(method, path, body)
      const asked = `${method} ${path} ${JSON.stringify(body) ?? ""} answered ${answer.status}`
      expect(answer.status, asked).toBeLessThan(500)
      if (naming(slot)) expect(answer.status, asked).toBeGreaterThanOrEqual(400)
      expect(JSON.stringify(answer.body), asked).not.toContain("Ben's own")
    }
    expect(await traces()).toEqual(before)
    const columns = "SECRET-USD/columns?from=1699999980000&to=1700003000000"
    expect((await ben.ask("GET", `/api/v1/candles/import/${columns}`)).status).toBe(200)
    expect((await ada.ask("GET", `/api/v1/candles/import/${columns}`)).status).toBe(404)
  })

  it("sees none of his ids in any list of her own", async () => {
    const lists = operations.filter((operation) => operation.method === "GET" && !operation.namesSomething)
    expect(lists.length).toBeGreaterThan(8)
    for (const { path } of lists) {
      const { body } = await ada.ask("GET", path)
      const text = JSON.stringify(body)
      for (const id of Object.values(target)) expect(text, path).not.toContain(id)
    }
  })

  it("can't reach his run through a bot of her own", async () => {
    for (const part of ["orders", "events", "performance"]) {
      const { status, body } = await ada.ask("GET", `/api/v1/bots/${adasBot}/${part}?run=${target.runId}`)
      expect(JSON.stringify(body), part).not.toContain(target.runId)
      expect(status === 404 || JSON.stringify(body) === "[]", `${part} answered ${status}`).toBe(true)
    }
  })

  it("can't signal his bot with her own webhook address", async () => {
    const before = await traces()
    const { path } = await ada.post<{ path: string }>("/api/v1/signals/token")
    const alert = (bot: string) => ({ bot, action: "BUY", pair: "BTC-USD", time: new Date().toISOString() })
    const his = await ask(system.origin + path, "POST", alert(target.botId))
    const nobodys = await ask(system.origin + path, "POST", alert("no-such-bot"))
    expect(his.status).toBe(nobodys.status)
    expect(Object.keys(his.body as object)).toEqual(Object.keys(nobodys.body as object))
    await until(
      "both alerts have been looked at",
      () => ada.get<{ signals: ReadonlyArray<{ stage: string; reason?: string }> }>("/api/v1/signals"),
      ({ signals }) => signals.length >= 2 && signals.every(({ stage }) => stage === "IGNORED" || stage === "REFUSED")
    )
    const { signals } = await ada.get<{ signals: ReadonlyArray<{ reason?: string }> }>("/api/v1/signals")
    expect(signals[0]?.reason).toBe(signals[1]?.reason)
    expect(await traces()).toEqual(before)
  })

  it("stops only her own bots with the kill switch", async () => {
    const before = await traces()
    await ada.post("/api/v1/kill-switch")
    await ada.ask("DELETE", "/api/v1/kill-switch")
    expect(await traces()).toEqual(before)
  })

  it("can't pretend to be him", async () => {
    const principal = { identityProvider: "local", userId: "ben", userDetails: "Ben", userRoles: ["authenticated"] }
    const forged = { "x-ms-client-principal": Buffer.from(JSON.stringify(principal)).toString("base64") }
    const nobody = await fetch(`${system.origin}/api/v1/me`, { headers: forged, redirect: "manual" })
    expect([401, 302]).toContain(nobody.status)
    expect(await nobody.text()).not.toContain("Ben")
    const asAda = await fetch(`${system.origin}/api/v1/me`, { headers: { ...forged, cookie: ada.cookie } })
    expect(await asAda.json()).toMatchObject({ id: "ada" })
  })

  it("gets no live update of his, even when she asks to join his groups", async () => {
    const { url } = await ada.post<{ url: string }>("/api/v1/realtime/negotiate", {})
    const intruder = new WebSocket(url, "json.reliable.webpubsub.azure.v1", { headers: { origin: system.origin } })
    const heard: Array<string> = []
    intruder.on("message", (bytes: Buffer) => heard.push(bytes.toString("utf8")))
    await new Promise((resolve) => intruder.once("open", resolve))
    for (const [index, group] of ["user:ben:bots", "user:ben:orders"].entries())
      intruder.send(JSON.stringify({ type: "joinGroup", group, ackId: index + 1 }))
    const bens = await listen(ben)
    await ben.post(`/api/v1/bots/${target.botId}/enter`)
    await until(
      "Ben hears of his bot",
      () => Promise.resolve(bens.messages.length),
      () => bens.messages.some((message) => message._tag === "BotStepped" && message.botId === target.botId)
    )
    // What Ben has heard, Ada would have: messages go out in order.
    await until(
      "Ada's own connection is alive",
      () => Promise.resolve(adasLive?.messages.length),
      () => adasLive?.messages.some((message) => message._tag === "Price") === true
    )
    expect(JSON.stringify(adasLive?.messages)).not.toContain(target.botId)
    expect(heard.join("\n")).not.toContain(target.botId)
    intruder.terminate()
    bens.close()
  })
})
