import { spawn } from "node:child_process"
import module from "node:module"
import { dirname, join, resolve } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { buildServer } from "./build-server.mjs"
import { buildSite } from "./build-site.mjs"
import { install, nodeIn } from "./install.mjs"

/** `npm start`: installs and builds what is missing, then runs everything in one process. Any Node from 20 on will do. */
const root = resolve(dirname(fileURLToPath(import.meta.url)), "..", "..")
const compiled = join(root, ".build", "compiled")

install(root)
const helpOnly = process.argv.includes("--help")
if (!helpOnly) buildSite(root)
const main = helpOnly ? join(root, "infra/local/src/main.ts") : buildServer(root)

if (Number(process.versions.node.split(".")[0]) >= 24) {
  module.enableCompileCache(compiled)
  await import(pathToFileURL(main).href)
} else {
  const child = spawn(nodeIn(root), [...process.execArgv, main, ...process.argv.slice(2)], {
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    env: { ...process.env, NODE_COMPILE_CACHE: compiled }
  })
  // From a terminal the child gets the same Ctrl-C by itself; from anywhere else it is passed on.
  process.on("SIGINT", () => {
    if (!process.stdin.isTTY) child.kill("SIGINT")
  })
  process.on("SIGTERM", () => child.kill("SIGTERM"))
  child.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGINT" ? 130 : 143)))
}
