import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, expect, it } from "vitest"
import { dca, makeBot } from "../system/bots.ts"
import { startProcess } from "../system/start.ts"
import { signIn, type Trader, until } from "../system/trader.ts"

const home = mkdtempSync(join(tmpdir(), "tradetower-"))
afterAll(() => {
  for (const folder of [home, `${home}-config`]) rmSync(folder, { recursive: true, force: true })
})

interface Told {
  readonly action?: string
  readonly detail?: string
  readonly text?: string
  readonly severity?: string
}
const restarts = async (trader: Trader) =>
  (await trader.get<ReadonlyArray<Told>>("/api/v1/activity")).filter(({ action }) => action === "system.restart")

const pidOfServer = () =>
  (JSON.parse(readFileSync(join(home, "simulated", "lock.json"), "utf8")) as { pid: number }).pid

it("is started again at its address after a kill, and tells everybody who was ever here", async () => {
  const system = await startProcess("tests/system/supervised.mjs", home, ["--simulate", "--demo", "--port", "0"])
  const [ada, ben] = [await signIn(system.origin, "ada"), await signIn(system.origin, "ben")]
  for (const trader of [ada, ben]) await makeBot(trader, "Goes on", dca(1_000))
  const first = pidOfServer()
  process.kill(first, "SIGKILL")
  const told = await until(
    "ada is told",
    () => restarts(ada).catch(() => []),
    (all) => all.length > 0
  )
  const words = /^TradingTower stopped at \d\d:\d\d and was started again\./
  expect(told).toMatchObject([{ actor: "SYSTEM", detail: expect.stringMatching(words) as string }])
  await until(
    "ben is told, too",
    () => restarts(ben),
    (all) => all.length > 0
  )
  expect(await ada.get("/api/v1/notifications")).toMatchObject([
    { severity: "WARNING", text: expect.stringMatching(words) as string }
  ])
  expect(pidOfServer()).not.toBe(first)
  expect(system.output()).toMatch(/stopped at \d\d:\d\d \(SIGKILL\)\. It is started again/)
  await system.stop()
  expect(system.process.exitCode).toBe(0)
})

it("that is given up tells it when it is started the next time, and of a clean end says nothing", async () => {
  const start = () => startProcess("tests/system/supervised.mjs", home, ["--simulate", "--demo", "--port", "0"])
  const first = await start()
  const before = (await restarts(await signIn(first.origin, "ben"))).length
  // Nobody is left who remembers it: as after five deaths, or a power cut.
  first.process.kill("SIGKILL")
  process.kill(pidOfServer(), "SIGKILL")
  const second = await start()
  const ben = await signIn(second.origin, "ben")
  const told = await until(
    "ben is told",
    () => restarts(ben),
    (all) => all.length > before
  )
  expect(told).toHaveLength(before + 1)
  await second.stop()
  const third = await start()
  expect(await restarts(await signIn(third.origin, "ben"))).toHaveLength(before + 1)
  await third.stop()
})

it("stops at once when told to in the pause before it is started again", async () => {
  const system = await startProcess("tests/system/supervised.mjs", home, ["--simulate", "--demo", "--port", "0"])
  process.kill(pidOfServer(), "SIGKILL")
  await until(
    "the pause",
    () => Promise.resolve(system.output()),
    (output) => output.includes("It is started again")
  )
  await system.stop()
  expect(system.process.exitCode).toBe(0)
})
