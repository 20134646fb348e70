import { expect, it } from "vitest"
import type { Urgency } from "../../wire/request-pace.ts"
import { TastytradePaces } from "./pace.ts"

const waits = (of: ReturnType<TastytradePaces["of"]>["orders"], count: number, urgency: Urgency = "USUAL") =>
  Array.from({ length: count }, () => of.turn(0, Infinity, urgency))

it("orders don't wait for what is read, and cancels not for orders that enter", () => {
  const { orders, reads } = new TastytradePaces().of("ada")
  expect(waits(reads, 40).slice(0, 3)).toEqual([0, 0, 1_000])
  expect(waits(orders, 3)).toEqual([0, 0, 1_000])
  expect(waits(orders, 1, "URGENT")).toEqual([0])
})

it("orders have what nobody reads with, and all together are five a second", () => {
  const { orders } = new TastytradePaces().of("ada")
  expect(waits(orders, 5)).toEqual([0, 0, 0, 0, 1_000])
  expect(waits(new TastytradePaces().of("ada").orders, 6, "URGENT")).toEqual([0, 0, 0, 0, 0, 1_000])
  const both = new TastytradePaces().of("ada")
  const at = [...waits(both.reads, 30), ...waits(both.orders, 30)]
  for (let from = 0; from < 10_000; from += 500)
    expect(at.filter((moment) => moment >= from && moment < from + 1_000).length).toBeLessThanOrEqual(5)
})
