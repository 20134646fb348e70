import { Effect } from "effect"
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { BotDefinitions, Connections } from "@tradetower/platform"
import { liveAccount } from "./http/connections/broker.fixture.ts"
import { appWithRealMoney, dca, guardedGrid, realTrader } from "./http/bots/real-money.fixture.ts"

/** Another request writes the next document first, with this changed. */
let first: object | undefined
const RACED: ReadonlySet<string> = new Set([BotDefinitions.name, Connections.name])
let real: Awaited<ReturnType<typeof appWithRealMoney>>
let trader: ReturnType<typeof realTrader>
let traders = 0
beforeAll(async () => {
  real = await appWithRealMoney((store) => ({
    ...store,
    replace: (container, document, version) =>
      Effect.suspend(() => {
        if (first === undefined || !RACED.has(container.name)) return store.replace(container, document, version)
        const theirs = Object.assign({}, document, first)
        first = undefined
        return Effect.andThen(store.upsert(container, theirs), store.replace(container, document, version))
      })
  }))
})
afterAll(() => real.app.stop())
beforeEach(() => {
  trader = realTrader(real.app, `trader-${++traders}`)
})

const trail = async () => (await trader.audited()).map(({ action }) => action)
describe("the audit trail", () => {
  it.each([
    ["changed", "PATCH", "", { settings: dca }, "bot.change"],
    ["rehearsed", "POST", "/rehearsal", undefined, "bot.rehearse"],
    ["waived", "POST", "/rehearsal/waive", { faults: ["CRASH", "STREAM"] }, "bot.waive-rehearsal"]
  ] as const)("says of no bot that it was %s when another wrote first", async (_, method, end, body, action) => {
    const path = await trader.bot(action === "bot.waive-rehearsal" ? guardedGrid : { ...dca, takeProfitPercent: "3" })
    await trader.ask("POST", `${path}/rehearsal`)
    const before = await trail()
    first = {}
    expect((await trader.ask(method, path + end, body)).status).toBe(409)
    expect(await trail()).toEqual(before)
    expect((await trader.ask(method, path + end, body)).status).toBe(200)
    expect((await trail()).toSorted()).toEqual([...before, action].toSorted())
  })

  it.each([
    ["named", "PATCH", "", { label: "Other" }],
    ["armed", "POST", "/arm", undefined],
    ["given a key", "PUT", "/secret", { secret: { key: "k2", secret: "s2" } }],
    ["removed", "DELETE", "", undefined]
  ] as const)("says of no account that it was %s when it was removed meanwhile", async (_, method, end, body) => {
    const added = await trader.ask("POST", "/connections", liveAccount({ key: "k", secret: "s" }))
    first = { removedAt: 1 }
    expect((await trader.ask(method, `/connections/${String(added.json["id"])}${end}`, body)).status).toBe(404)
    expect(await trail()).toEqual(["connection.add"])
  })
})
