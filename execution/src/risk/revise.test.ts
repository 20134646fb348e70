import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { PAPER, paperConnection } from "@tradetower/domain/connection"
import { BotId, RunId } from "@tradetower/domain/ids"
import type { Decimal } from "@tradetower/domain/number"
import type { BotSettings } from "@tradetower/domain/strategy"
import { BotDefinitions, Bus, Store } from "@tradetower/platform"
import { ada, instrument, market, world } from "../execution.fixture.ts"
import { Holdings } from "./holdings.ts"
import { LastPrices } from "./last-prices.ts"
import { madeImpossible, makeRevise } from "./revise.ts"

const grid: BotSettings = {
  _tag: "GRID",
  start: { _tag: "IMMEDIATELY" },
  investment: "1000" as Decimal,
  lowPrice: "50000" as Decimal,
  highPrice: "70000" as Decimal,
  gridLevels: 10,
  spacing: "GEOMETRIC",
  orderSizeCurrency: "QUOTE",
  trailingUp: false,
  trailingDown: false,
  pumpProtection: false,
  reinvest: false
} as BotSettings

const none = "0" as Decimal
/** Of a run that holds nothing yet. */
const standing = {
  state: "ACTIVE",
  since: 0,
  reason: "",
  invested: "1000" as Decimal,
  tradingProfit: none,
  fees: none,
  position: none,
  positionCost: none,
  fills: 0,
  roundTrips: 0,
  openOrders: 0,
  unknownOrders: 0
} as const

describe("an instrument's new rules", () => {
  it("EXEC-31 make settings impossible where orders have become too small for them, and say how", () => {
    const finer = { ...instrument, minNotional: "5" as Decimal }
    assert.isUndefined(madeImpossible(instrument, finer, grid, "paper"))
    const coarser = { ...instrument, minNotional: "500" as Decimal }
    assert.match(madeImpossible(instrument, coarser, grid, "paper") ?? "", /investment|gridLevels/)
    // What could not work before either is no news.
    assert.isUndefined(madeImpossible(coarser, { ...instrument, minNotional: "501" as Decimal }, grid, "paper"))
  })

  it.effect("EXEC-31 pause the bots whose settings they make impossible, with the reason, and no other", () =>
    Effect.gen(function* () {
      const { symbol, venue } = instrument
      const holdings = new Holdings(new LastPrices(), () => market)
      const store = yield* Store
      const through = { tenantId: ada, connection: PAPER, environment: "PAPER", venue, symbol } as const
      for (const [name, investment] of [
        ["small", "1000"],
        ["large", "1000000"]
      ] as const) {
        const settings = { ...grid, investment: investment as Decimal } as BotSettings
        yield* store.create(BotDefinitions, { ...through, id: BotId.make(name), name, settings, createdAt: 0 })
        holdings.loaded({
          ...through,
          id: RunId.make(name),
          botDefinitionId: BotId.make(name),
          startedAt: 0,
          state: "ACTIVE",
          live: true,
          seq: 1,
          summary: standing
        })
      }
      const sent: Array<unknown> = []
      const heard: Bus["Service"] = {
        ...(yield* Bus),
        send: (_, messages) => Effect.sync(() => void sent.push(...messages.map(({ body }) => body)))
      }
      const revise = makeRevise(holdings, { connection: () => Effect.succeed(paperConnection(ada, venue)) })
      const tell = (after: typeof instrument) => Effect.provideService(revise(instrument, after), Bus, heard)
      yield* tell({ ...instrument, minNotional: "5" as Decimal })
      assert.deepStrictEqual(sent, [])
      yield* tell({ ...instrument, minNotional: "500" as Decimal })
      assert.lengthOf(sent, 1)
      assert.deepInclude(sent[0], { _tag: "Pause", botId: "small", actor: "RISK_ENGINE" })
      assert.match(JSON.stringify(sent[0]), /The rules of .+ have changed: (investment|gridLevels) /)
    }).pipe(Effect.scoped, Effect.provide(world))
  )
})
