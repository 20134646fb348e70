import { add, sub, type Whole, whole } from "../number/whole.ts"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { contribute, contributeBase, openLedger, postBase, postQuote, sums, UnbalancedTransaction } from "./ledger.ts"
import type { Ledger } from "./ledger.ts"
import { bookTrade as book } from "./trade.ts"

interface Trade {
  readonly side: "BUY" | "SELL"
  readonly base: Whole
  readonly notional: Whole
  readonly feeQuote: Whole
  readonly feeBase: Whole
  readonly feeBaseValue: Whole
  readonly matched: Whole | undefined
}

/** Books a trade; what it realised. */
const bookTrade = (ledger: Ledger, trade: Trade): { readonly profit: Whole } => {
  const before = ledger.quote.profit
  const { feeBase, feeBaseValue, feeQuote, matched, side } = trade
  if (feeBase === 0) book(ledger, side, trade, { _tag: "Quote", amount: feeQuote }, feeQuote, matched)
  else book(ledger, side, trade, { _tag: "Base", amount: feeBase }, feeBaseValue, matched)
  return { profit: sub(before, ledger.quote.profit) }
}

const buy = (base: Whole, notional: Whole, fee: Whole = 0) =>
  ({ side: "BUY", base, notional, feeQuote: fee, feeBase: 0, feeBaseValue: 0, matched: undefined }) as const
const sell = (base: Whole, notional: Whole, fee: Whole = 0) => ({ ...buy(base, notional, fee), side: "SELL" }) as const

describe("ledger", () => {
  it("LEDGER-1 refuses a transaction that does not add up to zero, and books nothing of it", () => {
    const ledger = openLedger()
    expect(() => postQuote(ledger, -5, 4, 0, 0, 0)).toThrow(UnbalancedTransaction)
    expect(() => postBase(ledger, -5, 5, 1)).toThrow(UnbalancedTransaction)
    expect(ledger).toEqual(openLedger())
  })

  it("LEDGER-2 what the trader puts in is capital", () => {
    const ledger = openLedger()
    contribute(ledger, 100)
    contribute(ledger, 20)
    expect(ledger.quote).toMatchObject({ capital: -120, cash: 120 })
  })

  it("LEDGER-2 base that was brought to be sold is stock; the position says what trades made of it", () => {
    const ledger = openLedger()
    contributeBase(ledger, 10)
    bookTrade(ledger, sell(4, 400))
    expect(ledger.base).toMatchObject({ capital: -10, stock: 10, position: -4 })
    expect(bookTrade(ledger, buy(4, 360)).profit).toBe(40)
    expect(sums(ledger)).toEqual({ quote: 0, base: 0 })
  })

  it("LEDGER-3 buying adds cost, selling releases the average and realises the rest", () => {
    const ledger = openLedger()
    bookTrade(ledger, buy(10, 1000))
    bookTrade(ledger, buy(10, 2000))
    const booked = bookTrade(ledger, sell(5, 1000))
    expect(booked.profit).toBe(250)
    expect(ledger.quote).toMatchObject({ cash: -2000, cost: 2250, profit: -250 })
    expect(ledger.base.position).toBe(15)
  })

  it("LEDGER-3 a short earns when it is bought back lower", () => {
    const ledger = openLedger()
    bookTrade(ledger, sell(10, 1000))
    expect(ledger.quote.cost).toBe(-1000)
    expect(bookTrade(ledger, buy(10, 900)).profit).toBe(100)
    expect(ledger.quote.cost).toBe(0)
    expect(ledger.base.position).toBe(0)
  })

  it("LEDGER-3 a sale of more than is held closes it and opens a short with the rest", () => {
    const ledger = openLedger()
    bookTrade(ledger, buy(10, 1000))
    expect(bookTrade(ledger, sell(15, 1800)).profit).toBe(200)
    expect(ledger.base.position).toBe(-5)
    expect(ledger.quote.cost).toBe(-600)
  })

  it("LEDGER-4 releases the matched cost when it is known", () => {
    const ledger = openLedger()
    bookTrade(ledger, buy(10, 1000))
    bookTrade(ledger, buy(10, 2000))
    expect(bookTrade(ledger, { ...sell(10, 1100), matched: 1000 }).profit).toBe(100)
    expect(ledger.quote.cost).toBe(2000)
  })

  it("LEDGER-5 fees stand apart from profit; one in base is taken from the position at its value", () => {
    const ledger = openLedger()
    bookTrade(ledger, { ...buy(10, 1000), feeBase: 1, feeBaseValue: 100 })
    expect(ledger.base).toMatchObject({ market: -10, position: 9, fees: 1 })
    expect(ledger.quote).toMatchObject({ cost: 900, fees: 100, profit: 0, cash: -1000 })
    bookTrade(ledger, sell(9, 900, 7))
    expect(ledger.quote).toMatchObject({ cost: 0, fees: 107, profit: 0 })
  })

  it("LEDGER-1 adds up to zero after any trades", () => {
    const between = (min: bigint, max: bigint) => fc.bigInt({ min, max }).map(whole)
    // Small and beyond the safe numbers alike.
    const amount = fc.oneof(between(1n, 10n ** 9n), between(1n, 10n ** 24n))
    const trade = fc.record({
      side: fc.constantFrom("BUY" as const, "SELL" as const),
      base: amount,
      notional: amount,
      feeQuote: between(0n, 10n ** 20n),
      feeBase: fc.constantFrom(0, 1),
      feeBaseValue: fc.constantFrom(0, 12_345),
      matched: fc.option(amount, { nil: undefined })
    })
    fc.assert(
      fc.property(fc.array(trade, { maxLength: 40 }), amount, (trades, capital) => {
        const ledger = openLedger()
        contribute(ledger, capital)
        for (const one of trades) {
          bookTrade(ledger, one)
          expect(sums(ledger)).toEqual({ quote: 0, base: 0 })
        }
        // Profit after fees, and what the position cost, is all that became of the capital.
        const { cash, cost, profit, fees } = ledger.quote
        expect(add(cash, cost)).toBe(sub(sub(capital, profit), fees))
      })
    )
  })
})
