import { spawnSync } from "node:child_process"
import { existsSync } from "node:fs"
import { dirname, join } from "node:path"
import { fileURLToPath } from "node:url"
import { memoryFlags } from "./memory-flags.mjs"
import { supervise } from "./supervise.mjs"

/**
 * What the archive of `npm run package` is started by: `node infra/local/tradetower.mjs [COMMAND] ...`, with the commands of
 * its package.json. Nothing is installed or built, unless the Node that runs this is too old for the server.
 */
const here = dirname(fileURLToPath(import.meta.url))
const root = join(here, "..", "..")
/** The first Node whose SQLite and module hooks do. */
const [LEAST, MINOR] = [22, 16]
/** The one that is fetched where there is only an older one. */
const FETCHED = "24"

const does = (version) => {
  const [major, minor] = version.split(".").map(Number)
  return major > LEAST || (major === LEAST && minor >= MINOR)
}

/** A Node that will do: the one that runs this, or one fetched beside the archive's files, once. */
const node = () => {
  const { node: version } = process.versions
  if (does(version)) return process.execPath
  const folder = join(root, ".node")
  const fetched = join(folder, "node_modules", "node", "bin", process.platform === "win32" ? "node.exe" : "node")
  if (existsSync(fetched)) return fetched
  console.log(
    `This is Node ${version}; ${LEAST}.${MINOR} or newer is needed. Fetching Node ${FETCHED} from npm, once ...`
  )
  const { stderr } = spawnSync("npm", ["install", "--prefix", folder, "--no-audit", "--no-fund", `node@${FETCHED}`], {
    encoding: "utf8",
    shell: process.platform === "win32"
  })
  if (existsSync(fetched)) return fetched
  console.error(`${stderr ?? ""}\nThat failed. Install Node ${FETCHED} from https://nodejs.org and start again.`.trim())
  return process.exit(1)
}

const server = join(here, "dist")
const [asked, ...rest] = process.argv.slice(2)
const words = asked === "start" ? rest : process.argv.slice(2)
/** Node 22 says of its SQLite that it may change; this is what was tried. */
const quiet = ["--disable-warning=ExperimentalWarning"]
const named = ["passphrase", "backup", "restore", "backtest"].includes(asked)

if (named) {
  const args = [...quiet, join(server, `${asked}.mjs`), ...rest]
  process.exit(spawnSync(node(), args, { stdio: "inherit" }).status ?? 1)
} else
  supervise({
    node: node(),
    args: [...quiet, ...memoryFlags, ...process.execArgv, join(server, "main.mjs"), ...words],
    // Where that Node can be told so only by its environment.
    env: { NODE_COMPILE_CACHE: join(root, ".compiled"), NODE_USE_ENV_PROXY: "1" }
  })
