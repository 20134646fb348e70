import { rmSync } from "node:fs"
import { dirname, join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { rolldown } from "rolldown"
import { bundle } from "./backtest-files.mjs"
import { bundledThreads, threadFile } from "./bundled-threads.mjs"

/** Bundles the backtester: run by `backtest.mjs` in a process of its own. What is seldom needed stays in parts of its own. */
const root = resolve(dirname(fileURLToPath(import.meta.url)), "..", "..")
const folder = join(root, bundle)

rmSync(folder, { recursive: true, force: true })
const targets = [
  { input: "backtest/src/shell/main.ts", output: { dir: folder, entryFileNames: "main.mjs" } },
  {
    input: "backtest/src/simulation/simulation-worker.ts",
    output: { file: join(folder, threadFile("simulation-worker.ts")), codeSplitting: false }
  }
]
for (const { input, output } of targets) {
  const built = await rolldown({
    input: join(root, input),
    platform: "node",
    external: ["@azure/functions", "ws"],
    plugins: [bundledThreads],
    resolve: { conditionNames: ["source", "import", "node", "default"] },
    logLevel: "silent"
  })
  await built.write({ format: "esm", ...output })
  await built.close()
}
