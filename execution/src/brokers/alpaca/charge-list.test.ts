import { expect, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { fill, fillsAt, idsIn, listing, order } from "./listed.fixture.ts"
import { shares } from "./asked.fixture.ts"
import { marketIn } from "./instruments.ts"
import { takerRate } from "./trades.ts"

const feesAt = "/v2/account/activities/FEE?"
const coinsAt = "/v2/account/activities/CFEE?"
const cents = (text: string) => Number(marketIn("KO")?.quote(text))
/** A billionth of a coin. */
const billionths = (count: number) => ({ _tag: "Base", amount: count })

const charge = (id: string, more: object = {}) => ({
  id: `20261127000000000::${id}`,
  activity_type: "FEE",
  date: "2026-11-27",
  net_amount: "-0.03",
  symbol: "KO",
  status: "executed",
  ...more
})
/** As Alpaca's pages show one: in coins, of no order. */
const ofCoins = (id: string, qty: string, more: object = {}) =>
  charge(id, { activity_type: "CFEE", net_amount: "0", symbol: "LTCUSD", qty, price: "100", ...more })
const sold = { ...fill, side: "sell" }

const ltc = { ...order, symbol: "LTC/USD", asset_class: "crypto", qty: "1" }
/** A trade of an order for coins. */
const bought = (id: string, qty: string, more: object = {}) => ({
  ...fill,
  id,
  order_id: id,
  symbol: "LTC/USD",
  price: "100",
  qty,
  cum_qty: qty,
  ...more
})

/** What trades in coins are told to cost, again and again, as the lists grow: by order. */
const coins = (trades: ReadonlyArray<{ readonly order_id: string }>, booked: Array<object>) => {
  const orders = [...new Set(trades.map(({ order_id }) => order_id))].map((id) => ({
    ...ltc,
    id,
    client_order_id: id.startsWith("x") ? id : `tt-${id}`
  }))
  const asked: Array<string> = []
  const { fills } = listing({ "/v2/orders?": orders, [fillsAt]: trades, [coinsAt]: booked }, asked, takerRate("1"))
  let cursor: string | undefined
  const costs = Effect.fnUntraced(function* () {
    const listed = yield* fills(cursor)
    cursor = listed.cursor
    return listed.costs?.map(({ clientOrderId, fee }) => [clientOrderId, fee])
  })
  return { asked, costs, forget: () => (cursor = undefined) }
}
const NOW = Date.parse("2026-11-28T06:00:00Z")

it.effect("a cursor that can't be read is none, and a charge that was taken back is one of nothing", () =>
  Effect.gen(function* () {
    const listed = (status: string) =>
      listing({ [fillsAt]: [sold], [feesAt]: [charge("c", { status })] }).fills("rubbish")
    const executed = yield* listed("executed")
    expect(idsIn(executed.fills)).toEqual(["o:1"])
    expect(executed.costs).toMatchObject([{ clientOrderId: "tt-1", fee: { _tag: "Quote", amount: cents("0.03") } }])
    expect((yield* listed("canceled")).costs).toMatchObject([{ fee: { amount: 0 } }])
  })
)

it.effect("a charge that a row of its own corrects counts once, and one of another kind stays", () =>
  Effect.gen(function* () {
    const group = { group_id: "g" }
    const taf = { ...group, activity_sub_type: "TAF" }
    const reg = { ...group, activity_sub_type: "REG" }
    const { costs } = yield* listing({
      [fillsAt]: [sold],
      [feesAt]: [
        charge("a", taf),
        charge("b", { ...reg, net_amount: "-0.05" }),
        charge("c", { ...taf, status: "correct", net_amount: "-0.02" })
      ]
    }).fills("rubbish")
    expect(costs).toMatchObject([{ clientOrderId: "tt-1", fee: { _tag: "Quote", amount: cents("0.07") } }])
  })
)

it.effect("what is booked late, corrected or taken back changes what its order costs, and nothing is told twice", () =>
  Effect.gen(function* () {
    yield* TestClock.setTime(Date.parse("2026-11-30T12:00:00Z"))
    const rows = ["2026-11-26", "2026-11-27", "2026-11-28"].map((day, index) => ({
      ...sold,
      id: day,
      transaction_time: `${day}T15:00:00Z`,
      cum_qty: String(index + 1)
    }))
    const booked = [charge("b", { date: "2026-11-28" })]
    const { fills } = listing({ [fillsAt]: rows, [feesAt]: booked })
    let cursor: string | undefined
    const told = Effect.fnUntraced(function* () {
      const listed = yield* fills(cursor)
      cursor = listed.cursor
      return listed.costs?.map(({ fee, filledQuantity }) => [fee.amount, filledQuantity])
    })
    expect(yield* told()).toEqual([[cents("0.03"), shares("3")]])
    expect(yield* told()).toBeUndefined()
    booked.unshift(charge("z", { date: "2026-11-26" }))
    expect(yield* told()).toEqual([[cents("0.06"), shares("3")]])
    booked[0] = charge("z", { date: "2026-11-26", status: "correct", net_amount: "-0.01" })
    expect(yield* told()).toEqual([[cents("0.04"), shares("3")]])
    booked[1] = charge("b", { date: "2026-11-28", status: "canceled" })
    expect(yield* told()).toEqual([[cents("0.01"), shares("3")]])
    expect(yield* told()).toBeUndefined()
    // Whoever knows nothing is told what it costs now.
    cursor = undefined
    expect(yield* told()).toEqual([[cents("0.01"), shares("3")]])
  })
)

it.effect("no charge keeps a trade back, whatever is said of it", () =>
  Effect.gen(function* () {
    for (const fees of [
      [{ id: "c", activity_type: "FEE", date: "soon" }],
      [{ id: "c", activity_type: "FEE", date: "2026-13-45" }],
      [{}],
      "none"
    ]) {
      const listed = yield* listing({ [fillsAt]: [fill], [feesAt]: fees }).fills(undefined)
      expect(idsIn(listed.fills)).toEqual(["o:1"])
    }
  })
)

it.effect(
  "charges in coins, which name no order, are of the trades at their price, and told once all of them are there",
  () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(NOW)
      const dear = { price: "101" }
      const trades = [bought("a", "0.4"), bought("b", "0.2"), bought("c", "0.4", dear)]
      const booked: Array<object> = [ofCoins("1", "-0.0006")]
      const { costs, forget } = coins(trades, booked)
      // Of two trades at 100 one is charged for.
      expect(yield* costs()).toEqual([])
      booked.push(ofCoins("2", "-0.0005"))
      expect(yield* costs()).toEqual([
        ["tt-a", billionths(733_333)],
        ["tt-b", billionths(366_667)]
      ])
      booked.push(ofCoins("3", "-0.0010000001", dear))
      const all = [
        ["tt-a", billionths(733_333)],
        ["tt-b", billionths(366_667)],
        // What is finer than a billionth is rounded up.
        ["tt-c", billionths(1_000_001)]
      ]
      expect(yield* costs()).toEqual(all)
      expect(yield* costs()).toBeUndefined()
      forget()
      expect(yield* costs()).toEqual(all)
    })
)

it.effect(
  "charges of a whole day, or at no trade's price, are shared by what trades brought, the owner's own too",
  () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(NOW)
      const trades = [bought("a", "0.25"), bought("x", "0.25"), bought("b", "0.5", { price: "102" })]
      const { costs } = coins(trades, [ofCoins("1", "-0.001", { price: "100.5" })])
      expect(yield* costs()).toEqual([
        ["tt-a", billionths(250_000)],
        ["tt-b", billionths(500_000)]
      ])
    })
)

it.effect(
  "what coins were sold for is charged in quote, whether the pair is named or not, and no stock's sale for it",
  () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(NOW)
      for (const more of [{}, { symbol: null }, { symbol: null, activity_type: "FEE" }]) {
        const row = ofCoins("1", "0", { net_amount: "-0.15", price: null, ...more })
        const booked = { [row.activity_type === "FEE" ? feesAt : coinsAt]: [row] }
        const known = { ...ltc, id: "a", client_order_id: "tt-a" }
        const bodies = { "/v2/orders?": [known], [fillsAt]: [bought("a", "1", { side: "sell" })], [coinsAt]: [] }
        const { costs } = yield* listing({ ...bodies, ...booked }, [], takerRate("1")).fills(undefined)
        expect(costs?.map(({ clientOrderId, fee }) => [clientOrderId, fee])).toEqual([
          ["tt-a", { _tag: "Quote", amount: marketIn("LTC/USD")?.quote("0.15") }]
        ])
      }
    })
)

it.effect("what costs nothing has no charge: days later it is told so by those of its day", () =>
  Effect.gen(function* () {
    yield* TestClock.setTime(NOW)
    const trades = [bought("a", "0.5"), bought("b", "0.5", { price: "101" })]
    const { costs } = coins(trades, [ofCoins("1", "-0.001")])
    expect(yield* costs()).toEqual([["tt-a", billionths(1_000_000)]])
    yield* TestClock.adjust("3 days")
    expect(yield* costs()).toEqual([
      ["tt-a", billionths(1_000_000)],
      ["tt-b", billionths(0)]
    ])
  })
)

it.effect("an order of which trades are no longer listed is told nothing of: what they cost can't be known", () =>
  Effect.gen(function* () {
    yield* TestClock.setTime(NOW)
    const { costs } = coins([bought("a", "0.5", { cum_qty: "0.8" })], [ofCoins("1", "-0.001")])
    expect(yield* costs()).toEqual([])
  })
)
