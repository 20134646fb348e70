import { describe, expect, it } from "vitest"
import { desk } from "../../bot/desk.fixture.ts"
import type { ClientOrderId } from "../../ids.ts"
import { add, proportion, sub, type Whole, whole } from "../../number/whole.ts"
import { grid, marketWith } from "../../simulation/run.fixture.ts"
import { loop } from "../loop/loop.fixture.ts"

type Desk = ReturnType<typeof desk>
const received = marketWith({ feeAsset: "RECEIVED" })

interface Part {
  readonly held: Whole
  readonly cost: Whole
  readonly order?: ClientOrderId | undefined
}

/** What the parts of a run say they hold, and what it cost. */
const parts = ({ state: { work } }: Desk): ReadonlyArray<Part> => {
  if (work._tag === "GRID") return [...work.cells, ...work.leaving, work.pot]
  if (work._tag === "LOOP") return [...work.stakes, work.pot]
  throw new Error(`${work._tag} has no cells`)
}
const together = (it: Desk, of: "held" | "cost"): Whole =>
  parts(it)
    .map((part) => part[of])
    .reduce<Whole>(add, 0)

describe.each([
  ["GRID", grid({ investment: "10000" as never })],
  ["LOOP", loop({ investment: "10000" as never })]
])("the cells of a %s whose exchange takes its fee in base", (_, settings) => {
  it("LEDGER-4 LEDGER-5 hold together what is held, at what the books say it cost, after every fill", () => {
    const it = desk(settings, received)
    it.start()
    it.settle()
    const agree = () => {
      expect(together(it, "cost")).toBe(it.state.ledger.quote.cost)
      expect(together(it, "held")).toBe(it.state.ledger.base.position)
    }
    agree()
    // Down three levels and up again: bought with a fee in base, sold with one in quote.
    for (const side of ["BUY", "BUY", "BUY", "SELL", "SELL", "SELL", "SELL"] as const) {
      const orders = it
        .open(undefined, side)
        .toSorted((a, b) => (side === "BUY" ? b.price - a.price : a.price - b.price))
      it.fill(orders[0]?.id ?? ("" as never))
      it.settle()
      agree()
    }
    expect(it.state.ledger.base.fees).toBeGreaterThan(0)
    expect(it.state.ledger.quote.profit).toBeLessThan(0)
  })

  it("LEDGER-5 book what comes in at its notional, less the fee, which stands apart", () => {
    const it = desk(settings, received)
    it.start()
    it.settle()
    const [buy] = it.open(undefined, "BUY").toSorted((a, b) => b.price - a.price)
    const before = { ...it.state.ledger.quote }
    const held = it.state.ledger.base.position
    it.fill(buy?.id ?? ("" as never))
    it.settle()
    // What came in is what was bought less the fee, and cost as much less.
    const { cost, fees } = it.state.ledger.quote
    const notional = received.notional(buy?.price ?? (0 as never), buy?.quantity ?? (0 as never))
    expect(BigInt(cost) - BigInt(before.cost) + (BigInt(fees) - BigInt(before.fees))).toBe(BigInt(notional))
    expect(BigInt(it.state.ledger.base.position) - BigInt(held)).toBeLessThan(
      received.baseOf(buy?.quantity ?? (0 as never))
    )
  })

  it("LEDGER-4 release with a sale what the base of that cell cost, not the average of all", () => {
    const it = desk(settings, received)
    it.start()
    it.settle()
    const [buy] = it.open(undefined, "BUY").toSorted((a, b) => b.price - a.price)
    const before = new Map(parts(it).map((part, index) => [index, part.held]))
    it.fill(buy?.id ?? ("" as never))
    it.settle()
    const bought = parts(it).find(({ held }, index) => held > (before.get(index) ?? 0))
    const sale = it.state.orders.get(bought?.order ?? ("" as never))
    const { cost = 0, held = 0 } = bought ?? {}
    const { ledger } = it.state
    const base = whole(received.baseOf(sale?.quantity ?? (0 as never)))
    const own = proportion(cost, base, held)
    expect(own).not.toBe(proportion(ledger.quote.cost, base, ledger.base.position))
    const all = ledger.quote.cost
    it.fill(sale?.id ?? ("" as never))
    expect(sub(all, it.state.ledger.quote.cost)).toBe(own)
  })
})
