import { Effect, Option } from "effect"
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { ConnectionId } from "@tradetower/domain/connection"
import { BotId } from "@tradetower/domain/ids"
import type { Decimal } from "@tradetower/domain/number"
import { type RehearsalRow, faults } from "@tradetower/domain/rehearsal"
import { Accounts, BotDefinitions, Markets, RateCounters, Store } from "@tradetower/platform"
import { btc, offerMarket, tenant } from "../../testing.ts"
import { liveAccount, offerStandIn } from "../connections/broker.fixture.ts"
import { REHEARSALS } from "./play-rehearsal.ts"
import { appWithRealMoney, dca, guardedGrid, realTrader } from "./real-money.fixture.ts"

let real: Awaited<ReturnType<typeof appWithRealMoney>>
let trader: ReturnType<typeof realTrader>
let traders = 0
beforeAll(async () => {
  real = await appWithRealMoney()
})
afterAll(() => real.app.stop())
beforeEach(() => {
  trader = realTrader(real.app, `trader-${++traders}`)
})

const withoutMarket = Effect.flatMap(Store, (store) => store.remove(Markets, { venue: btc.venue }, btc.symbol))
/** What that account holds beside its money. */
const holdsBase = (connection: string, btc: string) =>
  Effect.flatMap(Store, (store) =>
    store.upsert(Accounts, {
      id: ConnectionId.make(connection),
      tenantId: tenant(trader.as),
      balances: [
        { asset: "USD", total: "10000" as Decimal, available: "10000" as Decimal },
        { asset: "BTC", total: btc as Decimal, available: btc as Decimal }
      ],
      connected: true,
      updatedAt: 1
    })
  )
/** Another version found that it did not pass a crash. */
const judged = (botId: BotId) =>
  Effect.gen(function* () {
    const store = yield* Store
    const { value, version } = Option.getOrThrow(
      yield* store.read(BotDefinitions, { tenantId: tenant(trader.as) }, botId)
    )
    if (value.rehearsed === undefined) throw new Error("it was not rehearsed")
    const rehearsed = { ...value.rehearsed, failed: ["CRASH"] as const }
    yield* store.replace(BotDefinitions, { ...value, rehearsed }, version)
  })
const rowsOf = ({ json }: { json: Record<string, unknown> }) => json["rows"] as ReadonlyArray<RehearsalRow>
const audited = async () => (await trader.audited()).filter(({ action }) => action.includes("rehears"))

describe("a rehearsal", () => {
  it("REHEARSE-11 is asked for before a bot starts with real money, and says what to do", async () => {
    const path = await trader.bot()
    expect((await trader.ask("GET", `${path}/rehearsal`)).json).toEqual({ state: "NONE", rows: [] })
    expect(await trader.detail("POST", `${path}/start`)).toEqual([
      409,
      "Real one would trade real money and was never rehearsed: press “Rehearse” on its page, then start it."
    ])
    const rehearsed = await trader.ask("POST", `${path}/rehearsal`)
    expect([rehearsed.status, rehearsed.json["state"]]).toEqual([200, "PASSED"])
    expect(rowsOf(rehearsed).map(({ fault }) => fault)).toEqual(faults)
    expect((await trader.ask("POST", `${path}/start`)).status).toBe(202)
    expect((await audited()).map(({ detail: said }) => said)).toEqual(["Real one passed its rehearsal"])
  })

  it("is told again as it was, also when the market has moved", async () => {
    const path = await trader.bot()
    const { json } = await trader.ask("POST", `${path}/rehearsal`)
    await real.marketAt("61000")
    expect((await trader.ask("GET", `${path}/rehearsal`)).json).toEqual(json)
    await real.marketAt("60000")
  })

  it("is told as it was while its market is not on offer", async () => {
    const path = await trader.bot()
    const { json } = await trader.ask("POST", `${path}/rehearsal`)
    await real.app.run(withoutMarket)
    expect((await trader.ask("GET", `${path}/rehearsal`)).json).toEqual(json)
    await real.marketAt("60000")
  })

  it("REHEARSE-11 is valid for the rules that its market had", async () => {
    const path = await trader.bot()
    await trader.ask("POST", `${path}/rehearsal`)
    await real.app.run(offerMarket("60000", { ...btc, minNotional: "2" as Decimal }))
    await real.app.run(offerStandIn)
    expect((await trader.ask("GET", `${path}/rehearsal`)).json["state"]).toBe("OUTDATED")
    expect((await trader.ask("POST", `${path}/start`)).status).toBe(409)
    await real.marketAt("60000")
    expect((await trader.ask("POST", `${path}/start`)).status).toBe(202)
  })

  it("is called another's where this version judges it otherwise", async () => {
    const path = await trader.bot()
    await trader.ask("POST", `${path}/rehearsal`)
    await real.app.run(judged(BotId.make(path.split("/").at(-1) ?? "")))
    expect((await trader.ask("GET", `${path}/rehearsal`)).json).toMatchObject({ state: "OUTDATED", rows: [] })
  })

  it("REHEARSE-11 is valid for the configuration that it was of", async () => {
    const path = await trader.bot()
    await trader.ask("POST", `${path}/rehearsal`)
    expect((await trader.ask("PATCH", path, { name: "Renamed" })).status).toBe(200)
    expect((await trader.ask("GET", `${path}/rehearsal`)).json["state"]).toBe("PASSED")
    expect((await trader.ask("PATCH", path, { settings: { ...dca, stopLossPercent: "7" } })).status).toBe(200)
    const outdated = await trader.ask("GET", `${path}/rehearsal`)
    expect(outdated.json).toEqual({ state: "OUTDATED", at: expect.any(Number) as number, rows: [] })
    expect(await trader.detail("POST", `${path}/start`)).toEqual([
      409,
      "Renamed would trade real money and was rehearsed before its settings, its market’s rules or those it trades by were changed: press “Rehearse” on its page again, then start it."
    ])
    await trader.ask("PATCH", path, { settings: dca })
    expect((await trader.ask("POST", `${path}/start`)).status).toBe(202)
  })

  it("REHEARSE-11 BTD-10 stays valid where a start buys less first, for some is held by now", async () => {
    const dips = { _tag: "BTD", start: { _tag: "MANUAL" }, investment: "0.05", gridLevels: 10, gridStep: "2" }
    const path = await trader.bot({ ...dips, buyFirst: "0.05" })
    const rows = rowsOf(await trader.ask("POST", `${path}/rehearsal`))
    const failed = rows.flatMap(({ fault, passed }) => (passed ? [] : [fault]))
    await trader.ask("POST", `${path}/rehearsal/waive`, { faults: failed })
    const { json } = await trader.ask("GET", path)
    await real.app.run(holdsBase(String(json["connection"]), "0.03"))
    expect((await trader.ask("POST", `${path}/start`)).status).toBe(202)
    expect((await trader.ask("GET", path)).json["settings"]).toMatchObject({ buyFirst: "0.02" })
    expect((await trader.ask("GET", `${path}/rehearsal`)).json["state"]).toBe("WAIVED")
  })

  it("REHEARSE-11 that was not passed is waived by name, and who did it is kept", async () => {
    const path = await trader.bot(guardedGrid)
    const { json } = await trader.ask("POST", `${path}/rehearsal`)
    expect(json["state"]).toBe("FAILED")
    expect((await trader.detail("POST", `${path}/start`))[1]).toContain(
      "did not pass its rehearsal (crash and restart, "
    )
    expect(await trader.detail("POST", `${path}/rehearsal/waive`, { faults: ["STREAM"] })).toEqual([
      422,
      "This can't be waived: name crash and restart, too: all that it did not pass is waived together."
    ])
    expect((await trader.ask("POST", `${path}/rehearsal/waive`, { faults: [] })).status).toBe(400)
    expect((await trader.ask("POST", `${path}/rehearsal/waive`, { faults: ["RAIN"] })).status).toBe(400)
    expect((await trader.ask("POST", `${path}/rehearsal/waive`, { faults })).status).toBe(422)
    const failed = ["CRASH", "STREAM"]
    const waived = await trader.ask("POST", `${path}/rehearsal/waive`, { faults: failed })
    expect(waived.json).toMatchObject({ state: "WAIVED", waived: { by: trader.as, faults: failed } })
    expect(rowsOf(waived)).toEqual(json["rows"])
    expect((await trader.ask("POST", `${path}/start`)).status).toBe(202)
    expect(await audited()).toContainEqual(
      expect.objectContaining({
        action: "bot.waive-rehearsal",
        detail: expect.stringContaining(
          `Real one: ${trader.as} waived of its rehearsal crash and restart, dropped stream`
        ) as string,
        botDefinitionId: path.split("/").at(-1)
      })
    )
  })

  it("REHEARSE-11 has to be waived anew once it was made anew", async () => {
    const path = await trader.bot(guardedGrid)
    await trader.ask("POST", `${path}/rehearsal`)
    await trader.ask("POST", `${path}/rehearsal/waive`, { faults: ["CRASH", "STREAM"] })
    expect((await trader.ask("POST", `${path}/rehearsal`)).json["state"]).toBe("FAILED")
    expect((await trader.ask("POST", `${path}/start`)).status).toBe(409)
  })

  it("is waived only where there is something to waive", async () => {
    const path = await trader.bot()
    expect((await trader.detail("POST", `${path}/rehearsal/waive`, { faults }))[1]).toBe(
      "Real one was not rehearsed as it is now. Rehearse it first."
    )
    await trader.ask("POST", `${path}/rehearsal`)
    expect((await trader.detail("POST", `${path}/rehearsal/waive`, { faults }))[1]).toBe(
      "Real one passed its rehearsal: there is nothing to waive."
    )
  })

  it("REHEARSE-11 keeps a bot from being made running with real money", async () => {
    const added = await trader.ask("POST", "/connections", liveAccount({ key: "k", secret: "s" }))
    const connection = String(added.json["id"])
    await trader.ask("POST", `/connections/${connection}/arm`)
    const body = { name: "At once", connection, symbol: "BTC-USD", settings: dca, start: true }
    const [status, said] = await trader.detail("POST", "/bots", body)
    expect([status, said]).toEqual([409, expect.stringContaining("make it without starting it, press “Rehearse”")])
    expect((await trader.ask("GET", "/bots")).json).toEqual([])
  })

  it("is not needed on paper, and can be made there, too", async () => {
    const made = await trader.ask("POST", "/bots", {
      name: "Paper",
      connection: "paper",
      symbol: "BTC-USD",
      settings: dca
    })
    const path = `/bots/${String(made.json["id"])}`
    expect(rowsOf(await trader.ask("POST", `${path}/rehearsal`))).toHaveLength(faults.length)
    expect((await trader.ask("POST", `${path}/start`)).status).toBe(202)
  })

  it("is made so often a minute, and says when there is room again; others make theirs", async () => {
    const path = await trader.bot(guardedGrid)
    await trader.ask("POST", `${path}/rehearsal`)
    const room = Effect.flatMap(RateCounters, (rates) =>
      rates.take(REHEARSALS, tenant(trader.as), Effect.succeed<ReadonlyArray<number>>([]))
    )
    while ((await real.app.run(room)) === 0);
    const refused = await trader.ask("POST", `${path}/rehearsal`)
    expect([refused.status, refused.json["detail"]]).toEqual([
      429,
      expect.stringMatching(/^At most 30 rehearsals a minute are made\. There is room for one more in \d+ s\.$/)
    ])
    expect(refused.json["retryAfter"]).toBeGreaterThan(0)
    expect(refused.headers.get("retry-after")).toBe(String(refused.json["retryAfter"]))
    // Nothing was done that is not told.
    expect((await trader.ask("POST", `${path}/rehearsal/waive`, { faults: ["CRASH", "STREAM"] })).status).toBe(429)
    expect((await audited()).map(({ action }) => action)).toEqual(["bot.rehearse"])
    trader = realTrader(real.app, `${trader.as}-other`)
    expect((await trader.ask("POST", `${await trader.bot()}/rehearsal`)).status).toBe(200)
  })

  it("is its trader's alone", async () => {
    const path = await trader.bot()
    for (const [method, end, body] of [
      ["GET", "/rehearsal", undefined],
      ["POST", "/rehearsal", undefined],
      ["POST", "/rehearsal/waive", { faults }]
    ] as const) {
      const { status } = await real.app.ask(method, path + end, { as: "mallory", ...(body !== undefined && { body }) })
      expect(status).toBe(404)
    }
  })
})
