import { describe, expect, it } from "vitest"
import type { Bot, CandleRow, Exchange, Order, Summary } from "../client/contract.ts"
import { bots, makeQueryClient, runs } from "../client/queries.ts"
import { patchCache, staleAfter, withCandle, withOrder, withPrice, withStep } from "./patch.ts"

const summary: Summary = {
  state: "ACTIVE",
  since: 1,
  reason: "",
  invested: "1000",
  tradingProfit: "0",
  fees: "0",
  position: "0",
  positionCost: "0",
  fills: 0,
  roundTrips: 0,
  openOrders: 0,
  unknownOrders: 0
}
const bot: Bot = {
  id: "b",
  name: "bot",
  connection: "paper",
  environment: "PAPER",
  venue: "simulated",
  symbol: "BTC-USD",
  settings: {
    _tag: "GRID",
    start: { _tag: "IMMEDIATELY" },
    investment: "1000",
    lowPrice: "1",
    highPrice: "2",
    spacing: "GEOMETRIC",
    orderSizeCurrency: "QUOTE",
    trailingUp: true,
    trailingDown: false,
    pumpProtection: true,
    reinvest: false
  },
  createdAt: 0,
  run: { id: "r", startedAt: 5, live: true, seq: 7, summary }
}
const step = (seq: number, over: Partial<Summary> = {}) => ({
  _tag: "BotStepped" as const,
  botId: "b",
  runId: "r",
  seq,
  at: 50,
  event: "OrderFilled",
  summary: { ...summary, fills: 9, ...over }
})

describe("a live message", () => {
  it("moves a bot on to a newer step, and never back", () => {
    expect(withStep(bot, step(8)).run).toMatchObject({ seq: 8, startedAt: 5, summary: { fills: 9 } })
    expect(withStep(bot, step(7))).toBe(bot)
    expect(withStep({ ...bot, id: "other" }, step(8)).run?.seq).toBe(7)
  })

  it("ends a run that has stopped, and begins a bot's first", () => {
    expect(withStep(bot, step(8, { state: "STOPPED" })).run).toMatchObject({ live: false, endedAt: 50 })
    const { run: _, ...fresh } = bot
    expect(withStep(fresh, { ...step(1), runId: "r2" }).run).toMatchObject({ id: "r2", startedAt: 50, live: true })
  })

  it("of another run asks for the bot anew, which forgets nothing of the runs before", () => {
    const client = makeQueryClient()
    client.setQueryData(bots.queryKey, [bot])
    const other = { ...step(1), runId: "r2" }
    expect(withStep(bot, other)).toBe(bot)
    expect(staleAfter(client, other)).toContainEqual(["bots"])
    expect(staleAfter(client, step(8))).not.toContainEqual(["bots"])
    // Its list of runs, where one is open, lacks it too.
    expect(staleAfter(client, other)).not.toContainEqual(["runs", "b"])
    client.setQueryData(runs("b").queryKey, { pages: [[{ id: "r" }]], pageParams: [undefined] } as never)
    expect(staleAfter(client, other)).toContainEqual(["runs", "b"])
    expect(staleAfter(client, step(8))).not.toContainEqual(["runs", "b"])
  })

  it("puts a new order first and keeps the newest word on a known one", () => {
    const order = (clientOrderId: string, updatedAt: number): Order => ({
      clientOrderId,
      botId: "b",
      runId: "r",
      symbol: "BTC-USD",
      side: "BUY",
      type: "LIMIT",
      purpose: "GRID",
      quantity: "1",
      filledQuantity: "0",
      fees: [],
      status: "OPEN",
      open: true,
      rule: "",
      why: "",
      createdAt: 0,
      updatedAt
    })
    const known = [order("a", 10)]
    expect(withOrder(known, order("b", 11)).map(({ clientOrderId }) => clientOrderId)).toEqual(["b", "a"])
    expect(withOrder(known, order("a", 12))[0]?.updatedAt).toBe(12)
    expect(withOrder(known, order("a", 9))[0]?.updatedAt).toBe(10)
  })

  it("sets the price of its market only, and never an older one", () => {
    const market = (symbol: string) =>
      ({ symbol, lastPrice: "1", lastPriceAt: 10 }) as unknown as Exchange["markets"][number]
    const known = [
      { id: "simulated", markets: [market("BTC-USD"), market("ETH-USD")] }
    ] as unknown as ReadonlyArray<Exchange>
    const price = (at: number) => ({ _tag: "Price" as const, venue: "simulated", symbol: "BTC-USD", price: "2", at })
    expect(withPrice(known, price(11))[0]?.markets.map(({ lastPrice }) => lastPrice)).toEqual(["2", "1"])
    expect(withPrice(known, price(9))[0]?.markets[0]?.lastPrice).toBe("1")
  })

  const known: ReadonlyArray<CandleRow> = [[0, "1", "1", "1", "1", "1"]]
  const candle = (minute: number) => ({
    _tag: "Candle" as const,
    venue: "simulated",
    symbol: "BTC-USD",
    timeframe: "1m" as const,
    at: minute * 60_000,
    open: "1",
    high: "3",
    low: "1",
    close: "2",
    volume: "1"
  })
  const minutes = (rows: ReadonlyArray<CandleRow>) => rows.map(([at]) => at / 60_000)

  it("adds a candle, or changes the one it is of", () => {
    expect(minutes(withCandle(known, candle(1)))).toEqual([0, 1])
    expect(withCandle(known, candle(0))).toEqual([[0, "1", "3", "1", "2", "1"]])
  })

  it("never skips a candle: one beyond the next waits for those between, which are asked for", () => {
    expect(withCandle(known, candle(6))).toBe(known)
    const client = makeQueryClient()
    const key = ["candles", "simulated", "BTC-USD", "1m"]
    client.setQueryData(key, known)
    patchCache(client, candle(1))
    expect(staleAfter(client, candle(1))).toEqual([])
    patchCache(client, candle(6))
    expect(minutes(client.getQueryData<ReadonlyArray<CandleRow>>(key) ?? [])).toEqual([0, 1])
    expect(staleAfter(client, candle(6))).toEqual([key])
  })

  it("puts a candle that was missing where it belongs", () => {
    const holed = [candle(0), candle(1)].reduce(withCandle, known)
    const later: CandleRow = [180_000, "2", "2", "2", "2", "1"]
    expect(minutes(withCandle([...holed, later], candle(2)))).toEqual([0, 1, 2, 3])
    expect(withCandle([later], candle(2))).toEqual([later])
  })

  it("keeps a bounded number of candles however long a page stays open", () => {
    let rows = known
    for (let minute = 1; minute < 3_000; minute++) rows = withCandle(rows, candle(minute))
    expect(rows.length).toBeLessThanOrEqual(1_000)
    expect(rows.at(-1)?.[0]).toBe(2_999 * 60_000)
  })

  it("leaves an answer as old as it is: a page that comes back to it asks anew", () => {
    const client = makeQueryClient()
    const key = ["candles", "simulated", "BTC-USD", "1m"]
    client.setQueryData(key, known, { updatedAt: 1 })
    patchCache(client, candle(1))
    expect(client.getQueryState(key)).toMatchObject({ dataUpdatedAt: 1, data: [{ 0: 0 }, { 0: 60_000 }] })
  })
})
