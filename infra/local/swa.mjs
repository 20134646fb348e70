import { spawn } from "node:child_process"
import { dirname, join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { buildSite } from "./build-site.mjs"
import { install, nodeIn } from "./install.mjs"

/** `npm run swa`: as `npm start`, with the Static Web Apps CLI in front. */
const root = resolve(dirname(fileURLToPath(import.meta.url)), "..", "..")
install(root)
// The CLI is in front of the pages alone: live messages come from the port behind it.
buildSite(root, "ws://127.0.0.1:*")
const child = spawn(nodeIn(root), [join(root, "infra/local/src/swa/main.ts"), ...process.argv.slice(2)], {
  stdio: "inherit"
})
process.on("SIGINT", () => {
  if (!process.stdin.isTTY) child.kill("SIGINT")
})
process.on("SIGTERM", () => child.kill("SIGTERM"))
child.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGINT" ? 130 : 143)))
