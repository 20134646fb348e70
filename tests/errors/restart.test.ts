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

it("is started again at its address after a kill, and tells whoever has a bot", async () => {
  const system = await startProcess("tests/system/supervised.mjs", home, ["--simulate", "--demo", "--port", "0"])
  const [ada, ben] = [await signIn(system.origin, "ada"), await signIn(system.origin, "ben")]
  await makeBot(ada, "Goes on", dca(1_000))
  const pidOfServer = () =>
    (JSON.parse(readFileSync(join(home, "simulated", "lock.json"), "utf8")) as { pid: number }).pid
  const first = pidOfServer()
  process.kill(first, "SIGKILL")
  const told = await until(
    "ada is told",
    () => restarts(ada).catch(() => []),
    (all) => all.length > 0
  )
  const words = /^TradingTower stopped at \d\d:\d\d and was started again\./
  expect(told).toMatchObject([{ actor: "SYSTEM", detail: expect.stringMatching(words) as string }])
  expect(await ada.get("/api/v1/notifications")).toMatchObject([
    { severity: "WARNING", text: expect.stringMatching(words) as string }
  ])
  expect(await restarts(ben)).toEqual([])
  expect(pidOfServer()).not.toBe(first)
  expect(system.output()).toMatch(/stopped at \d\d:\d\d \(SIGKILL\)\. It is started again/)
  await system.stop()
  expect(system.process.exitCode).toBe(0)
})
