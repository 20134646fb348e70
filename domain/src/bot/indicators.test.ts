import { describe, expect, it } from "vitest"
import { condition } from "../indicator/condition.fixture.ts"
import type { IndicatorCondition } from "../indicator/condition.ts"
import type { Timeframe } from "../market/candle.ts"
import { dca, grid } from "../simulation/run.fixture.ts"
import { decodeState, encodeState } from "./encode.ts"
import { desk } from "./desk.fixture.ts"
import type { StartCondition } from "./start.ts"
import { step } from "./step.ts"

const rsi = (timeframe: Timeframe, change: object = {}): IndicatorCondition =>
  condition({ _tag: "RSI", timeframe, side: "BUY", period: 2, ...change })
const by = (combine: "ALL" | "ANY", ...conditions: ReadonlyArray<IndicatorCondition>): StartCondition => ({
  _tag: "INDICATORS",
  combine,
  conditions
})
const MINUTE = 60_000
/** Falls to a RSI of zero: the next rise leaves the oversold zone. */
const falling = [10_300, 10_200, 10_100, 10_000]

const waiting = (start: StartCondition, make: typeof dca | typeof grid = dca) => {
  const it = desk(make({ start }))
  it.start("100")
  return it
}
type Desk = ReturnType<typeof waiting>

/** Answers the wake's question with these closes in every timeframe, up to a moment. */
const history = (it: Desk, until: number, closes: ReadonlyArray<number> = falling) =>
  it.send({
    _tag: "HistoryRead",
    at: until as never,
    series: (it.state.wake.candles ?? []).map(({ timeframe }) => ({
      timeframe,
      until: until as never,
      candles: closes.map((close) => [close, close, close] as never)
    }))
  })
const candle = (it: Desk, timeframe: Timeframe, at: number, close: number) =>
  it.send({
    _tag: "CandleClosed",
    at: at as never,
    timeframe,
    open: close as never,
    high: close as never,
    low: close as never,
    close: close as never,
    volume: 1 as never
  })
const HOUR = 1_700_002_800_000

describe("a start by indicators", () => {
  it("IND-5 IND-6 asks for the history its indicators want, then for each candle that closes after it", () => {
    const it = waiting(by("ANY", rsi("5m"), condition({ _tag: "MACD", timeframe: "1m", side: "SELL" }), rsi("1m")))
    expect(it.state.wake).toEqual({
      candles: [
        { timeframe: "1m", count: 139 },
        { timeframe: "5m", count: 20 }
      ]
    })
    history(it, HOUR)
    expect(it.state.wake).toEqual({
      candles: [
        { timeframe: "1m", count: 139, after: HOUR },
        { timeframe: "5m", count: 20, after: HOUR }
      ]
    })
    candle(it, "1m", HOUR + MINUTE, 9_900)
    expect(it.state.wake.candles?.map(({ after }) => after)).toEqual([HOUR + MINUTE, HOUR])
  })

  it("IND-5 enters at the price after the candle that gives the signal, and at no price before", () => {
    const it = waiting(by("ANY", rsi("1m")))
    history(it, HOUR)
    it.price("120")
    candle(it, "1m", HOUR + MINUTE, 9_900)
    expect(it.state.life).toBe("WAITING")
    candle(it, "1m", HOUR + 2 * MINUTE, 10_100)
    expect(it.state.wake).toEqual({ above: 1 })
    it.price("101")
    expect(it.state.life).toBe("ACTIVE")
    expect(it.transitions.at(-1)?.reason).toBe("Started at 101.00: RSI(2) of 1m candles rising above 30.")
    expect(it.sole("BASE").side).toBe("BUY")
  })

  it("IND-6 a signal in the history starts nothing; too short a history says how much is needed", () => {
    const it = waiting(by("ANY", rsi("1m", { period: 14 })))
    history(it, HOUR, [...falling, 11_000])
    expect(it.state.life).toBe("WAITING")
    expect(it.state.reason).toContain("RSI needs 16 closed candles of 1m, and 5 are known so far.")
    for (let i = 1; i <= 11; i++) candle(it, "1m", HOUR + i * MINUTE, 10_000 - i)
    expect(it.state.reason).toBe("Waits for RSI(14) of 1m candles rising above 30.")
  })

  it("IND-5 ALL waits until every signal counts at one close, ANY for the first", () => {
    const conditions = [rsi("1m", { validFor: 3 }), rsi("5m")]
    const all = waiting(by("ALL", ...conditions))
    const any = waiting(by("ANY", ...conditions))
    for (const it of [all, any]) {
      history(it, HOUR)
      candle(it, "1m", HOUR + 3 * MINUTE, 10_100)
    }
    expect(any.state.wake).toEqual({ above: 1 })
    candle(all, "1m", HOUR + 4 * MINUTE, 10_200)
    candle(all, "1m", HOUR + 5 * MINUTE, 10_300)
    expect(all.state.wake.candles).toBeDefined()
    candle(all, "5m", HOUR + 5 * MINUTE, 10_300)
    expect(all.state.wake).toEqual({ above: 1 })
  })

  it("IND-5 a signal counts for its candle alone unless told to count for more", () => {
    const it = waiting(by("ALL", rsi("1m"), rsi("5m")))
    history(it, HOUR)
    candle(it, "1m", HOUR + 4 * MINUTE, 10_100)
    candle(it, "1m", HOUR + 5 * MINUTE, 10_200)
    candle(it, "5m", HOUR + 5 * MINUTE, 10_200)
    expect(it.state.wake.candles).toBeDefined()
  })

  it("IND-5 of candles that close together the longest is waited for", () => {
    const it = waiting(by("ALL", rsi("1m"), rsi("5m")))
    history(it, HOUR)
    candle(it, "1m", HOUR + 5 * MINUTE, 10_100)
    expect(it.state.wake.candles).toBeDefined()
    candle(it, "5m", HOUR + 5 * MINUTE, 10_100)
    expect(it.state.wake).toEqual({ above: 1 })
  })

  it("IND-5 a candle nobody asked for, or asked for before, changes nothing", () => {
    const it = waiting(by("ANY", rsi("1m")))
    history(it, HOUR)
    const before = it.state
    candle(it, "5m", HOUR + 5 * MINUTE, 10_100)
    candle(it, "1m", HOUR, 10_100)
    expect(it.state).toEqual(before)
  })

  it("IND-6 after a pause the history is asked for anew", () => {
    const it = waiting(by("ANY", rsi("1m")))
    history(it, HOUR)
    it.pause()
    expect(it.state.wake).toEqual({})
    it.resume()
    it.price("100")
    expect(it.state.wake).toEqual({ candles: [{ timeframe: "1m", count: 20 }] })
    // Execution may tell it again, too, when the run missed candles.
    history(it, HOUR)
    history(it, HOUR + 60 * MINUTE)
    expect(it.state.wake.candles?.[0]?.after).toBe(HOUR + 60 * MINUTE)
  })

  it("IND-7 the next cycle waits for its indicators again, and asks for no candles meanwhile", () => {
    const it = desk(dca({ start: by("ANY", rsi("1m")), averagingOrdersQuantity: 0 }))
    it.start("100")
    history(it, HOUR)
    candle(it, "1m", HOUR + MINUTE, 10_100)
    it.price("100")
    it.settle()
    expect(it.state.wake.candles).toBeUndefined()
    it.fill(it.sole("TAKE_PROFIT").id)
    it.price("102")
    expect(it.state.life).toBe("WAITING")
    expect(it.state.reason).toMatch(/^Waits for RSI/)
    expect(it.state.entered).toBe(false)
    expect(it.state.wake).toEqual({ candles: [{ timeframe: "1m", count: 20 }] })
    history(it, HOUR + 9 * MINUTE)
    candle(it, "1m", HOUR + 10 * MINUTE, 10_100)
    it.price("101")
    expect(it.sole("BASE").side).toBe("BUY")
  })

  it("START-4 IND-5 the trader's hand enters it, too; other settings begin it anew", () => {
    const it = waiting(by("ANY", rsi("1m")), grid)
    history(it, HOUR)
    it.change(grid({ start: by("ANY", rsi("4h")) }))
    it.price("100")
    expect(it.state.wake).toEqual({ candles: [{ timeframe: "4h", count: 20 }] })
    it.enter()
    it.price("100")
    expect(it.state.life).toBe("ACTIVE")
  })

  it("ORDER-1 a run saved while it waits goes on with the same numbers", () => {
    const it = waiting(by("ANY", condition({ _tag: "STOCHASTIC", timeframe: "1m", side: "BUY" })))
    history(it, HOUR, [...falling, ...falling, ...falling, ...falling, ...falling])
    const event = it.events.at(-1)
    const saved = decodeState(encodeState(it.state))
    expect(saved).toEqual(it.state)
    if (event === undefined) throw new Error("an event")
    expect(step(it.config, saved, event).state).toEqual(step(it.config, it.state, event).state)
  })
})
