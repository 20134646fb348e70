import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { Effect, Schema } from "effect"
import { expect, it } from "vitest"
import { PAPER } from "@tradetower/domain/connection"
import { BotId, RunId, TenantId } from "@tradetower/domain/ids"
import { marketOf, type Symbol, VenueId } from "@tradetower/domain/market"
import type { OrderCommand } from "@tradetower/domain/messages"
import { orderAction } from "@tradetower/domain/order"
import { paperInstruments } from "@tradetower/execution"
import { Bus, slotOf } from "@tradetower/platform"
import { embeddedPlatform } from "@tradetower/platform/embedded"
import { startExchange } from "../standins/exchange/start.ts"
import { noFaults } from "../standins/exchange/wire.ts"
import { limitBuy } from "../system/limit-buy.ts"
import { until } from "../system/trader.ts"
import { seen, speaking } from "./process.ts"

const ORDERS = 60
/** A lease's time, ms; in the product it is 15 s. Whoever sleeps through four of them has lost it. */
const TIME = 2_000
const tenantId = TenantId.make("ada")
const SIMULATED = VenueId.make("simulated")
const BITCOIN = "BTC-USD" as Symbol

/** Asks for orders far below the price, as bots do: each a message of its own, waiting for whoever comes. */
const askFor = (world: string, config: string) => {
  const instrument = paperInstruments(SIMULATED).find(({ symbol }) => symbol === BITCOIN)
  if (instrument === undefined) throw new Error("no bitcoin")
  const market = marketOf(instrument)
  const encode = Schema.encodeSync(orderAction(market))
  const messages = Array.from({ length: ORDERS }, (_, number) => {
    const botId = BotId.make(`bot-${number % 3}`)
    const order = limitBuy(market, `tt-held-GRID-${number}`, "40000", "0.001")
    const body: OrderCommand = {
      tenantId,
      botId,
      runId: RunId.make(`run-${number % 3}`),
      connection: PAPER,
      environment: "PAPER",
      venue: SIMULATED,
      symbol: BITCOIN,
      seq: number + 1,
      // What the schema of actions encodes to is plain JSON.
      action: encode({
        _tag: "Place",
        order,
        rule: "TEST",
        why: "a test wants it"
      }) as OrderCommand["action"]
    }
    return {
      messageId: `${order.clientOrderId}:place`,
      sessionId: botId,
      subject: "OrderCommand",
      body,
      properties: { tenantId, slot: slotOf(tenantId) }
    }
  })
  return Effect.runPromise(
    Effect.flatMap(Bus, (bus) => bus.send("order-commands", messages)).pipe(
      Effect.provide(embeddedPlatform({ folder: world, configFolder: config, telemetry: { logs: "off" } }))
    )
  )
}

/** Starts execution in a process of its own. */
const start = (env: Readonly<Record<string, string>>) => {
  const process = speaking("execution-process.ts", env)
  const places = () => process.said.filter((line) => line.startsWith("places "))
  const turns = () => process.said.filter((line) => line === "holds").length
  return { ...process, places, turns }
}

it("LEASE-8 LEASE-10 of two executions on one store the one that slept through its lease sends nothing more", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tradetower-lease-"))
  const [world, config] = [join(folder, "world"), join(folder, "config")]
  await askFor(world, config)
  const exchange = await startExchange({ folder: join(folder, "exchange"), seed: 3 })
  // So that both have something left to do.
  await exchange.setFaults({ ...noFaults, delay: 100, still: true })
  const env = { EXCHANGE: exchange.url, WORLD: world, TIME: String(TIME) }
  const first = start(env)
  const all: Array<ReturnType<typeof start>> = [first]
  try {
    await seen("the first sends orders", () => first.places().length, 6)
    first.child.stdin?.write("pause\n")
    const second = start(env)
    all.push(second)
    await seen("the second's turn", second.turns, 1)
    const sent = first.places().length
    expect(sent).toBeLessThan(ORDERS)
    first.child.kill("SIGCONT")
    await until(
      "all orders rest",
      async () => (await exchange.book())["ada"]?.orders.length ?? 0,
      (count) => count === ORDERS
    )
    expect(first.places()).toHaveLength(sent)
    expect(second.places().length).toBeGreaterThan(0)
    const orders = (await exchange.book())["ada"]?.orders ?? []
    expect(new Set(orders.map(({ clientOrderId }) => clientOrderId)).size).toBe(ORDERS)
    // The first waits for its turn again, and has it once the second is gone.
    second.child.kill("SIGKILL")
    await seen("the first's turn again", first.turns, 2)
  } finally {
    for (const { child } of all) child.kill("SIGKILL")
    await Promise.all(all.map(({ ended }) => ended))
    await exchange.stop()
    rmSync(folder, { recursive: true, force: true })
  }
})
