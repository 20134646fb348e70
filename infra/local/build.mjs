import { dirname, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { buildServer } from "./build-server.mjs"
import { buildSite } from "./build-site.mjs"
import { readCommandLine } from "../command-line.mjs"

/** `npm run build`: what `npm start` builds, the site and the server, where their sources changed. */
readCommandLine({
  help: `Builds the site and the server where their sources changed.

  npm run build`
})
const root = resolve(dirname(fileURLToPath(import.meta.url)), "..", "..")
buildSite(root)
if (buildServer(root).endsWith(".ts")) process.exitCode = 1
