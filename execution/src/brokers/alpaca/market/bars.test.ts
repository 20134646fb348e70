import { expect, it } from "@effect/vitest"
import { Effect, Option } from "effect"
import { instrumentOf } from "../instruments.ts"
import { type Rest, readable } from "../rest.ts"
import { barsOf } from "./bars.ts"

const MINUTE = 60_000

const at = Date.parse("2026-11-27T15:00:00Z")
const listed = (...pages: ReadonlyArray<object>) => {
  const instrument = instrumentOf("KO", "us_equity")
  if (instrument === undefined) throw new Error("KO")
  let asked = 0
  const get: Rest["get"] = (_, schema) =>
    Effect.map(readable(schema, Option.some(pages[asked++ % pages.length])), Option.some)
  return Effect.map(barsOf({ get } as unknown as Rest, "iex", instrument, at, at + MINUTE), (bars) => [
    bars.length,
    asked
  ])
}
const bar = { t: "2026-11-27T15:00:00Z", o: "61.25", h: "61.25", l: "61.25", c: "61.25", v: "5" }

it.effect("candles are listed until there are no more, whatever is said to come next", () =>
  Effect.gen(function* () {
    const bars = { KO: [bar] }
    expect(yield* listed({ bars, next_page_token: "" })).toEqual([1, 1])
    expect(yield* listed({ bars, next_page_token: "A" }, { bars, next_page_token: "B" })).toEqual([1, 3])
    expect(yield* listed({ bars: { KO: null }, next_page_token: null })).toEqual([0, 1])
  })
)

it.effect("no candle is made of what can't be one", () =>
  Effect.gen(function* () {
    for (const odd of [{ l: "0" }, { o: "-1" }, { t: "2026-13-45T99:99:99Z" }])
      expect(yield* Effect.flip(listed({ bars: { KO: [{ ...bar, ...odd }] } }))).toMatchObject({ retryable: true })
  })
)
