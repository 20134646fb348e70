import { spawnSync } from "node:child_process"
import { readFileSync, statSync, writeFileSync } from "node:fs"
import module from "node:module"
import { dirname, join, resolve } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { bundle, inputs } from "./backtest-files.mjs"
import { install, nodeIn } from "./install.mjs"
import { oneAtATime } from "./one-at-a-time.mjs"
import { filesUnder } from "./stamp.mjs"

/** `npm run backtest`: bundles the backtester when its sources changed, then runs it in this process. */
const root = resolve(dirname(fileURLToPath(import.meta.url)), "..", "..")
const main = join(root, bundle, "main.mjs")
const stamp = join(root, bundle, "made-of")

/** Names, sizes and times: reading every source would take longer than a backtest. */
const madeOf = () =>
  inputs
    .flatMap((path) => filesUnder(root, path))
    .map((path) => {
      const { mtimeMs, size } = statSync(join(root, path))
      return `${path} ${size} ${mtimeMs}`
    })
    .join("\n")

const last = () => {
  try {
    return readFileSync(stamp, "utf8")
  } catch {
    return undefined
  }
}

const now = madeOf()
if (last() !== now) {
  install(root)
  oneAtATime(root, () => {
    if (last() === now) return
    const { status, stderr } = spawnSync(nodeIn(root), [join(root, "infra/local/bundle-backtest.mjs")], {
      encoding: "utf8"
    })
    if (status !== 0) {
      console.error(`The backtester could not be put together.\n${stderr ?? ""}`.trim())
      process.exit(1)
    }
    writeFileSync(stamp, now)
  })
}
module.enableCompileCache?.(join(root, ".build", "compiled"))
await import(pathToFileURL(main).href)
