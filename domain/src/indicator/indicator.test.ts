import * as oracle from "indicatorts"
import { EMA, MACD, RSI, StochasticOscillator } from "trading-signals"
import { Result, Schema } from "effect"
import { describe, expect, it } from "vitest"
import { StartCondition } from "../bot/start.ts"
import { draw, random } from "../market/random.ts"
import { indicatorProblems } from "./check.ts"
import { condition } from "./condition.fixture.ts"
import type { IndicatorCondition } from "./condition.ts"
import { type Columns, type Kernel, wholeSeries } from "./kernel.ts"
import { macd } from "./macd.ts"
import { rsi } from "./rsi.ts"
import { candlesNeeded, candlesWanted, signalOf } from "./signal.ts"
import { stochastic } from "./stochastic.ts"

const LENGTH = 800

/** A random walk of candles in ticks. */
const walk = (seed: number): Columns => {
  const state = random(seed)
  const to = (n: number) => draw(state) % n
  const columns = { high: new Float64Array(LENGTH), low: new Float64Array(LENGTH), close: new Float64Array(LENGTH) }
  let price = 10_000
  for (let i = 0; i < LENGTH; i++) {
    price += to(101) - 50
    columns.close[i] = price
    columns.high[i] = price + to(40)
    columns.low[i] = price - to(40)
  }
  return columns
}
const columns = walk(7)
const { close, high, low } = columns
const all = (values: Float64Array) => [...values]
const flat: Columns = {
  high: new Float64Array(60).fill(100),
  low: new Float64Array(60).fill(100),
  close: new Float64Array(60).fill(100)
}

/** Both are known from the same candle on, and differ by less than `within` from the candle `from` on. */
const agree = (
  own: Float64Array | undefined,
  other: ReadonlyArray<number | null | undefined>,
  from: number,
  within: number
) => {
  for (let i = from; i < LENGTH; i++) {
    const difference = Math.abs((own?.[i] ?? NaN) - (other[i] ?? NaN))
    expect(difference, `candle ${i}`).toBeLessThan(within)
  }
}
const firstKnown = (values: Float64Array | undefined) => values?.findIndex((value) => !Number.isNaN(value))

describe("MACD", () => {
  const [line, signal] = wholeSeries(macd(12, 26, 9), columns)

  it("IND-1 is what its definition says, each average seeded with the simple average of its first values", () => {
    const average = (values: ReadonlyArray<number>, period: number) => {
      const seed = values.slice(0, period).reduce((sum, value) => sum + value, 0) / period
      const rest = values.slice(period).reduce<ReadonlyArray<number>>((before, value) => {
        const last = before.at(-1) ?? seed
        return [...before, (value * 2) / (period + 1) + (last * (period - 1)) / (period + 1)]
      }, [])
      return [seed, ...rest]
    }
    const slow = average(all(close).slice(0, 100), 26)
    const fast = average(all(close).slice(0, 100), 12)
    const lines = slow.map((value, i) => (fast[i + 14] ?? 0) - value)
    const signals = average(lines, 9)
    expect(firstKnown(line)).toBe(33)
    expect(macd(12, 26, 9).warmUp).toBe(34)
    for (const i of [33, 34, 50, 90]) {
      expect(line?.[i]).toBeCloseTo(lines[i - 25] ?? NaN, 9)
      expect(signal?.[i]).toBeCloseTo(signals[i - 33] ?? NaN, 9)
    }
  })

  it("IND-1 agrees with two libraries, which seed with the first close, once the seeds have faded", () => {
    const theirs = new MACD(new EMA(12), new EMA(26), new EMA(9))
    const results = all(close).map((value) => theirs.update(value, false))
    const others = oracle.macd(all(close), { fast: 12, slow: 26, signal: 9 })
    for (const [from, within] of [
      [200, 0.001],
      [500, 1e-8]
    ] as const) {
      agree(
        line,
        results.map((result) => result?.macd),
        from,
        within
      )
      agree(
        signal,
        results.map((result) => result?.signal),
        from,
        within
      )
      agree(line, others.macdLine, from, within)
      agree(signal, others.signalLine, from, within)
    }
  })
})

describe("RSI", () => {
  const [values] = wholeSeries(rsi(14), columns)

  it("IND-2 agrees with a library of Wilder's seeding from its first value on", () => {
    const theirs = new RSI(14)
    expect(firstKnown(values)).toBe(14)
    agree(
      values,
      all(close).map((value) => theirs.update(value, false)),
      14,
      1e-9
    )
  })

  it("IND-2 agrees with a library of another seeding once the seeds have faded", () => {
    const others = oracle.rsi(all(close), { period: 14 })
    agree(values, others, 200, 0.001)
    agree(values, others, 500, 1e-8)
  })

  it("IND-2 is 50 where nothing moved, 100 where nothing fell, 0 where nothing rose", () => {
    const of = (values: ReadonlyArray<number>) => wholeSeries(rsi(3), { ...flat, close: Float64Array.from(values) })
    expect(all(wholeSeries(rsi(3), flat)[0] ?? new Float64Array()).slice(3, 6)).toEqual([50, 50, 50])
    expect(of([1, 2, 3, 4])[0]?.[3]).toBe(100)
    expect(of([4, 3, 2, 1])[0]?.[3]).toBe(0)
  })
})

describe("stochastic", () => {
  it("IND-3 agrees with a library from its first value on", () => {
    const [k, d] = wholeSeries(stochastic(14, 3, 3), columns)
    const theirs = new StochasticOscillator({ kPeriod: 14, kSlowingPeriod: 3, dPeriod: 3 })
    const results = all(close).map((value, i) =>
      theirs.update({ high: high[i] ?? 0, low: low[i] ?? 0, close: value }, false)
    )
    expect(firstKnown(d)).toBe(17)
    agree(
      k,
      results.map((result) => result?.stochK),
      17,
      1e-9
    )
    agree(
      d,
      results.map((result) => result?.stochD),
      17,
      1e-9
    )
  })

  it("IND-3 agrees, unsmoothed, with another", () => {
    const [k, d] = wholeSeries(stochastic(14, 1, 3), columns)
    const others = oracle.stoch(all(high), all(low), all(close), { kPeriod: 14, dPeriod: 3 })
    agree(k, others.k, 15, 1e-9)
    agree(d, others.d, 15, 1e-9)
  })

  it("IND-3 is at 50 where high and low were the same", () => {
    expect(wholeSeries(stochastic(5, 1, 1), flat)[0]?.[10]).toBe(50)
  })
})

describe("kernels", () => {
  const kernels: ReadonlyArray<readonly [string, Kernel]> = [
    ["MACD", macd(12, 26, 9)],
    ["RSI", rsi(14)],
    ["stochastic", stochastic(14, 3, 3)]
  ]

  it.each(kernels)(
    "IND-4 %s: candle by candle, copied in between, gives the whole series, bit for bit",
    (_, kernel) => {
      const series = wholeSeries(kernel, columns)
      let state = new Float64Array(kernel.size)
      for (let i = 0; i < LENGTH; i++) {
        state = Float64Array.from(JSON.parse(JSON.stringify([...state])) as Array<number>)
        const ready = kernel.next(state, high[i] ?? 0, low[i] ?? 0, close[i] ?? 0)
        expect(ready).toBe(i + 1 >= kernel.warmUp)
        if (ready) series.forEach((column, output) => expect(Object.is(column[i], state[output])).toBe(true))
      }
    }
  )

  it.each(kernels)("IND-4 %s: once settled, where it began no longer matters", (_, kernel) => {
    const from = LENGTH - kernel.settled
    const part = { high: high.slice(from), low: low.slice(from), close: close.slice(from) }
    const whole = wholeSeries(kernel, columns)
    const short = wholeSeries(kernel, part)
    const last = (values: Float64Array | undefined) => values?.at(-1) ?? NaN
    // Closes lie within some hundred ticks of each other: a ten-thousandth of that.
    expect(Math.abs(last(whole[0]) - last(short[0]))).toBeLessThan(0.05)
  })
})

describe("indicators that can't work", () => {
  const problems = (condition: IndicatorCondition) =>
    indicatorProblems({ _tag: "INDICATORS", combine: "ANY", conditions: [condition] })
  const of = { timeframe: "1h", side: "BUY" } as const
  const d = (text: string) => text as never

  it("IND-8 a fast average that is not faster, zones that meet", () => {
    expect(problems(condition({ _tag: "MACD", ...of }))).toEqual([])
    expect(problems(condition({ _tag: "RSI", ...of, oversold: d("40") }))).toEqual([])
    expect(problems(condition({ _tag: "MACD", ...of, fastPeriod: 26 }))).toEqual([
      { field: "start.conditions.0.fastPeriod", message: "must be shorter than the slow average of 26 candles" }
    ])
    expect(problems(condition({ _tag: "RSI", ...of, oversold: d("70") }))[0]?.message).toContain("which begins at 70")
    expect(problems(condition({ _tag: "STOCHASTIC", ...of, overbought: d("10") }))[0]?.field).toBe(
      "start.conditions.0.oversold"
    )
  })

  it("IND-8 none, more than three, a period of nothing: the schema says so", () => {
    const decode = Schema.decodeUnknownResult(StartCondition)
    const start = (conditions: ReadonlyArray<object>) => decode({ _tag: "INDICATORS", combine: "ALL", conditions })
    const one = { _tag: "RSI", timeframe: "15m", side: "SELL" }
    expect(Result.isSuccess(start([one, one, one]))).toBe(true)
    for (const conditions of [[], [one, one, one, one], [{ ...one, period: 0 }], [{ ...one, timeframe: "2m" }]])
      expect(Result.isFailure(start(conditions))).toBe(true)
  })
})

describe("signals", () => {
  const given = (condition: IndicatorCondition, ...values: readonly [number, number, number, number]) =>
    signalOf(condition).given(...values)
  const of = { timeframe: "1m" } as const

  it("IND-5 MACD crosses its signal line", () => {
    expect(given(condition({ _tag: "MACD", ...of, side: "BUY" }), -1, 0, 1, 0)).toBe(true)
    expect(given(condition({ _tag: "MACD", ...of, side: "BUY" }), 0, 0, 1, 0)).toBe(true)
    expect(given(condition({ _tag: "MACD", ...of, side: "BUY" }), 1, 0, 2, 0)).toBe(false)
    expect(given(condition({ _tag: "MACD", ...of, side: "SELL" }), 1, 0, -1, 0)).toBe(true)
    expect(given(condition({ _tag: "MACD", ...of, side: "SELL" }), -1, 0, 1, 0)).toBe(false)
  })

  it("IND-5 RSI leaves 30 upwards, 70 downwards, or the bounds given", () => {
    expect(given(condition({ _tag: "RSI", ...of, side: "BUY" }), 30, 0, 30.1, 0)).toBe(true)
    expect(given(condition({ _tag: "RSI", ...of, side: "BUY" }), 31, 0, 35, 0)).toBe(false)
    expect(given(condition({ _tag: "RSI", ...of, side: "BUY", oversold: "20" as never }), 30, 0, 31, 0)).toBe(false)
    expect(given(condition({ _tag: "RSI", ...of, side: "SELL" }), 70, 0, 69, 0)).toBe(true)
    expect(given(condition({ _tag: "RSI", ...of, side: "SELL" }), 69, 0, 71, 0)).toBe(false)
  })

  it("IND-5 stochastic: %K crosses %D below 20, above 80", () => {
    expect(given(condition({ _tag: "STOCHASTIC", ...of, side: "BUY" }), 10, 12, 16, 14)).toBe(true)
    expect(given(condition({ _tag: "STOCHASTIC", ...of, side: "BUY" }), 30, 32, 36, 34)).toBe(false)
    expect(given(condition({ _tag: "STOCHASTIC", ...of, side: "SELL" }), 90, 88, 84, 86)).toBe(true)
    expect(given(condition({ _tag: "STOCHASTIC", ...of, side: "SELL" }), 60, 58, 54, 56)).toBe(false)
  })

  it("IND-6 need one value more than the first, and ask for as many candles as settle", () => {
    expect(candlesNeeded(condition({ _tag: "MACD", ...of, side: "BUY" }))).toBe(35)
    expect(candlesNeeded(condition({ _tag: "RSI", ...of, side: "BUY" }))).toBe(16)
    expect(candlesNeeded(condition({ _tag: "STOCHASTIC", ...of, side: "BUY" }))).toBe(19)
    expect(candlesWanted(condition({ _tag: "RSI", ...of, side: "BUY" }))).toBe(140)
    expect(candlesWanted(condition({ _tag: "STOCHASTIC", ...of, side: "BUY" }))).toBe(19)
  })
})
