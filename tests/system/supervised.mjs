import { resolve } from "node:path"
import { supervise } from "../../infra/local/supervise.mjs"

/** The product under its supervisor, as `npm start` runs it once everything is built. */
const main = resolve(import.meta.dirname, "../../infra/local/dist/main.mjs")
supervise({ node: process.execPath, args: [main, ...process.argv.slice(2)], env: {} })
