import { globSync, readFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { expect, it } from "vitest"
import { bundledThreads, threadFile, threadsOf } from "../bundled-threads.mjs"

const root = resolve(import.meta.dirname, "../../..")
const beginners = globSync("{api,backtest,execution,realtime,infra/platform,infra/local}/src/**/*.ts", { cwd: root })
  .filter((path) => !path.endsWith(".test.ts"))
  .map((path) => ({ path, text: readFileSync(join(root, path), "utf8") }))
  .filter(({ text }) => text.includes("new Worker("))

it.each(beginners)("$path begins its thread by the file it is bundled into", ({ text }) => {
  const [thread = "none"] = threadsOf(text)
  const bundled = bundledThreads.transform(text)
  expect(bundled).toContain(`new Worker(new URL("./${threadFile(thread)}", import.meta.url)`)
})
