import { afterAll, describe, expect, it } from "vitest"
import { CANDLE_CSV_HEADER, type Symbol } from "@tradetower/domain/market"
import { SimulationThread } from "./simulation-thread.ts"

const thread = new SimulationThread()
afterAll(() => thread.end())
const symbol = "X-USD" as Symbol
const lines = [CANDLE_CSV_HEADER, "1700000040000,1,2,0.5,1.5,3", "1700000100000,1,2,0.5,1.5,3"].join("\n")

describe("a file that a thread reads", () => {
  it("goes over without being copied, unless others share its memory", async () => {
    const own = new TextEncoder().encode(lines).slice()
    const read = thread.run({ _tag: "Import", symbol, format: "csv", bytes: own })
    expect(own.byteLength).toBe(0)
    expect((await read).series.length).toBe(2)
    const part = new Uint8Array(new TextEncoder().encode(` ${lines}`).slice().buffer, 1)
    const again = thread.run({ _tag: "Import", symbol, format: "csv", bytes: part })
    expect(part.byteLength).toBe(lines.length)
    expect((await again).series.length).toBe(2)
  })
})
