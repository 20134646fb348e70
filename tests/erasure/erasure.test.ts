import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Effect } from "effect"
import { TenantId } from "@tradetower/domain/ids"
import { embeddedPlatform } from "@tradetower/platform/embedded"
import { afterAll, expect, it } from "vitest"
import { keptOf, tenantsContainers } from "../../infra/platform/src/records/tenants-own.fixture.ts"
import { mailChannel } from "../isolation/operations.ts"
import { dca, gridAround, makeBot, startBot } from "../system/bots.ts"
import { startProcess, type SystemProcess } from "../system/start.ts"
import { ask, signIn, type Trader, until } from "../system/trader.ts"

const home = mkdtempSync(join(tmpdir(), "tradetower-"))
afterAll(() => {
  for (const folder of [home, `${home}-config`]) rmSync(folder, { recursive: true, force: true })
})

const start = () =>
  startProcess("infra/local/dist/main.mjs", home, ["--simulate", "--demo", "--port", "0", "--speed", "20"])
const killed = async (system: SystemProcess): Promise<void> => {
  const gone = new Promise((resolve) => system.process.once("exit", resolve))
  system.process.kill("SIGKILL")
  await gone
}

/** What the data folder holds of both, read while nothing runs on it. */
const kept = () =>
  Effect.runPromise(
    Effect.all({ ada: keptOf(TenantId.make("ada")), ben: keptOf(TenantId.make("ben")) }).pipe(
      Effect.provide(
        embeddedPlatform({
          folder: join(home, "simulated"),
          configFolder: join(`${home}-config`, "tradetower"),
          telemetry: { logs: "off" }
        })
      )
    )
  )
/** What is written of everybody at a start is no trace of anyone's hand: that there was one, and how accounts stand. */
const withoutStarts = ({ Accounts: _, ...others }: Awaited<ReturnType<typeof kept>>["ben"]) =>
  Object.fromEntries(
    Object.entries(others).flatMap(([name, all]) => {
      const own = all.filter((one) => !JSON.stringify(one).includes('"id":"stopped:'))
      return own.length > 0 ? [[name, own]] : []
    })
  )

interface Shown {
  readonly run?: { readonly live: boolean; readonly summary: { readonly state: string; readonly fills: number } }
}

/** Uses whatever leaves something behind, and lets nothing go on. */
const useEverything = async (trader: Trader, price: number): Promise<string> => {
  const { path } = await trader.post<{ path: string }>("/api/v1/signals/token")
  const channel = await trader.post<{ id: string }>("/api/v1/alerts/channels", mailChannel)
  await trader.ask("PATCH", `/api/v1/alerts/channels/${channel.id}`, { kinds: [] })
  const bot = await startBot(trader, `Ladder of ${trader.tenant}`, gridAround(price, 5_000, 0.2))
  const second = await startBot(trader, "Averaging", dca(1_000))
  const shown = (id: string) => trader.get<Shown>(`/api/v1/bots/${id}`)
  await until(
    "it trades",
    () => shown(bot.id),
    ({ run }) => (run?.summary.fills ?? 0) > 0
  )
  await until(
    "the other trades",
    () => shown(second.id),
    ({ run }) => (run?.summary.fills ?? 0) > 0
  )
  const alert = { bot: bot.id, action: "BUY", pair: "BTC-USD", time: new Date().toISOString() }
  expect((await ask(trader.origin + path, "POST", alert)).status).toBe(202)
  const tried = { venue: "simulated", symbol: "BTC-USD", settings: gridAround(price, 1_000), days: 1 }
  const backtest = await trader.post<{ id: string }>("/api/v1/backtests", tried)
  const rows = Array.from({ length: 300 }, (_, i) => `${1_700_000_040_000 + i * 60_000},100,101.5,99.5,100.25,1.5`)
  const imported = await fetch(`${trader.origin}/api/v1/candles/import/SECRET-USD?format=csv`, {
    method: "POST",
    headers: { cookie: trader.cookie, "content-type": "application/octet-stream" },
    body: ["timestamp,open,high,low,close,volume", ...rows].join("\n")
  })
  expect(imported.status).toBe(201)
  const paper = { broker: "paper", environment: "PAPER", venue: "simulated" }
  await trader.post("/api/v1/connections", { label: "Strict", ...paper, terms: "coinbase" })
  await makeBot(trader, "Never started", dca(1_000))
  await until(
    "the backtest is done",
    () => trader.get<{ state: string }>(`/api/v1/backtests/${backtest.id}`),
    ({ state }) => state === "DONE"
  )
  const refused = await trader.ask("DELETE", `/api/v1/me?name=${nameOf(trader)}`)
  expect([refused.status, JSON.stringify(refused.body)]).toEqual([
    409,
    expect.stringContaining(`Ladder of ${trader.tenant} is running: stop it first.`)
  ])
  await trader.post("/api/v1/kill-switch")
  await trader.ask("DELETE", "/api/v1/kill-switch")
  for (const { id } of [bot, second])
    await until(
      "it has ended",
      () => shown(id),
      ({ run }) => run?.live === false
    )
  await until(
    "nothing is in the way",
    () => trader.get<{ hindrances: ReadonlyArray<unknown> }>("/api/v1/me/erasure"),
    ({ hindrances }) => hindrances.length === 0
  )
  await until(
    "the ledger has its last trades",
    () => trader.get<{ behind?: unknown }>("/api/v1/ledger/sums"),
    ({ behind }) => behind === undefined
  )
  return path
}
const nameOf = ({ tenant }: Trader): string => tenant.charAt(0).toUpperCase() + tenant.slice(1)

/**
 * What may be empty here, and why; the erasure of each is tried in execution's own test, before every write of it. A
 * container that joins the catalogue is filled above, or named here.
 */
const EMPTY: Readonly<Record<string, string>> = {
  AlertQueues: "nothing goes out to a channel that tells of nothing",
  FailedMessages: "no message fails",
  Follows: "every pair here is always followed",
  OrderTrades: "no order has two hundred trades",
  Positions: "only version 0.1 wrote them",
  RiskMarks: "a mark is of what a bot holds when it is looked, once a second"
}

it("erases everything of one who asks for it and nothing of anybody else, however often it is killed", async () => {
  let system = await start()
  const [ada, ben] = [await signIn(system.origin, "ada"), await signIn(system.origin, "ben")]
  interface Listed {
    readonly markets: ReadonlyArray<{ readonly symbol: string; readonly lastPrice?: string }>
  }
  const [listed] = await until(
    "every market has a price",
    () => ada.get<ReadonlyArray<Listed>>("/api/v1/exchanges"),
    ([first]) => first?.markets.every(({ lastPrice }) => lastPrice !== undefined) === true
  )
  const price = Number(listed?.markets.find(({ symbol }) => symbol === "BTC-USD")?.lastPrice)
  const [webhook] = [await useEverything(ada, price), await useEverything(ben, price)]
  await system.stop()

  const before = await kept()
  const everywhere = [...tenantsContainers(TenantId.make("ada")), "backtests/", "series/"]
  expect(everywhere.filter((name) => !(name in before.ada) && !(name in EMPTY))).toEqual([])

  system = await start()
  const [here, there] = [await signIn(system.origin, "ada"), await signIn(system.origin, "ada")]
  const taken = await here.ask("DELETE", "/api/v1/me?name=Ada")
  expect(taken.status).toBe(202)
  await killed(system)
  // Signed out or not by then: nobody comes in with what was hers.
  for (let kills = 0; kills < 3; kills++) {
    system = await start()
    for (const { cookie } of [here, there])
      expect((await ask(`${system.origin}/api/v1/bots`, "GET", undefined, cookie)).status).not.toBe(200)
    const alert = { bot: "x", action: "BUY", pair: "BTC-USD", time: new Date().toISOString() }
    expect((await ask(system.origin + webhook, "POST", alert)).status).toBe(401)
    await killed(system)
  }
  system = await start()
  const { origin } = system
  const anew = await until(
    "she may begin anew",
    async () => {
      const trader = await signIn(origin, "ada")
      return { trader, status: (await trader.ask("GET", "/api/v1/me")).status }
    },
    ({ status }) => status === 200
  )
  expect(await anew.trader.get("/api/v1/bots")).toEqual([])
  for (const { cookie } of [here, there])
    expect((await ask(`${origin}/api/v1/bots`, "GET", undefined, cookie)).status).not.toBe(200)
  await until(
    "her account has what everybody begins with",
    () =>
      anew.trader.get<ReadonlyArray<{ balances: ReadonlyArray<{ asset: string; total: string }> }>>(
        "/api/v1/connections"
      ),
    ([paper, ...others]) =>
      others.length === 0 && paper?.balances.find(({ asset }) => asset === "USD")?.total === "100000"
  )
  await system.stop()
  const after = await kept()
  expect(Object.keys(withoutStarts(after.ada))).toEqual(["Users"])
  expect(withoutStarts(after.ben)).toEqual(withoutStarts(before.ben))
})
