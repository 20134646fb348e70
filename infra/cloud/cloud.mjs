import { dirname, join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { install } from "../local/install.mjs"
import { runNode } from "../local/run-node.mjs"

/** `npm run cloud`: installs what is missing, and starts the distributed system with stand-ins for the services. */
const root = resolve(dirname(fileURLToPath(import.meta.url)), "..", "..")
install(root)
runNode(root, ["--conditions=source", join(root, "tests/cloud/main.ts"), ...process.argv.slice(2)])
