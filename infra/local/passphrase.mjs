import { dirname, join, resolve } from "node:path"
import { fileURLToPath, pathToFileURL } from "node:url"
import { install } from "./install.mjs"
import { runNode } from "./run-node.mjs"

/** `npm run passphrase`: sets or forgets the passphrase that signs in. */
const root = resolve(dirname(fileURLToPath(import.meta.url)), "..", "..")
install(root)
runNode(root, [
  `--import=${pathToFileURL(join(root, "infra/local/end-with-parent.mjs")).href}`,
  join(root, "infra/local/src/passphrase/main.ts"),
  ...process.argv.slice(2)
])
