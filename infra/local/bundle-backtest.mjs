import { rmSync } from "node:fs"
import { dirname, join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { bundle as folder } from "./backtest-files.mjs"
import { bundle, whole } from "./bundle.mjs"
import { threadFile } from "./bundled-threads.mjs"

/** Bundles the backtester: run by `backtest.mjs` in a process of its own. What is seldom needed stays in parts of its own. */
const root = resolve(dirname(fileURLToPath(import.meta.url)), "..", "..")
const put = join(root, folder)

rmSync(put, { recursive: true, force: true })
await bundle(join(root, "backtest/src/shell/main.ts"), { dir: put, entryFileNames: "main.mjs" })
const thread = "backtest/src/simulation/simulation-worker.ts"
await bundle(join(root, thread), whole(join(put, threadFile(thread))))
