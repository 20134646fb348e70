import { dirname, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { buildServer } from "./build-server.mjs"
import { buildSite } from "./build-site.mjs"

/** `npm run build`: what `npm start` builds, the site and the server, where their sources changed. */
const root = resolve(dirname(fileURLToPath(import.meta.url)), "..", "..")
buildSite(root)
if (buildServer(root).endsWith(".ts")) process.exitCode = 1
