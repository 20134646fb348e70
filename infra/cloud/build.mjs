import { spawnSync } from "node:child_process"
import { dirname, join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { code } from "../local/build-server.mjs"
import { readCommandLine, refuse } from "../command-line.mjs"
import { install, nodeIn } from "../local/install.mjs"
import { oneAtATime } from "../local/one-at-a-time.mjs"
import { hashOf, stamp } from "../local/stamp.mjs"

const inputs = [
  ...code,
  "infra/cloud/build.mjs",
  "infra/cloud/src",
  "infra/resources",
  "package-lock.json",
  "infra/local/bundle.mjs",
  "infra/local/bundle-server.mjs",
  "infra/local/bundled-threads.mjs"
]

/** What runs on Azure, each a process of its own; `functions-here` is `functions` under our own host. */
export const parts = ["functions", "functions-here", "execution", "realtime", "simulations"]

/**
 * Puts one part into a folder when its sources changed, beside the threads it may start; answers with the file to run. Each
 * of Azure's SDKs has a file of its own, which is loaded when it is first used.
 */
export const buildPart = (root, name) => {
  const into = `infra/cloud/dist/${name}`
  const main = `${into}/main.mjs`
  const last = stamp(root, `cloud-${name}`, main)
  const now = hashOf(root, inputs)
  if (last.made(now)) return join(root, main)
  return oneAtATime(root, () => {
    if (last.made(now)) return join(root, main)
    const { status, stderr } = spawnSync(
      nodeIn(root),
      [join(root, "infra/local/bundle-server.mjs"), `infra/cloud/src/${name}.ts`, into, "--split"],
      { encoding: "utf8" }
    )
    if (status !== 0) throw new Error(`${name} could not be put together:\n${stderr}`)
    last.write(now)
    return join(root, main)
  })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = resolve(dirname(fileURLToPath(import.meta.url)), "..", "..")
  const { positionals: names } = readCommandLine({
    help: `Puts parts together as they run on Azure, and prints the file of each.

  npm run build:azure -- NAME ...   ${parts.join(", ")}; all of them without a name`,
    allowPositionals: true
  })
  const unknown = names.filter((name) => !parts.includes(name))
  if (unknown.length > 0)
    refuse(`There is no part ${unknown.join(", ")}: choose from ${parts.join(", ")}, or none for all of them.`)
  install(root)
  for (const name of names.length === 0 ? parts : names) console.log(buildPart(root, name))
}
