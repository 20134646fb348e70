import { readdirSync, readFileSync } from "node:fs"
import { availableParallelism, getPriority } from "node:os"
import { afterAll, describe, expect, it } from "vitest"
import { CANDLE_CSV_HEADER, type Symbol } from "@tradetower/domain/market"
import { SimulationThread, sweepThreads } from "./simulation-thread.ts"

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

/** How far back each thread of this process stands: 0 is as usual, 19 is last. */
const nices = () =>
  readdirSync("/proc/self/task").map((id) =>
    // The name of a thread, in brackets, can have blanks; the 19th of what is told is 16 behind it.
    Number(readFileSync(`/proc/self/task/${id}/stat`, "utf8").split(") ").at(-1)?.split(" ")[16])
  )

describe.runIf(process.platform === "linux")("the threads of a sweep", () => {
  it("are as many as cores, and step back for everything else in the process", async () => {
    const threads = sweepThreads()
    expect(threads).toHaveLength(availableParallelism())
    const usual = getPriority()
    const back = () => nices().filter((nice) => nice > usual).length
    expect(back()).toBe(0)
    await Promise.all(
      threads.map((each) =>
        each.run({ _tag: "Import", symbol, format: "csv", bytes: new TextEncoder().encode(lines).slice() })
      )
    )
    expect(back()).toBe(threads.length)
    await Promise.all(threads.map((each) => each.end()))
    expect(back()).toBe(0)
  })
})
