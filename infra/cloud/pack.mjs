import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { dirname, join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { readCommandLine, refuse } from "../command-line.mjs"
import { install } from "../local/install.mjs"
import { buildPart, parts } from "./build.mjs"
import { copyPackages } from "./packages.mjs"

/** What stays outside every bundle: sockets, and the exchanges' files, of which only those in use are loaded. */
const outside = ["ccxt", "ws"]
/** Where a part lies as it is deployed. */
const packed = (root, name) => join(root, "infra", "cloud", "dist", "packed", name)

/** Puts a part together as it is deployed, with the packages that stay outside its bundle; answers with the folder. */
export const packPart = (root, name, into = packed(root, name)) => {
  const main = buildPart(root, name)
  rmSync(into, { recursive: true, force: true })
  cpSync(dirname(main), into, { recursive: true })
  copyPackages(root, name === "functions" ? ["@azure/functions", ...outside] : outside, into)
  if (name !== "functions") return into
  // What Azure's host of functions looks for.
  cpSync(join(root, "api", "host.json"), join(into, "host.json"))
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"))
  const manifest = { name: "tradetower-api", version, private: true, type: "module", main: "main.mjs" }
  writeFileSync(join(into, "package.json"), JSON.stringify(manifest))
  return into
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = resolve(dirname(fileURLToPath(import.meta.url)), "..", "..")
  const { positionals } = readCommandLine({
    help: `Puts a part together as it is deployed, with its packages, and prints the folder.

  node infra/cloud/pack.mjs PART   ${parts.join(", ")}`,
    allowPositionals: true
  })
  const [name = "", ...more] = positionals
  if (!parts.includes(name) || more.length > 0) refuse(`Say which part, one: ${parts.join(", ")}.`)
  install(root)
  console.log(packPart(root, name))
}
