import { createServer, request, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { Clock, Effect, Redacted } from "effect"
import { marketOf } from "@tradetower/domain/market"
import type { Exchange } from "@tradetower/execution"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { runChecks } from "../../infra/deploy/check.ts"
import { checksOf } from "../../infra/deploy/smoke.ts"
import { dca, makeBot } from "../system/bots.ts"
import { type InProcess, startOn } from "../system/in-process.ts"
import { bitcoin, pair } from "../system/instruments.ts"
import { priceOn } from "../system/limit-buy.ts"
import { manualMarket } from "../system/manual-market.ts"
import { onOffer } from "../system/on-offer.ts"
import { signIn, type Trader } from "../system/trader.ts"

/** How long the check may wait for one thing, ms. */
const PATIENCE = 240_000
const DOOR = "an alert reaches the API without a sign-in, which knows no such token"
const FORGED = "a forged sign-in is refused by the functions' own host"
const TRADE = "an alert is taken, and its paper orders are filled, laid out and taken back"

const instrument = pair(bitcoin)
const market = manualMarket([instrument])
const below = priceOn(marketOf(instrument), "59000.00")
let system: InProcess
let ticking: ReturnType<typeof setInterval>
/** Orders at market rest below it. */
let fillsNothing = false
/** ... of which so many were placed. */
let unfilled = 0
const open: Array<() => void> = []

const mayFillNothing = (exchange: Exchange): Exchange => ({
  ...exchange,
  open: (connection) =>
    Effect.map(exchange.open(connection), (account) => ({
      ...account,
      place: (symbol, order) => {
        if (!fillsNothing || order.type !== "MARKET") return account.place(symbol, order)
        const resting = { ...order, type: "LIMIT", price: below, timeInForce: "GTC" } as const
        return Effect.tap(account.place(symbol, resting), () => Effect.sync(() => unfilled++))
      }
    }))
})

beforeAll(async () => {
  system = await startOn(market, { seen: mayFillNothing })
  ticking = setInterval(() => market.trade(bitcoin, "60000.00", Date.now()), 100)
  await onOffer(await signIn(system.url, "ada"))
})
afterAll(async () => {
  for (const close of open) close()
  clearInterval(ticking)
  await system.stop()
})

/** The system behind somebody who answers some requests in its place, with a status alone. */
const behind = async (instead: (incoming: IncomingMessage) => number | undefined): Promise<string> => {
  const pass = (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const status = instead(incoming)
    if (status !== undefined) return void outgoing.writeHead(status).end()
    const { headers, method, url = "" } = incoming
    const onwards = request(system.url + url, { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(outgoing)
    })
    incoming.pipe(onwards)
  }
  const server = createServer(pass)
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done))
  open.push(() => server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** Once an order was placed that is never filled, patience is over from the second look at this clock. */
const hasty = (): Clock.Clock => {
  let looks = 0
  const now = () => Date.now() + (unfilled > 0 && ++looks > 1 ? 2 * PATIENCE : 0)
  const clock = Clock.Clock.defaultValue()
  return {
    currentTimeMillisUnsafe: now,
    currentTimeMillis: Effect.sync(now),
    currentTimeNanosUnsafe: () => BigInt(now()) * 1_000_000n,
    currentTimeNanos: Effect.sync(() => BigInt(now()) * 1_000_000n),
    monotonicTimeNanosUnsafe: () => clock.monotonicTimeNanosUnsafe(),
    monotonicTimeNanos: clock.monotonicTimeNanos,
    sleep: (duration) => clock.sleep(duration)
  }
}

const ask = async (trader: Trader, { functions, site = system.url }: { functions?: string; site?: string } = {}) => {
  const lines: Array<string> = []
  const checks = checksOf({
    site,
    ...(functions !== undefined && { functions }),
    visitor: { session: Redacted.make(trader.cookie), patience: PATIENCE }
  })
  const asked = runChecks(checks, 0, (line) => lines.push(line))
  const wrong = await Effect.runPromise(Effect.provideService(asked, Clock.Clock, hasty()))
  return { wrong, said: lines.join("\n") }
}
const botsOf = (trader: Trader) =>
  trader.get<ReadonlyArray<{ archivedAt?: number; run?: { live: boolean } }>>("/api/v1/bots")

describe("the smoke test, asked of a running system", () => {
  it("finds nothing wrong, and leaves nothing that trades", async () => {
    const ada = await signIn(system.url, "ada")
    for (const time of ["once", "again"]) expect(await ask(ada), time).toMatchObject({ wrong: [] })
    const bots = await botsOf(ada)
    expect(bots.map(({ archivedAt, run }) => archivedAt !== undefined && run?.live === false)).toEqual([true, true])
  })

  it("tells of a webhook that refuses alerts", async () => {
    const ben = await signIn(system.url, "ben")
    const site = await behind(({ url }) => (url?.includes("/webhooks/") === true ? 401 : undefined))
    const { said, wrong } = await ask(ben, { site })
    expect(wrong).toEqual([DOOR, TRADE])
    expect(said).toContain(`FAIL  ${DOOR}: answered 401 before the API was asked`)
    expect(said).toContain(`FAIL  ${TRADE}: the alert was refused: answered 401, not 202`)
    expect(said).not.toMatch(/webhooks\/tradingview/)
    expect(await botsOf(ben)).toEqual([])
  })

  it("tells of an order that is never filled, and puts its bot away", async () => {
    const ben = await signIn(system.url, "ben")
    fillsNothing = true
    const { said, wrong } = await ask(ben)
    fillsNothing = false
    unfilled = 0
    expect(wrong).toEqual([TRADE])
    expect(said).toMatch(/an order is filled and others rest not within 240 s; seen last: /)
    expect(await botsOf(ben)).toEqual([])
  })

  it("tells of functions that believe a header anybody can write", async () => {
    const ben = await signIn(system.url, "ben")
    const functions = await behind(({ headers }) => ("x-ms-client-principal" in headers ? 200 : 401))
    expect(await ask(ben, { functions })).toMatchObject({ wrong: [FORGED] })
  })

  it("leaves somebody alone who trades: their alerts would lose their address", async () => {
    const ben = await signIn(system.url, "ben")
    await ben.post("/api/v1/signals/token")
    const address = await ben.get<{ addressMadeAt: number }>("/api/v1/signals")
    await makeBot(ben, "Ben's own", dca(100))
    const { said, wrong } = await ask(ben)
    expect(wrong).toEqual([TRADE])
    expect(said).toContain("Ben's own trades here")
    expect(await ben.get("/api/v1/signals")).toMatchObject({ addressMadeAt: address.addressMadeAt })
  })

  it("says that a session is over, and tells none", async () => {
    const ben = await signIn(system.url, "ben")
    const over = await ask({ ...ben, cookie: "StaticWebAppsAuthCookie=over" })
    expect(over.wrong).toEqual([TRADE])
    expect(over.said).toContain("sign in, and copy the cookie again")
    const broken = await ask({ ...ben, cookie: "StaticWebAppsAuthCookie=bro\nken" })
    expect(broken.wrong).toEqual([TRADE])
    for (const { said } of [over, broken]) expect(said).not.toContain("StaticWebAppsAuthCookie")
  })

  it("says that the kill switch is on", async () => {
    const ben = await signIn(system.url, "ben")
    await ben.post("/api/v1/kill-switch", {})
    expect((await ask(ben)).said).toContain("the kill switch is on")
  })
})
