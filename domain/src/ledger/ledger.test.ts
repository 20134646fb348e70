import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { contribute, contributeBase, openLedger, postBase, postQuote, sums, UnbalancedTransaction } from "./ledger.ts"
import { bookTrade } from "./trade.ts"

const buy = (base: bigint, notional: bigint, fee = 0n) =>
  ({ side: "BUY", base, notional, feeQuote: fee, feeBase: 0n, feeBaseValue: 0n, matched: undefined }) as const
const sell = (base: bigint, notional: bigint, fee = 0n) => ({ ...buy(base, notional, fee), side: "SELL" }) as const

describe("ledger", () => {
  it("LEDGER-1 refuses a transaction that does not add up to zero, and books nothing of it", () => {
    const ledger = openLedger()
    expect(() => postQuote(ledger, -5n, 4n, 0n, 0n, 0n)).toThrow(UnbalancedTransaction)
    expect(() => postBase(ledger, -5n, 5n, 1n)).toThrow(UnbalancedTransaction)
    expect(ledger).toEqual(openLedger())
  })

  it("LEDGER-2 what the trader puts in is capital", () => {
    const ledger = openLedger()
    contribute(ledger, 100n)
    contribute(ledger, 20n)
    expect(ledger.quote).toMatchObject({ capital: -120n, cash: 120n })
  })

  it("LEDGER-2 base that was brought to be sold is stock; the position says what trades made of it", () => {
    const ledger = openLedger()
    contributeBase(ledger, 10n)
    bookTrade(ledger, sell(4n, 400n))
    expect(ledger.base).toMatchObject({ capital: -10n, stock: 10n, position: -4n })
    expect(bookTrade(ledger, buy(4n, 360n)).profit).toBe(40n)
    expect(sums(ledger)).toEqual({ quote: 0n, base: 0n })
  })

  it("LEDGER-3 buying adds cost, selling releases the average and realises the rest", () => {
    const ledger = openLedger()
    bookTrade(ledger, buy(10n, 1000n))
    bookTrade(ledger, buy(10n, 2000n))
    const booked = bookTrade(ledger, sell(5n, 1000n))
    expect(booked.profit).toBe(250n)
    expect(ledger.quote).toMatchObject({ cash: -2000n, cost: 2250n, profit: -250n })
    expect(ledger.base.position).toBe(15n)
  })

  it("LEDGER-3 a short earns when it is bought back lower", () => {
    const ledger = openLedger()
    bookTrade(ledger, sell(10n, 1000n))
    expect(ledger.quote.cost).toBe(-1000n)
    expect(bookTrade(ledger, buy(10n, 900n)).profit).toBe(100n)
    expect(ledger.quote.cost).toBe(0n)
    expect(ledger.base.position).toBe(0n)
  })

  it("LEDGER-3 a sale of more than is held closes it and opens a short with the rest", () => {
    const ledger = openLedger()
    bookTrade(ledger, buy(10n, 1000n))
    expect(bookTrade(ledger, sell(15n, 1800n)).profit).toBe(200n)
    expect(ledger.base.position).toBe(-5n)
    expect(ledger.quote.cost).toBe(-600n)
  })

  it("LEDGER-4 releases the matched cost when it is known", () => {
    const ledger = openLedger()
    bookTrade(ledger, buy(10n, 1000n))
    bookTrade(ledger, buy(10n, 2000n))
    expect(bookTrade(ledger, { ...sell(10n, 1100n), matched: 1000n }).profit).toBe(100n)
    expect(ledger.quote.cost).toBe(2000n)
  })

  it("LEDGER-5 fees stand apart from profit; one in base is taken from the position at its value", () => {
    const ledger = openLedger()
    bookTrade(ledger, { ...buy(10n, 1000n), feeBase: 1n, feeBaseValue: 100n })
    expect(ledger.base).toMatchObject({ market: -10n, position: 9n, fees: 1n })
    expect(ledger.quote).toMatchObject({ cost: 900n, fees: 100n, profit: 0n, cash: -1000n })
    bookTrade(ledger, sell(9n, 900n, 7n))
    expect(ledger.quote).toMatchObject({ cost: 0n, fees: 107n, profit: 0n })
  })

  it("LEDGER-1 adds up to zero after any trades", () => {
    const amount = fc.bigInt({ min: 1n, max: 10n ** 24n })
    const trade = fc.record({
      side: fc.constantFrom("BUY" as const, "SELL" as const),
      base: amount,
      notional: amount,
      feeQuote: fc.bigInt({ min: 0n, max: 10n ** 20n }),
      feeBase: fc.constantFrom(0n, 1n),
      feeBaseValue: fc.constantFrom(0n, 12_345n),
      matched: fc.option(amount, { nil: undefined })
    })
    fc.assert(
      fc.property(fc.array(trade, { maxLength: 40 }), amount, (trades, capital) => {
        const ledger = openLedger()
        contribute(ledger, capital)
        for (const one of trades) {
          bookTrade(ledger, one)
          expect(sums(ledger)).toEqual({ quote: 0n, base: 0n })
        }
        // Profit after fees, and what the position cost, is all that became of the capital.
        const { cash, cost, profit, fees } = ledger.quote
        expect(cash + cost).toBe(capital - profit - fees)
      })
    )
  })
})
