import { dirname, join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { buildSite } from "./build-site.mjs"
import { install } from "./install.mjs"
import { runNode } from "./run-node.mjs"

/** `npm run swa`: as `npm start`, with the Static Web Apps CLI in front. */
const root = resolve(dirname(fileURLToPath(import.meta.url)), "..", "..")
install(root)
// The CLI is in front of the pages alone: live messages come from the port behind it.
if (!process.argv.includes("--help")) buildSite(root, "ws://127.0.0.1:*")
runNode(root, [join(root, "infra/local/src/swa/main.ts"), ...process.argv.slice(2)])
