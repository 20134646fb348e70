import { expect, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import { TenantId } from "@tradetower/domain/ids"
import { CANDLE_CSV_HEADER, type Symbol } from "@tradetower/domain/market"
import { Simulations } from "./simulations.ts"

const tenant = TenantId.make("ada")
const file = (rows: number) => {
  const lines = Array.from({ length: rows }, (_, i) => `${1_700_000_040_000 + i * 60_000},1,2,0.5,1.5,3`)
  const bytes = new TextEncoder().encode([CANDLE_CSV_HEADER, ...lines].join("\n")).slice()
  return { symbol: "X-USD" as Symbol, format: "csv", bytes } as const
}

it.effect("a file that takes too long to read is given up, and the next one is read", () =>
  Effect.gen(function* () {
    const { read } = yield* Simulations
    const long = yield* Effect.forkChild(Effect.flip(read(tenant, file(500_000))))
    yield* Effect.yieldNow
    yield* TestClock.adjust("2 minutes")
    expect((yield* Fiber.join(long)).message).toMatch(/^The file takes more than 2 minutes to read/)
    expect((yield* read(tenant, file(2))).series.length).toBe(2)
  }).pipe(Effect.provide(Simulations.layer))
)
