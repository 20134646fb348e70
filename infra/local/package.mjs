import { dirname, join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { readCommandLine } from "../command-line.mjs"
import { buildSite } from "./build-site.mjs"
import { install } from "./install.mjs"
import { runNode } from "./run-node.mjs"

/** `npm run package`: one archive that starts without installing or building. */
readCommandLine({
  help: `Makes one archive, dist/tradetower-VERSION.tar.gz, with the server and the site built: unpacked, it starts on
Node 22.16 or newer without installing anything. See docs/self-hosting.md.

  npm run package`
})
const root = resolve(dirname(fileURLToPath(import.meta.url)), "..", "..")
install(root)
buildSite(root)
runNode(root, [join(root, "infra/local/make-archive.mjs")])
