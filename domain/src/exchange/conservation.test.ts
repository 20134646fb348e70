import { big } from "../number/whole.ts"
import { describe, expect, it } from "vitest"
import { type Market, marketOf, type Price, type Quantity } from "../market/market.ts"
import { draw, type Random, random } from "../market/random.ts"
import type { OrderRequest } from "../order/order.ts"
import type { ExecutionReport } from "../order/report.ts"
import { type Account, bookOf, fillsSince, findOrder, openAccount, openOrders } from "./account.ts"
import { ONE, PLACES } from "../number/decimal-units.ts"
import { instrument, market, otherMarket } from "./account.fixture.ts"
import { nextAbove, nextBelow } from "./book.ts"
import { cancel } from "./cancel.ts"
import type { FillModel } from "./fill-model.ts"
import { decodeAccount, encodeAccount } from "./persist.ts"
import { place } from "./place.ts"
import { priceMoved } from "./price-moved.ts"
import { needOf } from "./settle.ts"
import type { ClientOrderId } from "../ids.ts"
import { budget } from "../budget.fixture.ts"

const pick = (state: Random, count: number): number => draw(state) % count
const unit = ONE

const models: ReadonlyArray<FillModel> = [
  { slippage: { _tag: "None" } },
  { slippage: { _tag: "Fixed", basisPoints: 7 }, volumeSharePercent: 30 },
  { slippage: { _tag: "ByVolume", basisPoints: 40, maxBasisPoints: 90 }, volumeSharePercent: 100 }
]
const markets: ReadonlyArray<Market> = [
  market,
  otherMarket,
  marketOf(instrument({ symbol: "ABC-XYZ" as never, quote: "XYZ", tickSize: "0.5" as never, feeAsset: "RECEIVED" }))
]

const order = (state: Random, on: Market, id: string, last: Price): OrderRequest => {
  const type = (["MARKET", "LIMIT", "LIMIT", "LIMIT", "STOP"] as const)[pick(state, 5)] ?? "LIMIT"
  return {
    clientOrderId: id as ClientOrderId,
    side: pick(state, 2) === 0 ? "BUY" : "SELL",
    type,
    quantity: (pick(state, 900) + 1) as Quantity,
    timeInForce: pick(state, 6) === 0 ? "IOC" : "GTC",
    reduceOnly: pick(state, 9) === 0,
    purpose: type === "STOP" && pick(state, 2) === 0 ? "STOP_LOSS" : "GRID",
    ...(type !== "MARKET" && { price: Math.max(1, last + pick(state, 61) - 30) as Price })
  }
}

/** Orders of three runs. */
const idOf = (count: number): string => `tt-00000run0${count % 3}-GRID-${count}`

/** What each asset has to be by the trades alone. */
const byTrades = (account: Account, opened: ReadonlyMap<string, bigint>): Map<string, bigint> => {
  const total = new Map(opened)
  const add = (asset: string, amount: bigint) => total.set(asset, (total.get(asset) ?? 0n) + amount)
  for (const { symbol, order: filled, report } of fillsSince(account, 0).fills) {
    const on = markets.find((candidate) => candidate.instrument.symbol === symbol) ?? market
    const { base, quote } = on.instrument
    const sign = filled.request.side === "BUY" ? 1n : -1n
    const quoteScale = 10n ** BigInt(PLACES - on.quoteDecimals)
    const baseScale = 10n ** BigInt(PLACES - on.baseDecimals)
    add(base, sign * on.baseOf(report.quantity) * baseScale)
    add(quote, -sign * on.notional(report.price, report.quantity) * quoteScale)
    if (report.fee._tag === "Quote") add(quote, -big(report.fee.amount) * quoteScale)
    else add(base, -big(report.fee.amount) * baseScale)
  }
  return total
}

/** What is wrong with an account; a list, because asserting thousands of times is slow. */
const faults = (account: Account, opened: ReadonlyMap<string, bigint>): ReadonlyArray<string> => {
  const wrong: Array<string> = []
  const reserved = new Map<string, bigint>()
  for (const open of openOrders(account)) {
    const on = markets.find((candidate) => candidate.instrument.symbol === open.symbol) ?? market
    const asset = open.request.side === "BUY" ? on.instrument.quote : on.instrument.base
    reserved.set(asset, (reserved.get(asset) ?? 0n) + big(open.reserved))
    if (open.request.type === "LIMIT" && open.reserved !== needOf(bookOf(account, on), open, open.price))
      wrong.push(`${open.request.clientOrderId} holds back ${open.reserved}`)
  }
  const expected = byTrades(account, opened)
  for (const [asset, balance] of account.assets) {
    if (balance.free < 0) wrong.push(`${asset} is below zero`)
    if (big(balance.reserved) !== (reserved.get(asset) ?? 0n)) wrong.push(`${asset} reserves ${balance.reserved}`)
    if (big(balance.free) + big(balance.reserved) !== (expected.get(asset) ?? 0n)) wrong.push(`${asset} is off`)
  }
  return wrong
}

/** A life at random; the reports it gave, in order. */
const live = (seed: number, steps: number, onStep: (account: Account) => void, restart: boolean) => {
  const state = random(seed)
  let account = openAccount("ada", { USD: "5000", ABC: "20", XYZ: "3000" }, models[seed % models.length])
  const reports: Array<ExecutionReport> = []
  let ids = 0
  for (let at = 1; at <= steps; at++) {
    const on = markets[pick(state, markets.length)] ?? market
    const book = bookOf(account, on)
    const last = book.lastPrice ?? (200 as Price)
    const dice = pick(state, 10)
    if (dice < 4) {
      const to = Math.max(1, last + pick(state, 31) - 15) as Price
      const sleeps = to < (nextAbove(book) ?? Infinity) && to > (nextBelow(book) ?? 0)
      const told = priceMoved(account, on, to, at, {
        ...(pick(state, 3) > 0 && { volume: pick(state, 2_000) }),
        gap: pick(state, 8) === 0
      })
      if (book.lastPrice !== undefined && sleeps && told.length > 0) expect(told).toEqual([])
      reports.push(...told)
    } else if (dice < 9) {
      const repeat = ids > 0 && pick(state, 5) === 0
      const id = idOf(repeat ? pick(state, ids) : ids++)
      const before = repeat ? encodeAccount(account) : undefined
      const answer = place(account, on, order(state, on, id, last), at)
      if (before === undefined) reports.push(...answer)
      else {
        expect(encodeAccount(account)).toBe(before)
        expect(answer).toEqual(findOrder(account, id)?.reports.slice(0, answer.length))
      }
    } else if (ids > 0) reports.push(...cancel(account, idOf(pick(state, ids)) as ClientOrderId, at))
    if (restart && pick(state, 10) === 0) account = decodeAccount(encodeAccount(account))
    else if (!restart) pick(state, 10)
    onStep(account)
  }
  return reports
}

describe("an account at random", () => {
  const opened = new Map([
    ["USD", 5000n * unit],
    ["ABC", 20n * unit],
    ["XYZ", 3000n * unit]
  ])

  it("PAPER-1 PAPER-2 PAPER-3 PAPER-4 keeps every unit, never goes below zero, reserves what open orders need", () => {
    let fills = 0
    for (let seed = 1; seed <= budget(8); seed++)
      live(
        seed,
        250,
        (account) => {
          const wrong = faults(account, opened)
          if (wrong.length > 0) expect(wrong).toEqual([])
          fills = Math.max(fills, account.tradeCount)
        },
        false
      )
    expect(fills).toBeGreaterThan(30)
  })

  it("PAPER-15 PAPER-16 says the same whether or not it is saved and read back on the way", () => {
    for (let seed = 1; seed <= budget(5); seed++) {
      const straight = live(seed, 300, () => {}, false)
      expect(live(seed, 300, () => {}, true)).toEqual(straight)
      expect(straight.length).toBeGreaterThan(50)
      const trades = straight.flatMap((report) => (report._tag === "OrderFilled" ? [report.tradeId] : []))
      expect(new Set(trades).size).toBe(trades.length)
    }
  })
})
