import { Effect, Option } from "effect"
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { BotId, RunId } from "@tradetower/domain/ids"
import { BotDefinitions, BotEvents, Notifications, queryAll, Store } from "@tradetower/platform"
import { gridSettings, tenant } from "../../testing.ts"
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

/** More than a stop is other of it. */
const otherGrid = { ...guardedGrid, takeProfitPrice: "90000" }
const other = { ...dca, stopLossPercent: "6" }

/** A bot that came through its rehearsal and trades real money. */
const trading = async (settings: object) => {
  const path = await trader.bot(settings)
  await trader.ask("POST", `${path}/rehearsal`)
  const { json } = await trader.ask("POST", `${path}/start`)
  await trader.carriedOut()
  return { path, botId: BotId.make(path.split("/").at(-1) ?? ""), runId: RunId.make(String(json["runId"])) }
}
const settingsOf = async (path: string) => (await trader.ask("GET", path)).json["settings"]
const commands = async () => (await real.app.drain("bot-commands", "engine")).map(({ subject }) => subject)
const said = async () =>
  (await trader.audited()).filter(({ action }) => action === "bot.change").map(({ detail }) => detail)

describe("changed settings of a bot that trades real money", () => {
  it("REHEARSE-12 hold once they came through their rehearsal", async () => {
    const { path } = await trading(dca)
    expect((await trader.ask("PATCH", path, { settings: other })).status).toBe(200)
    expect(await settingsOf(path)).toMatchObject({ stopLossPercent: "6" })
    expect(await commands()).toEqual(["ChangeSettings"])
    expect(await said()).toEqual(["Real one; new settings; passed its rehearsal"])
    expect((await trader.ask("GET", `${path}/rehearsal`)).json["state"]).toBe("PASSED")
  })

  it.each(["running", "paused", "asked to start and never heard of"] as const)(
    "REHEARSE-12 are refused to one that is %s, with what is new and what to do, and nothing changes",
    async (how) => {
      const path = await trader.bot(gridSettings)
      await trader.ask("POST", `${path}/rehearsal`)
      await trader.ask("POST", `${path}/start`)
      const start = await real.app.drain("bot-commands", "engine")
      if (how !== "asked to start and never heard of")
        for (const message of start) await real.app.deliver("bot-commands", message)
      else await real.app.run(longAgo(BotId.make(path.split("/").at(-1) ?? "")))
      if (how === "paused") {
        await trader.ask("POST", `${path}/pause`)
        await trader.carriedOut()
      }
      const refused = await trader.ask("PATCH", path, { settings: otherGrid })
      expect(refused.status).toBe(409)
      expect(refused.json["type"]).toContain("problem-not-passed")
      expect(refused.json["detail"]).toMatch(
        /^Real one trades real money, and would not come through this as it is to be: crash and restart, dropped stream\. Nobody waived these for it\. Choose other settings, waive each by name with the change, or stop it/
      )
      const failed = (refused.json["rows"] as ReadonlyArray<{ fault: string; passed: boolean }>).filter(
        ({ passed }) => !passed
      )
      expect(failed.map(({ fault }) => fault)).toEqual(refused.json["faults"])
      expect(await settingsOf(path)).toEqual(gridSettings)
      expect(await commands()).toEqual([])
      expect(await said()).toEqual([])
      // A name is no setting, nor are the settings that it has.
      expect((await trader.ask("PATCH", path, { name: "Called so", settings: gridSettings })).status).toBe(200)
    }
  )

  it("REHEARSE-12 hold where each fault is waived by name with the change, and from then on", async () => {
    const { path } = await trading(gridSettings)
    const { json } = await trader.ask("PATCH", path, { settings: otherGrid })
    const named = json["faults"] as ReadonlyArray<string>
    const some = await trader.ask("PATCH", path, { settings: otherGrid, waive: named.slice(1) })
    expect([some.status, some.json["faults"]]).toEqual([409, named.slice(0, 1)])
    expect((await trader.ask("PATCH", path, { settings: otherGrid, waive: named })).status).toBe(200)
    expect((await trader.ask("GET", `${path}/rehearsal`)).json).toMatchObject({
      state: "WAIVED",
      waived: { by: trader.as, faults: named }
    })
    expect((await said())[0]).toContain(`${trader.as} waived of its rehearsal crash and restart, dropped stream`)
    expect((await trader.ask("PATCH", path, { settings: gridSettings })).status).toBe(200)
    expect((await trader.ask("GET", `${path}/rehearsal`)).json).not.toHaveProperty("waived")
    expect((await trader.ask("PATCH", path, { settings: { ...otherGrid, stopLossPrice: "44000" } })).status).toBe(200)
    expect((await said()).filter((one) => one.includes("not passed, and waived before"))).toHaveLength(1)
  })

  it("REHEARSE-12 hold where nothing but a stop comes to one that had none, and nobody waives anything", async () => {
    const { path } = await trading(gridSettings)
    expect((await trader.ask("PATCH", path, { settings: guardedGrid })).status).toBe(200)
    expect(await settingsOf(path)).toEqual(guardedGrid)
    expect(await commands()).toEqual(["ChangeSettings"])
    expect(await said()).toEqual([
      "Real one; new settings; it had no stop before: this one is not kept all the time in crash and restart, dropped stream"
    ])
    expect((await trader.ask("GET", `${path}/rehearsal`)).json).not.toHaveProperty("waived")
    // It has one now: what else is changed is judged.
    expect((await trader.ask("PATCH", path, { settings: otherGrid })).status).toBe(409)
  })

  it("REHEARSE-11 ask for their rehearsal at the next start where it does not run", async () => {
    const path = await trader.bot(gridSettings)
    await trader.ask("POST", `${path}/rehearsal`)
    expect((await trader.ask("PATCH", path, { settings: otherGrid })).status).toBe(200)
    expect((await trader.ask("POST", `${path}/start`)).status).toBe(409)
  })

  it("REHEARSE-12 are nobody's concern on paper", async () => {
    const body = { name: "Paper", connection: "paper", symbol: "BTC-USD", settings: gridSettings, start: true }
    const path = `/bots/${String((await trader.ask("POST", "/bots", body)).json["id"])}`
    expect((await trader.ask("PATCH", path, { settings: otherGrid })).status).toBe(200)
    await real.app.drain("bot-commands", "engine")
  })
})

/** It was asked to start an hour ago. */
const longAgo = (botId: BotId) =>
  Effect.gen(function* () {
    const store = yield* Store
    const stored = Option.getOrThrow(yield* store.read(BotDefinitions, { tenantId: tenant(trader.as) }, botId))
    const { startRequestedAt = 0 } = stored.value
    yield* store.replace(
      BotDefinitions,
      { ...stored.value, startRequestedAt: startRequestedAt - 3_600_000 },
      stored.version
    )
  })

describe("a start that comes late", () => {
  /** Changes what is kept of a bot between its start and the engine, as a version before this one may have. */
  const lateWith = async (change: object) => {
    const path = await trader.bot()
    const botId = BotId.make(path.split("/").at(-1) ?? "")
    await trader.ask("POST", `${path}/rehearsal`)
    const { json } = await trader.ask("POST", `${path}/start`)
    await real.app.run(
      Effect.gen(function* () {
        const store = yield* Store
        const { value, version } = Option.getOrThrow(
          yield* store.read(BotDefinitions, { tenantId: tenant(trader.as) }, botId)
        )
        yield* store.replace(BotDefinitions, { ...value, ...change }, version)
      })
    )
    await trader.carriedOut()
    const key = { tenantId: tenant(trader.as), botRunId: RunId.make(String(json["runId"])) }
    const begun = (await real.app.run(queryAll(BotEvents, key))).length > 0
    const told = await real.app.run(queryAll(Notifications, { tenantId: tenant(trader.as) }))
    return { begun, told: told.map(({ text }) => text) }
  }

  it("REHEARSE-11 begins no run with what was not rehearsed, and says so", async () => {
    expect(await lateWith({})).toEqual({ begun: true, told: [] })
    trader = realTrader(real.app, `${trader.as}-late`)
    expect(await lateWith({ settings: other })).toEqual({
      begun: false,
      told: ["Real one was not started: it was not rehearsed as it is now, which real money asks for."]
    })
  })

  it("begins no run that the bot names no more", async () => {
    expect(await lateWith({ currentRunId: RunId.make("another") })).toEqual({
      begun: false,
      told: ["Real one was not started: it was started anew meanwhile."]
    })
  })
})
