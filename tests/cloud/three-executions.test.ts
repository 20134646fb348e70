import { ConfigProvider, Effect, Fiber, Layer, ManagedRuntime } from "effect"
import { it } from "vitest"
import { everyTenant, Orders, queryAll, slotOf } from "@tradetower/platform"
import { platformOf } from "../../infra/cloud/src/platform.ts"
import {
  addAccounts,
  asked,
  askFor,
  type Deeds,
  expectExactBooks,
  expectNobodyElses,
  filled,
  hearFills,
  isSettled,
  SHARES,
  type Told,
  type Turn
} from "../shares/paper-orders.fixture.ts"
import { until } from "../system/trader.ts"
import { run, type Running } from "./process.ts"

/** How long a member of the group may be silent, ms, as in the product. */
const TIME = 9_000

const readEnvironment = (line: string): Readonly<Record<string, string>> | undefined =>
  line.startsWith("{") ? (JSON.parse(line) as Readonly<Record<string, string>>) : undefined

/** From when to when a process had an item, ms: until it said that it ends, or was stopped. */
const turnsOf = ({ output }: Running, stoppedAt = Infinity) => {
  const turns: Array<Turn> = []
  for (const line of output().split("\n")) {
    const [at = "", what, item = ""] = line.split(" ")
    if (what === "takes") turns.push({ item, from: Number(at), to: Infinity })
    const open = turns.findLast((turn) => turn.item === item && turn.to === Infinity)
    if (what === "ends" && open !== undefined) open.to = Number(at)
  }
  // One that was frozen could do nothing from then on but find out.
  return turns.map((turn) => (turn.from < stoppedAt && turn.to > stoppedAt ? { ...turn, to: stoppedAt } : turn))
}
/** What a process had, and what it placed when; `stoppedAt` as above. */
const deedsOf = (process: Running, stoppedAt?: number): Deeds => ({
  turns: turnsOf(process, stoppedAt),
  placed: process
    .output()
    .split("\n")
    .flatMap((line) => {
      const [at, what, id = ""] = line.split(" ")
      return what === "places" ? [{ id, at: Number(at) }] : []
    })
})
const holds = (process: Running) => turnsOf(process).filter(({ to }) => to === Infinity).length

it("EXEC-40 three executions share 300 paper accounts: one is killed, one is frozen and wakes, and nothing is lost, doubled or held twice", async () => {
  const shares = { TRADETOWER_EXECUTION_SHARES: String(SHARES) }
  const services = run("tests/standins/azure/main.ts", shares)
  const env = { ...(await services.says(readEnvironment)), ...shares }
  const runtime = ManagedRuntime.make(
    Layer.provide(platformOf({ role: "a test", logs: "off" }), ConfigProvider.layer(ConfigProvider.fromEnv({ env })))
  )
  const told: Told = new Map()
  const all: Array<Running> = []
  const start = () => {
    const process = run("tests/cloud/shared-execution.ts", { ...env, TIME: String(TIME) })
    all.push(process)
    return process
  }
  try {
    await runtime.runPromise(addAccounts)
    const hearing = runtime.runFork(hearFills(told))
    const [first, second, third] = [start(), start(), start()]
    // Each has its part: so many shares, and the venue that is recorded.
    await until(
      "all is shared",
      async () => [first, second, third].map(holds),
      (counts) => Math.min(...counts) > 0 && counts.reduce((sum, count) => sum + count) === SHARES + 1
    )

    const PART = 20
    const shuffled = asked.toSorted((a, b) => (slotOf(a.id) % 97) - (slotOf(b.id) % 97))
    let sent = 0
    const sendMore = async (upTo: number) => {
      for (; sent < upTo; sent += PART) {
        await runtime.runPromise(askFor(shuffled.slice(sent, sent + PART)))
        await new Promise((resume) => setTimeout(resume, 25))
      }
    }
    await sendMore(300)
    first.child.kill("SIGKILL")
    const killedAt = Date.now()
    await sendMore(500)
    const orphaned = turnsOf(first, killedAt).filter(({ to }) => to === killedAt)
    const takenOver = (from: number, items: ReadonlyArray<{ readonly item: string }>, by: ReadonlyArray<Running>) =>
      until(
        "taken over",
        async () =>
          items.map(({ item }) =>
            by.flatMap((one) => turnsOf(one)).find((turn) => turn.item === item && turn.from >= from)
          ),
        (found) => found.every((turn) => turn !== undefined)
      ).then((found) => Math.max(0, ...found.map((turn) => (turn?.from ?? 0) - from)))
    console.log(
      `${orphaned.length} items of a killed process were another's after ${await takenOver(killedAt, orphaned, [second, third])} ms`
    )

    second.tell("pause")
    const pausedAt = await second.says((line) => (line.endsWith(" pauses") ? Number.parseInt(line, 10) : undefined))
    await sendMore(900)
    const frozen = turnsOf(second, pausedAt).filter(({ to }) => to === pausedAt)
    console.log(
      `${frozen.length} items of a frozen process were another's after ${await takenOver(pausedAt, frozen, [third])} ms`
    )
    second.child.kill("SIGCONT")
    const wokenAt = Date.now()
    await sendMore(asked.length)
    // It has its part again, of what the third had taken over.
    await until(
      "the woken one has its part again",
      async () => turnsOf(second).filter(({ from }) => from > wokenAt).length,
      (count) => count >= 3
    )

    const records = await until(
      "every order rests or is filled",
      () => runtime.runPromise(queryAll(Orders, everyTenant("a test looks"))),
      isSettled
    )
    await until(
      "every fill is told",
      async () => [...told.values()].reduce((sum, trades) => sum + trades.size, 0),
      (count) => count >= filled
    )
    for (const { child } of all) child.kill("SIGKILL")
    await Promise.all(all.map(({ ended }) => ended))
    await runtime.runPromise(Fiber.interrupt(hearing))
    expectNobodyElses([deedsOf(first, killedAt), deedsOf(second, pausedAt), deedsOf(third)])
    await runtime.runPromise(Effect.scoped(expectExactBooks(records, told)))
  } finally {
    for (const { child } of all) child.kill("SIGKILL")
    await Promise.all(all.map(({ ended }) => ended))
    await runtime.dispose()
    await services.stop()
  }
})
