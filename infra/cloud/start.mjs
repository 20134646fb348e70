import { dirname, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { readCommandLine, refuse } from "../command-line.mjs"
import { install } from "../local/install.mjs"
import { runNode } from "../local/run-node.mjs"
import { buildPart } from "./build.mjs"

/** `npm run start:azure -- --part NAME`: one part of the system as it runs on Azure, on the services the environment names. */
const startable = {
  functions: "functions-here",
  execution: "execution",
  realtime: "realtime",
  simulations: "simulations"
}
const names = Object.keys(startable)

const { part } = readCommandLine({
  help: `One part of the system as it runs on Azure, on the services that the environment names; docs/azure.md lists what is read.

  npm run start:azure -- --part NAME   ${names.join(", ")}`,
  options: { part: { type: "string" } }
}).values
const name = startable[part]
if (name === undefined) refuse(`Say which part: npm run start:azure -- --part ${names.join("|")}`)
const root = resolve(dirname(fileURLToPath(import.meta.url)), "..", "..")
install(root)
runNode(root, [buildPart(root, name)])
