import { dirname, join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { buildServer } from "./build-server.mjs"
import { buildSite } from "./build-site.mjs"
import { install, nodeIn } from "./install.mjs"
import { memoryFlags } from "./memory-flags.mjs"
import { supervise } from "./supervise.mjs"

/** `npm start`: installs and builds what is missing, then runs everything in one process. Any Node from 20 on will do. */
const root = resolve(dirname(fileURLToPath(import.meta.url)), "..", "..")

install(root)
const helpOnly = process.argv.includes("--help")
if (!helpOnly) buildSite(root)
const main = helpOnly ? join(root, "infra/local/src/main.ts") : buildServer(root)

supervise({
  node: Number(process.versions.node.split(".")[0]) >= 24 ? process.execPath : nodeIn(root),
  args: [...memoryFlags, ...process.execArgv, main, ...process.argv.slice(2)],
  env: { NODE_COMPILE_CACHE: join(root, ".build", "compiled") }
})
