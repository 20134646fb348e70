import { connect } from "node:net"
import { monitorEventLoopDelay } from "node:perf_hooks"
import { createInterface } from "node:readline"
import type { Heard, Told } from "./shifted-process.ts"

/**
 * The product, in a process whose clocks are shifted as it is told at the port `CLOCK_CONTROL`; whenever it is told
 * something it answers with what it has taken since.
 */
const shift = { wall: 0, monotonic: 0 }

const wall = Date.now
Date.now = () => wall() + shift.wall
globalThis.Date = new Proxy(Date, {
  apply: () => new Date().toString(),
  // Passed on as it came, in whichever of its forms.
  construct: (target, given: [] | [number]) => (given.length === 0 ? new target(Date.now()) : new target(...given))
})
const { performance, process } = globalThis
const ran = performance.now.bind(performance)
performance.now = () => ran() + shift.monotonic
const counted = process.hrtime.bigint.bind(process.hrtime)
const nanos = () => counted() + BigInt(Math.round(shift.monotonic * 1e6))
const billion = 1_000_000_000n
process.hrtime = Object.assign(
  (since: readonly [number, number] = [0, 0]): [number, number] => {
    const past = nanos() - BigInt(since[0]) * billion - BigInt(since[1])
    return [Number(past / billion), Number(past % billion)]
  },
  { bigint: nanos }
)

const delay = monitorEventLoopDelay({ resolution: 5 })
delay.enable()
const control = connect(Number(process.env["CLOCK_CONTROL"]), "127.0.0.1")
control.unref()
createInterface({ input: control }).on("line", (line) => {
  const { monotonic, wall } = JSON.parse(line) as Told
  shift.wall += wall
  shift.monotonic += monotonic
  const heard: Heard = { stall: delay.max / 1e6, rss: process.resourceUsage().maxRSS / 1_024 }
  delay.reset()
  control.write(`${JSON.stringify(heard)}\n`)
})

await import("../../infra/local/src/main.ts")
