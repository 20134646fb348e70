import { Effect, Schema } from "effect"
import { describe, expect, it } from "vitest"
import { botEvent, runConfig, BotSettings } from "@tradetower/domain/strategy"
import { openAccount } from "@tradetower/domain/exchange"
import { RunId, TenantId, type Time } from "@tradetower/domain/ids"
import {
  type Candle,
  candleBuilder,
  draw,
  marketOf,
  type Quantity,
  random,
  timeframeMillis
} from "@tradetower/domain/market"
import { orderAction } from "@tradetower/domain/order"
import { paperRun, type Past } from "@tradetower/domain/simulation"
import { paperFills } from "@tradetower/execution"
import { BotEvents, queryAll, type StepRecord } from "@tradetower/platform"
import { backlog } from "../system/backlog.ts"
import { dca, gridAround, makeBot } from "../system/bots.ts"
import { type InProcess, startOn } from "../system/in-process.ts"
import { bitcoin, pair } from "../system/instruments.ts"
import { manualMarket } from "../system/manual-market.ts"
import { onOffer } from "../system/on-offer.ts"
import { signIn, until } from "../system/trader.ts"

const instrument = pair(bitcoin)
const market = marketOf(instrument)
const readSettings = Schema.decodeUnknownSync(BotSettings)
const writeEvent = Schema.encodeUnknownSync(botEvent(market))
const writeAction = Schema.encodeUnknownSync(orderAction(market))
/** No price comes at the very moment a minute begins. */
const BEGIN = 1_700_000_007_000
/** Between two prices: three make a minute. */
const APART = 20_000
const OPEN = 60_000

/** A path of prices with moves small and large, in ticks of a cent. */
const pathOf = (seed: number, length: number): ReadonlyArray<string> => {
  const dice = random(seed)
  let price = OPEN
  return Array.from({ length }, () => {
    const size = draw(dice) % 10 === 0 ? 0.02 : 0.003
    price *= 1 + ((draw(dice) % 2_001) / 1_000 - 1) * size
    return price.toFixed(2)
  })
}

interface Recorded {
  readonly events: ReadonlyArray<unknown>
  readonly orders: ReadonlyArray<unknown>
}

const stepsOf = (system: InProcess, runId: string) =>
  system.run(
    Effect.gen(function* () {
      const items = yield* queryAll(
        BotEvents,
        { tenantId: TenantId.make("ada"), botRunId: RunId.make(runId) },
        { where: { kind: "STEP" }, orderBy: { field: "seq", direction: "ASC" } }
      )
      return items.filter((item): item is StepRecord => item.kind === "STEP")
    })
  )

/**
 * The path through HTTP, functions host, bus, engine, store, execution and paper exchange, one price at a time: the next
 * comes when the run has made as many steps as it should have by then, and nothing waits anywhere.
 */
const throughTheSystem = async (settings: object, path: ReadonlyArray<string>, stepsAfter: ReadonlyArray<number>) => {
  const prices = manualMarket([instrument], BEGIN)
  const system = await startOn(prices)
  try {
    const trader = await signIn(system.url, "ada")
    await onOffer(trader, () => prices.trade(bitcoin, OPEN.toFixed(2), BEGIN))
    const bot = await makeBot(trader, "Compared", settings)
    const { runId } = await trader.post<{ runId: string }>(`/api/v1/bots/${bot.id}/start`)
    const reached = (count: number, after: string) =>
      until(
        `${count} steps after ${after}`,
        async () => ({ steps: (await stepsOf(system, runId)).length, waiting: await system.run(backlog) }),
        ({ steps, waiting }) => steps >= count && waiting === 0
      )
    await reached(stepsAfter[0] ?? 0, "the start")
    for (const [index, price] of path.entries()) {
      prices.trade(bitcoin, price, BEGIN + (index + 1) * APART)
      await reached(stepsAfter[index + 1] ?? 0, `price ${index} (${price})`)
    }
    const steps = await stepsOf(system, runId)
    return {
      runId,
      recorded: { events: steps.map((step) => step.event), orders: steps.flatMap((step) => step.orders) }
    }
  } finally {
    await system.stop()
  }
}

/** The same path through the pure function and the matching engine alone. */
const throughTheFunction = (settings: object, path: ReadonlyArray<string>, runId = "run") => {
  const events: Array<unknown> = []
  const orders: Array<unknown> = []
  const config = runConfig({ runId: RunId.make(runId), market, settings: readSettings(settings) })
  const account = openAccount("ada", { USD: "100000" }, paperFills)
  const builder = candleBuilder(["1m"])
  const minutes: Array<Candle> = []
  const past: Past = {
    bars: (_, by, count) => minutes.filter(({ at }) => at < by).slice(-count),
    traded: (from, to) => minutes.some(({ at }) => at >= from && at < to)
  }
  const run = paperRun(config, account, {
    past,
    onStep: (step) => {
      events.push(writeEvent(step.event))
      orders.push(...step.orders.map((order) => writeAction(order)))
    }
  })
  const tick = (text: string, at: number) => {
    const price = market.price(text)
    if (price === undefined) throw new RangeError(`${text} is not on the tick`)
    for (const { candle, timeframe } of builder.tick(at, price, 0 as Quantity)) {
      minutes.push(candle)
      const { at: opened, ...prices } = candle
      const end = (opened + timeframeMillis[timeframe]) as Time
      if (run.state.wake.candles !== undefined) run.happen({ _tag: "CandleClosed", at: end, timeframe, ...prices })
    }
    run.price(price, at)
  }
  tick(OPEN.toFixed(2), BEGIN)
  run.happen({ _tag: "Started", at: BEGIN as Time, actor: "TRADER" })
  const stepsAfter = [run.steps]
  for (const [index, price] of path.entries()) {
    tick(price, BEGIN + (index + 1) * APART)
    stepsAfter.push(run.steps)
  }
  return { events, orders, stepsAfter }
}

/** Averages in once, from a signal of one-minute candles on. */
const waits = (condition: object) => ({
  ...dca(3_000, { _tag: "INDICATORS", combine: "ANY", conditions: [{ timeframe: "1m", ...condition }] }),
  averagingOrdersStep: "0.1",
  takeProfitPercent: "90"
})

const tagOf = (event: unknown) => (event as { readonly _tag: string })._tag
const fillsIn = ({ events }: Recorded) => events.filter((event) => tagOf(event) === "OrderFilled")
const withoutReceipts = ({ events }: Recorded) => events.filter((event) => tagOf(event) !== "OrderAccepted")

describe("the live pipeline and the pure function", () => {
  it.each([
    ["grid", gridAround(OPEN, 5_000, 0.5), 1],
    ["grid that trails", { ...gridAround(OPEN, 5_000, 0.3), trailingUp: true, trailingDown: true }, 2],
    ["dca", dca(3_000), 3],
    ["dca that begins by RSI (IND-5)", waits({ _tag: "RSI", side: "BUY", period: 2 }), 3],
    ["dca that begins by MACD (IND-5)", waits({ _tag: "MACD", side: "SELL", fastPeriod: 2, slowPeriod: 4 }), 8]
  ] as const)("make the same orders and fills of the same prices: %s", async (_, settings, seed) => {
    const path = pathOf(seed, 60)
    const { stepsAfter } = throughTheFunction(settings, path)
    const { recorded, runId } = await throughTheSystem(settings, path, stepsAfter)
    const pure = throughTheFunction(settings, path, runId)
    expect(fillsIn(pure).length).toBeGreaterThan(5)
    expect(fillsIn(recorded)).toEqual(fillsIn(pure))
    expect(recorded.orders).toEqual(pure.orders)
    // An exchange's receipts travel beside the wakes: all come, in whichever order.
    expect(withoutReceipts(recorded)).toEqual(withoutReceipts(pure))
    expect(recorded.events).toHaveLength(pure.events.length)
  })
})
