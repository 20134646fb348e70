import { Effect, Layer } from "effect"
import { AuditEvents, Brokers, queryAll, Store } from "@tradetower/platform"
import { embeddedPlatformForTests } from "@tradetower/platform/embedded"
import { gridSettings, offerMarket, startApp, tenant, type TestApp } from "../../testing.ts"
import { liveAccount, offerStandIn, STAND_IN, standInBroker } from "../connections/broker.fixture.ts"

/** Buys below the market, with a stop that a broker keeps beside one exit: it passes its rehearsal. */
export const dca = {
  _tag: "DCA",
  start: { _tag: "MANUAL" },
  direction: "LONG",
  investment: "1000",
  baseOrderAmount: "100",
  baseOrderType: "MARKET",
  averagingOrdersAmount: "800",
  averagingOrdersQuantity: 6,
  averagingOrdersStep: "0.7",
  amountMultiplier: "1.2",
  stepMultiplier: "1.1",
  takeProfitPercent: "2",
  stopLossPercent: "5",
  reserveFunds: true
}

/** Watches its stop alone, for no broker keeps one beside its many orders: a crash and a lost stream leave it unprotected. */
export const guardedGrid = { ...gridSettings, stopLossPrice: "45000" }

/** An app where accounts of real money can be connected, and a market at 60,000; `seen`: its store as it is asked. */
export const appWithRealMoney = async (seen = (store: Store["Service"]) => store) => {
  const broker = Layer.succeed(Brokers, new Map([[STAND_IN, standInBroker().broker]]))
  const store = Layer.effect(Store, Effect.map(Store, seen))
  const app = await startApp(Layer.merge(Layer.provideMerge(store, embeddedPlatformForTests()), broker))
  const marketAt = async (price: string) => {
    await app.run(offerMarket(price))
    await app.run(offerStandIn)
  }
  await marketAt("60000")
  return { app, marketAt }
}

/** A trader of real money. */
export const realTrader = (app: TestApp, as: string) => {
  const ask = (method: string, path: string, body?: unknown) =>
    app.ask(method, path, { as, ...(body !== undefined && { body }) })
  return {
    as,
    ask,
    /** Status and sentence of an answer. */
    detail: async (method: string, path: string, body?: unknown) => {
      const { json, status } = await ask(method, path, body)
      return [status, json["detail"]]
    },
    /** An armed account of real money, and the path of a bot on it that was not started. */
    bot: async (settings: object = dca) => {
      const added = await ask("POST", "/connections", liveAccount({ key: "k", secret: "s" }))
      const connection = String(added.json["id"])
      await ask("POST", `/connections/${connection}/arm`)
      const made = await ask("POST", "/bots", { name: "Real one", connection, symbol: "BTC-USD", settings })
      if (made.status !== 201) throw new Error(`no bot was made: ${made.text}`)
      return `/bots/${String(made.json["id"])}`
    },
    /** What was written down of what they did. */
    audited: () => app.run(queryAll(AuditEvents, { tenantId: tenant(as) })),
    /** Carries out what was asked of the engine. */
    carriedOut: async () => {
      for (const message of await app.drain("bot-commands", "engine")) await app.deliver("bot-commands", message)
    }
  }
}
