import { spawn } from "node:child_process"
import { dirname, join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { install, nodeIn } from "./install.mjs"

/** `npm run passphrase`: sets or forgets the passphrase that signs in. */
const root = resolve(dirname(fileURLToPath(import.meta.url)), "..", "..")
install(root)
const child = spawn(nodeIn(root), [join(root, "infra/local/src/passphrase/main.ts"), ...process.argv.slice(2)], {
  stdio: "inherit"
})
child.on("exit", (code) => process.exit(code ?? 1))
