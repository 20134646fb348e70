import { rmSync } from "node:fs"
import { dirname, join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { rolldown } from "rolldown"
import { bundle } from "./backtest-files.mjs"

/** Bundles the backtester: run by `backtest.mjs` in a process of its own. What is seldom needed stays in parts of its own. */
const root = resolve(dirname(fileURLToPath(import.meta.url)), "..", "..")
const folder = join(root, bundle)

rmSync(folder, { recursive: true, force: true })
const targets = [
  { input: "backtest/src/shell/main.ts", output: { dir: folder, entryFileNames: "main.mjs" } },
  // Begun by its address, so it keeps its name.
  {
    input: "backtest/src/simulation/simulation-worker.ts",
    output: { file: join(folder, "simulation-worker.ts"), codeSplitting: false }
  }
]
for (const { input, output } of targets) {
  const built = await rolldown({
    input: join(root, input),
    platform: "node",
    external: ["@azure/functions", "ws"],
    resolve: { conditionNames: ["source", "import", "node", "default"] },
    logLevel: "silent"
  })
  await built.write({ format: "esm", ...output })
  await built.close()
}
