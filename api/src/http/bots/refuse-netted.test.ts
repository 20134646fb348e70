import { Effect } from "effect"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { ConnectionId } from "@tradetower/domain/connection"
import { BotId, RunId, TenantId } from "@tradetower/domain/ids"
import { Symbol } from "@tradetower/domain/market"
import { FundsClaims, Store } from "@tradetower/platform"
import { gridSettings, offerMarket, startApp, type TestApp } from "../../testing.ts"

let app: TestApp
beforeAll(async () => {
  app = await startApp()
  await app.run(offerMarket("60000"))
})
afterAll(() => app.stop())

/** Accounts made so far: each has a name of its own. */
let made = 0
const connect = async (terms: string) => {
  const body = { label: `By ${terms} ${++made}`, broker: "paper", environment: "PAPER", venue: "simulated", terms }
  return String((await app.ask("POST", "/connections", { as: "ada", body })).json["id"])
}
const make = (name: string, connection: string, start: boolean) => {
  const body = { name, connection, symbol: "BTC-USD", settings: gridSettings, ...(start && { start }) }
  return app.ask("POST", "/bots", { as: "ada", body })
}

describe("two bots that start at once on one account and pair", () => {
  it("TERMS-10 are one that starts and one that is refused, naming the other", async () => {
    const connection = await connect("alpaca")
    const kept = await Promise.all(["Third", "Fourth"].map((name) => make(name, connection, false)))
    const starts = kept.map(({ json }) => app.ask("POST", `/bots/${String(json["id"])}/start`, { as: "ada" }))
    const all = [...starts, make("First", connection, true), make("Second", connection, true)]
    const names = ["Third", "Fourth", "First", "Second"]
    const answers = await Promise.all(all)
    const begun = names.filter((_, i) => (answers[i]?.status ?? 500) < 300)
    expect(begun).toHaveLength(1)
    for (const { json, status } of answers.filter((answer) => answer.status >= 300))
      expect([status, json["detail"]]).toEqual([
        422,
        expect.stringContaining(`and “${begun[0]}” trades it: stop that bot`)
      ])
  })
})

describe("a bot whose start was claimed and does not show yet", () => {
  it("TERMS-10 is in the way of another as if it ran", async () => {
    const id = ConnectionId.make(await connect("alpaca"))
    const claim = {
      botId: BotId.make("unseen"),
      runId: RunId.make("unseen"),
      seq: 0,
      at: Date.now(),
      starts: { name: "Unseen", symbol: Symbol.make("BTC-USD") },
      wanted: []
    }
    const tenantId = TenantId.make("ada")
    await app.run(Effect.flatMap(Store, (store) => store.upsert(FundsClaims, { id, tenantId, claims: [claim] })))
    const { json, status } = await make("Second", id, true)
    expect([status, json["detail"]]).toEqual([422, expect.stringContaining("and “Unseen” trades it: stop that bot")])
  })
})

describe("a second bot on one account and pair", () => {
  it("is refused where the broker nets their positions, naming the first, and made where it doesn't", async () => {
    const alpaca = await connect("alpaca")
    expect((await make("First", alpaca, true)).status).toBe(201)
    const refused = await make("Second", alpaca, true)
    expect([refused.status, refused.json["detail"]]).toEqual([
      422,
      "Alpaca has one position in BTC-USD for each account, and “First” trades it: stop that bot first, or choose another pair or account"
    ])
    // It may be kept, and is refused as it is to start.
    const kept = await make("Second", alpaca, false)
    expect(kept.status).toBe(201)
    expect((await app.ask("POST", `/bots/${String(kept.json["id"])}/start`, { as: "ada" })).status).toBe(422)

    const coinbase = await connect("coinbase")
    for (const name of ["First", "Second"]) expect((await make(name, coinbase, true)).status).toBe(201)
    for (const name of ["First", "Second"]) expect((await make(name, "paper", true)).status).toBe(201)
  })
})
