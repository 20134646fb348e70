import { createRequire } from "node:module"
import { dirname, join } from "node:path"
import { describe, expect, it } from "vitest"
import {
  effectiveKeyOf,
  effectiveKeysOf,
  ownsSlot,
  type Share,
  shareName,
  shareNamed,
  SLOTS,
  slotOf,
  slotsOf
} from "./slots.ts"

/** What the service's own client hashes by: it exports none of it. */
const require = createRequire(import.meta.url)
const hashing = join(dirname(require.resolve("@azure/cosmos")), "utils/hashing")
type Hash = (paths: ReadonlyArray<string>) => string
const load = (file: string): unknown => require(join(hashing, file))
// What its files have is known to them alone.
const { hashV2PartitionKey } = load("v2.js") as { readonly hashV2PartitionKey: Hash }
const { hashMultiHashPartitionKey } = load("multiHash.js") as { readonly hashMultiHashPartitionKey: Hash }

const texts = [
  ...Array.from({ length: 70 }, (_, length) => "tenant-".repeat(10).slice(0, length)),
  ...Array.from({ length: 500 }, (_, at) => `t${at}-${at * 7919}`),
  "äöü ß €",
  "🐂🐻",
  "coinbase:BTC-USD",
  "x".repeat(1_000)
]

const sharesOf = (of: number): ReadonlyArray<Share> => Array.from({ length: of }, (_, index) => ({ index, of }))

describe("slots", () => {
  it("an effective partition key is the one that Cosmos DB's client computes", () => {
    for (const text of texts) {
      expect(effectiveKeyOf([text]), text).toBe(hashV2PartitionKey([text]))
      expect(effectiveKeyOf([text, "run"]), text).toBe(hashMultiHashPartitionKey([text, "run"]))
    }
  })

  it("a slot is the first 14 bits of it, and the same of a tenant however deep the partition key", () => {
    for (const text of texts) {
      const slot = slotOf(text)
      expect(slot).toBe(Number.parseInt(effectiveKeyOf([text, "anything"]).slice(0, 4), 16))
      expect(slot >= 0 && slot < SLOTS).toBe(true)
    }
  })

  it("shares have every slot once, and about as many each", () => {
    for (const of of [1, 2, 3, 5, 6, 7, 64, 1_000]) {
      let next = 0
      for (const share of sharesOf(of)) {
        const { before, from } = slotsOf(share)
        expect(from).toBe(next)
        next = before
        expect(Math.abs(before - from - SLOTS / of)).toBeLessThan(1)
        for (const slot of [from, before - 1]) expect(ownsSlot(share, slot)).toBe(true)
        for (const slot of [from - 1, before]) expect(ownsSlot(share, slot)).toBe(false)
      }
      expect(next).toBe(SLOTS)
    }
  })

  it("the effective partition keys of a share are those of its slots", () => {
    for (const of of [1, 3, 7])
      for (const share of sharesOf(of)) {
        const { max, min } = effectiveKeysOf(share)
        const within = (text: string) => {
          const key = effectiveKeyOf([text, "run"])
          return key >= min && key < max
        }
        expect(texts.filter(within)).toEqual(texts.filter((text) => ownsSlot(share, slotOf(text))))
      }
  })

  it("names say which share, unless there is one", () => {
    expect(sharesOf(3).map(shareName)).toEqual([".0of3", ".1of3", ".2of3"])
    expect(sharesOf(1).map(shareName)).toEqual([""])
    for (const share of [...sharesOf(1), ...sharesOf(3)])
      expect(shareNamed("Orders:risk", `Orders:risk${shareName(share)}`)).toEqual(share)
    for (const other of ["Orders:risk-2.0of3", "Orders:ris", "Orders:risk.0of3.0of3", "Orders:risk.x"])
      expect(shareNamed("Orders:risk", other)).toBeUndefined()
  })
})
