import { spawn } from "node:child_process"
import module from "node:module"
import { dirname, join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { buildSite } from "./build.mjs"
import { install, nodeIn } from "./install.mjs"

/** `npm start`: installs and builds what is missing, then runs everything in one process. Any Node from 20 on will do. */
const root = resolve(dirname(fileURLToPath(import.meta.url)), "..", "..")
const main = join(root, "infra", "local", "src", "main.ts")
const helpOnly = process.argv.includes("--help")

install(root)
if (!helpOnly) buildSite(root)

if (Number(process.versions.node.split(".")[0]) >= 24) {
  module.enableCompileCache(join(root, ".build", "compiled"))
  await import(main)
} else {
  const child = spawn(nodeIn(root), [main, ...process.argv.slice(2)], {
    stdio: ["inherit", "inherit", "inherit", "ipc"],
    env: { ...process.env, NODE_COMPILE_CACHE: join(root, ".build", "compiled") }
  })
  // The child stops by itself: from a terminal it gets the same Ctrl-C, from anywhere else it is passed on.
  process.on("SIGINT", () => {
    if (!process.stdin.isTTY) child.kill("SIGINT")
  })
  process.on("SIGTERM", () => child.kill("SIGTERM"))
  child.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGINT" ? 130 : 143)))
}
