import { describe, expect, it } from "vitest"
import { instrument } from "../exchange/account.fixture.ts"
import type { Instrument } from "../market/instrument.ts"
import { type Market, marketOf } from "../market/market.ts"
import { sub } from "../number/whole.ts"
import { dca } from "../simulation/run.fixture.ts"
import { instrumentBy } from "../terms/instrument-under.ts"
import { desk } from "./desk.fixture.ts"
import { summarize } from "./summarize.ts"

const d = (text: string) => text as never
const stock = marketOf(instrument({ assetClass: "EQUITY", lotSize: d("1"), minQuantity: d("1") }))
type Desk = ReturnType<typeof desk>
const summary = ({ config, state }: Desk) => summarize(config, state)

describe("a run that trades fractions of shares", () => {
  const split = (change: Partial<Instrument> = {}): Market =>
    marketOf(instrumentBy("alpaca", { ...stock.instrument, ...change }, 1, "FRACTIONS"))
  const begun = (change: Parameters<typeof dca>[0] = {}, market = split()): Desk => {
    const it = desk(
      dca({ fractions: true, baseOrderAmount: d("30"), averagingOrdersAmount: d("50"), ...change }),
      market,
      undefined,
      "alpaca"
    )
    // A Tuesday at noon in New York.
    it.later(Date.UTC(2026, 0, 6, 17) - it.now)
    it.start()
    it.settle()
    return it
  }
  const asked = (it: Desk, purpose: string) =>
    it.placed.flatMap(({ order }) => (order.purpose === purpose ? [order] : []))

  it("TERMS-18 asks for them for the day, in regular hours, and never with a stop as one order", () => {
    const it = begun({ stopLossPercent: d("20") })
    const [base] = asked(it, "BASE")
    expect([base?.timeInForce, it.market.quantityText(base?.quantity ?? d("0"))]).toEqual(["DAY", "0.299102691"])
    const [exit] = asked(it, "TAKE_PROFIT")
    expect([exit?.timeInForce, exit?.stopPrice, exit?.session]).toEqual(["DAY", undefined, undefined])
    expect(
      asked(it, "AVERAGING").every(({ session, timeInForce }) => timeInForce === "DAY" && session === undefined)
    ).toBe(true)
    expect(summary(it).protection).toBe("HERE")
    const late = begun({}, split({ extendedFractions: true }))
    expect(asked(late, "TAKE_PROFIT")[0]?.session).toBe("EXTENDED")
  })

  it("TERMS-18 places anew what ended with its day, and says that a stop there ends with it", () => {
    const it = begun({ stopLossPercent: d("20"), trailingTakeProfitPercent: d("30"), averagingOrdersQuantity: 0 })
    const stop = it.sole("STOP_LOSS")
    expect([asked(it, "STOP_LOSS")[0]?.timeInForce, summary(it).protection]).toEqual(["DAY", "DAY"])
    it.accept(stop.id)
    it.expired(stop.id)
    expect([it.sole("STOP_LOSS").id === stop.id, asked(it, "STOP_LOSS").length, it.state.life]).toEqual([
      false,
      2,
      "ACTIVE"
    ])
  })

  it("TERMS-18 sells a remainder as a fraction, in regular hours at market, and leaves less than one may be as dust", () => {
    const it = begun({ averagingOrdersQuantity: 0 })
    it.stop()
    it.settleCancels()
    const close = it.sole("CLOSE")
    expect([close.type, asked(it, "CLOSE")[0]?.timeInForce]).toEqual(["MARKET", "DAY"])
    // Half a cent less than a dollar is left.
    const rest = it.market.lotsFor(it.market.quote("0.995"), it.ticks("100"))
    it.fill(close.id, { lots: sub(close.quantity, rest) })
    it.cancelled(close.id)
    expect([it.state.life, it.state.reason]).toEqual(["STOPPED", expect.stringContaining("was left as dust")])
    const night = begun({ averagingOrdersQuantity: 0 })
    night.later(12 * 3_600_000)
    night.stop()
    night.settleCancels()
    expect([night.sole("CLOSE").type, asked(night, "CLOSE")[0]?.session]).toEqual(["MARKET", undefined])
  })
})
