import { expect, it } from "vitest"
import { feedDelay, feedRefusal, feedWords } from "./feed-words.ts"
import type { PriceFeed } from "./price-feed.ts"

const delayed: PriceFeed = { _tag: "DELAYED", minutes: 15 }
const demo: PriceFeed = { _tag: "DEMO" }
const partial: PriceFeed = { _tag: "PARTIAL", exchange: "IEX" }

it("RISK-26 delayed and made-up prices keep real money out, in words; those of one exchange are only told", () => {
  expect([delayed, demo, partial].map(feedWords)).toEqual(["delayed 15 min", "demo prices", "IEX only"])
  expect(feedRefusal(delayed)).toMatch(/are delayed 15 min: on real money .* on paper it may run/)
  expect(feedRefusal(demo)).toMatch(/are made up: on real money/)
  expect([partial, undefined].map(feedRefusal)).toEqual([undefined, undefined])
  expect([delayed, demo, undefined].map(feedDelay)).toEqual([900_000, 0, 0])
})
