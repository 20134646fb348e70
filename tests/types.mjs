import { execSync, spawnSync } from "node:child_process"

/**
 * `npm run typecheck`: checks the types, and what Effect asks for besides, in one go. The compiler is `@typescript/native`
 * as installed, built with Effect's checks in it. What hasn't changed since the last time isn't looked at again.
 */
const compiler = execSync("effect-tsgo get-exe-path", { encoding: "utf8" }).trim()
const { error, status } = spawnSync(
  compiler,
  ["-p", "tsconfig.json", "--incremental", "--tsBuildInfoFile", ".build/types.json"],
  { stdio: "inherit" }
)
if (error !== undefined) throw error
process.exitCode = status ?? 1
