import { setTimeout as sleep } from "node:timers/promises"
import { Effect, Redacted, Stream } from "effect"
import { AccountLimits, openCoinbaseAccount, readSigningKey } from "@tradetower/execution/coinbase"
import { coinbaseVenue, type ExchangeAccount, paperInstruments } from "@tradetower/execution"
import { marketOf } from "@tradetower/domain/market"
import type { OrderRequest } from "@tradetower/domain/order"
import { startCoinbase } from "../chaos/coinbase-process.ts"
import { coinbaseInPlaceOfPaper } from "../chaos/coinbase-trading.ts"
import { gridAround, makeBot } from "../system/bots.ts"
import { startInFolder } from "../system/in-folder.ts"
import { limitBuy } from "../system/limit-buy.ts"
import { signIn, until } from "../system/trader.ts"
import { atMost, type Figure, quantile } from "./figure.ts"
import { report } from "./report.ts"
import { entersOnce } from "./settings.ts"

/**
 * Over Coinbase's adapter, its stand-in in a process of its own: from a price on the wire, and from a fill, to the order
 * that it causes on the wire; the kill switch over 500 orders; and a reconnect with 300 open orders and 50 missed fills,
 * both at the pace that a real key is allowed.
 */
const WARM = 50
const PRICES = 200
const FILLS = 120
const START = 92_000
const PAIR = "BTC-USD"

const [bitcoin] = paperInstruments(coinbaseVenue().id)
if (bitcoin === undefined) throw new Error("Coinbase lists nothing")
const market = marketOf(bitcoin)

const coinbase = await startCoinbase(1, "--silent")
await coinbase.rest()
const tradeAt = (price: number, awaitOrder = false) =>
  coinbase.ask("trade", { product: PAIR, price: price.toFixed(2), awaitOrder })
// Whoever awaits an order is told how long it took.
const orderAfter = async (price: number) => ((await tradeAt(price, true)) as { readonly millis: number }).millis

const throughSystem = async (): Promise<ReadonlyArray<Figure>> => {
  const system = await startInFolder({
    trading: Effect.succeed({
      exchanges: Effect.succeed([coinbaseInPlaceOfPaper(coinbase.environment["COINBASE"] ?? "")]),
      time: { now: Effect.sync(() => Date.now()) }
    })
  })
  const trader = await signIn(system.origin, "ada")
  const alive = setInterval(() => {
    for (const product of [PAIR, "ETH-USD", "SOL-USD"])
      void coinbase.ask("trade", { product, price: product === PAIR ? START.toFixed(2) : "100" })
  }, 100)
  await until(
    "a price",
    () =>
      trader.get<ReadonlyArray<{ readonly markets: ReadonlyArray<{ readonly lastPrice?: string }> }>>(
        "/api/v1/exchanges"
      ),
    (all) => all[0]?.markets[0]?.lastPrice !== undefined
  )
  await trader.ask("PUT", "/api/v1/risk-limits", {
    ordersPerMinute: 100_000,
    maxOrderNotional: "100000",
    maxLeverage: 1,
    onBreach: "PAUSE"
  })
  const connection = await coinbase.connectionOf(trader)
  const count = WARM + PRICES
  for (let i = 0; i < count; i++) {
    const percent = (-0.1 * (i + 1)).toFixed(1)
    const bot = await makeBot(trader, `Bot ${i}`, entersOnce({ _tag: "PRICE_CHANGE", percent }), PAIR, connection)
    await trader.post(`/api/v1/bots/${bot.id}/start`)
  }
  await until(
    "all bots wait",
    () =>
      trader.get<ReadonlyArray<{ readonly run?: { readonly summary: { readonly state: string } } }>>("/api/v1/bots"),
    (bots) => bots.every((bot) => bot.run?.summary.state === "WAITING")
  )
  clearInterval(alive)
  const prices: Array<number> = []
  let at = START
  for (let i = 0; i < count; i++) {
    await sleep(30)
    at = START * (1 - 0.001 * (i + 1)) - 1
    const took = await orderAfter(at)
    if (i >= WARM) prices.push(took)
  }
  const level = Math.round(at)
  await tradeAt(level)
  const grid = await makeBot(trader, "Grid", gridAround(level, 10_000, 1.2), PAIR, connection)
  await trader.post(`/api/v1/bots/${grid.id}/start`)
  await until(
    "the grid rests",
    () =>
      trader.get<{ readonly run?: { readonly summary: { readonly openOrders: number; readonly state: string } } }>(
        `/api/v1/bots/${grid.id}`
      ),
    (one) => (one.run?.summary.openOrders ?? 0) > 5
  )
  await sleep(1_000)
  const fills: Array<number> = []
  for (let i = 0; i < FILLS; i++) {
    fills.push(await orderAfter(i % 2 === 0 ? level * 0.985 : level * 1.001))
    await sleep(300)
  }
  await system.stop()
  return [
    atMost("Coinbase: price -> order on the wire, p50", quantile(prices, 0.5), 4, "ms", `${PRICES} prices`),
    atMost("Coinbase: price -> order on the wire, p99", quantile(prices, 0.99), 15, "ms"),
    atMost(
      "Coinbase: fill -> next order on the wire, p99",
      quantile(fills, 0.99),
      60,
      "ms",
      `p50 ${quantile(fills, 0.5).toFixed(1)} ms, REST's fills included`
    )
  ]
}

const { feed, keys, rest } = JSON.parse(coinbase.environment["COINBASE"] ?? "{}") as {
  readonly rest: string
  readonly feed: string
  readonly keys: Readonly<Record<string, { readonly name: string; readonly privateKey: string }>>
}
const markets = { of: () => Effect.succeed(market), all: Effect.succeed([market]) }
const open = Effect.gen(function* () {
  const { name = "", privateKey = "" } = keys["ben"] ?? {}
  const key = yield* readSigningKey(name, Redacted.make(privateKey))
  return yield* openCoinbaseAccount({ rest, users: [feed] }, key, markets)
})
/** Fast enough to get orders there before what is measured. */
const openFast = Effect.provideService(open, AccountLimits, [])

const orders = (name: string, count: number, price: string): ReadonlyArray<OrderRequest> =>
  Array.from({ length: count }, (_, index) => limitBuy(market, `tt-${name}-GRID-${index}`, price, "0.001"))
const placeAll = ({ place }: ExchangeAccount, all: ReadonlyArray<OrderRequest>) =>
  Effect.forEach(all, (order) => place(bitcoin.symbol, order), { concurrency: 20, discard: true })
/** Listens until so many orders are told to have ended; ends once it is connected. */
const listening = Effect.fnUntraced(function* (account: ExchangeAccount) {
  const heard = { connected: false, ended: 0 }
  yield* Effect.forkScoped(
    Stream.runForEach(account.reports, (item) =>
      Effect.sync(() => {
        if (item._tag === "Connected") heard.connected = true
        if (item._tag === "Reported" && item.report._tag === "OrderCancelled") heard.ended++
      })
    )
  )
  return heard
})
const waitFor = (what: string, holds: () => boolean) =>
  Effect.promise(() =>
    until(
      what,
      () => Promise.resolve(holds()),
      (done) => done
    )
  )

const killSwitch = Effect.scoped(
  Effect.gen(function* () {
    yield* Effect.promise(() => tradeAt(START))
    const all = orders("kill000000", 500, "50000")
    yield* placeAll(yield* openFast, all)
    const account = yield* open
    const heard = yield* listening(account)
    yield* waitFor("connected", () => heard.connected)
    const since = performance.now()
    yield* (
      account.cancelAll?.(all.map(({ clientOrderId }) => ({ symbol: bitcoin.symbol, clientOrderId }))) ?? Effect.void
    )
    yield* waitFor("all ended", () => heard.ended >= all.length)
    return performance.now() - since
  })
)

const reconnect = Effect.scoped(
  Effect.gen(function* () {
    const fast = yield* openFast
    const { cursor } = yield* fast.fills(undefined)
    yield* placeAll(fast, orders("rest000000", 300, "50000"))
    yield* placeAll(fast, orders("fill000000", 50, "80000"))
    yield* Effect.promise(() => tradeAt(79_999))
    const since = performance.now()
    const account = yield* open
    const heard = yield* listening(account)
    yield* waitFor("connected", () => heard.connected)
    const { fills } = yield* account.fills(cursor)
    const resting = yield* account.openOrders
    const took = performance.now() - since
    if (fills.length !== 50 || resting.length !== 300)
      throw new Error(`${fills.length} fills and ${resting.length} open orders were known`)
    return took
  })
)

const figures = await throughSystem()
const killed = await Effect.runPromise(killSwitch)
const reconnected = await Effect.runPromise(reconnect)
await coinbase.stop()
report([
  ...figures,
  atMost("Coinbase: kill switch, 500 resting orders", killed / 1_000, 5, "s", "a hundred at a time, at a key's pace"),
  atMost("Coinbase: reconnect, 300 open orders, 50 missed fills", reconnected / 1_000, 3, "s", "at a key's pace")
])
