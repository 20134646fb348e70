import { dirname, join, resolve } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { install } from "./install.mjs"
import { runNode } from "./run-node.mjs"

/** `node command.mjs MODULE ...`: one of the small commands of `src`, such as `passphrase/main.ts`, in this terminal. */
const root = resolve(dirname(fileURLToPath(import.meta.url)), "..", "..")
const [module, ...rest] = process.argv.slice(2)
install(root)
runNode(root, [
  `--import=${pathToFileURL(join(root, "infra/local/end-with-parent.mjs")).href}`,
  join(root, "infra/local/src", module),
  ...rest
])
