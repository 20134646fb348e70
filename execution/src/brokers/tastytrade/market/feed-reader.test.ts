import { expect, it } from "vitest"
import { amountIn, type Layout, layoutIn, readFeedData } from "./feed-reader.ts"

const layout: Layout = { Trade: ["price", "eventSymbol", "time"] }

it("events are read by the order that the server says, as often as there are some", () => {
  const events = readFeedData(["Trade", ["190.01", "AAPL", "5", "NaN", "/ESZ26:XCME", "6"]], layout)
  expect(events?.map((event) => [event.fields["eventSymbol"], amountIn(event, "price")])).toEqual([
    ["AAPL", "190.01"],
    ["/ESZ26:XCME", undefined]
  ])
})

it("what does not fit the layout is not guessed", () => {
  expect(readFeedData(["Trade", ["190.01", "AAPL"]], layout)).toBeUndefined()
  expect(readFeedData(["Candle", ["1"]], layout)).toBeUndefined()
  expect(readFeedData({}, layout)).toBeUndefined()
  // Of a kind that nobody asked for nothing is read.
  expect(readFeedData(["Greeks", ["1", "2"]], layout)).toEqual([])
})

it("a configuration that comes again adds to what was said, and changes it", () => {
  const first = layoutIn({ dataFormat: "COMPACT", eventFields: { Trade: ["price"] } }, {}) ?? {}
  expect(layoutIn({ eventFields: { Candle: ["open"] } }, first)).toEqual({ Trade: ["price"], Candle: ["open"] })
  expect(layoutIn({ eventFields: { Trade: ["size"] } }, first)).toEqual({ Trade: ["size"] })
  expect(layoutIn({ dataFormat: "FULL" }, first)).toBeUndefined()
})
