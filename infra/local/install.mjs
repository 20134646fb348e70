import { spawnSync } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { oneAtATime } from "./one-at-a-time.mjs"

/** The packages a lock file names, by path, with what tells whether they are the same. */
const packagesIn = (file) => {
  try {
    return JSON.parse(readFileSync(file, "utf8")).packages ?? {}
  } catch {
    return undefined
  }
}

/**
 * Whether `node_modules` holds what `package-lock.json` asks for, by npm's own record of what it put there.
 * Optional packages may be missing: they are for other machines.
 */
export const installed = (root) => {
  const wanted = packagesIn(join(root, "package-lock.json"))
  const present = packagesIn(join(root, "node_modules", ".package-lock.json"))
  if (wanted === undefined || present === undefined || !existsSync(nodeIn(root))) return false
  return Object.entries(wanted).every(([path, entry]) => {
    if (!path.startsWith("node_modules/") && !path.includes("/node_modules/")) return true
    const found = present[path]
    if (found === undefined) return entry.optional === true || entry.devOptional === true || entry.peer === true
    return found.version === entry.version && found.link === entry.link
  })
}

/** Node 24, which comes as a package, so that whatever Node the machine has only has to start it. */
export const nodeIn = (root) =>
  join(root, "node_modules", "node", "bin", process.platform === "win32" ? "node.exe" : "node")

/** Installs what the lock file names, nothing else; ends the process with npm's own words when that fails. */
export const install = (root) => {
  if (installed(root)) return
  oneAtATime(root, () => installed(root) || put(root))
}

const put = (root) => {
  console.log("Installing (first start, or new packages; about a minute) ...")
  const { error, status, stdout, stderr } = spawnSync("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: root,
    encoding: "utf8",
    shell: process.platform === "win32"
  })
  if (status === 0 && installed(root)) return
  console.error(`${stdout ?? ""}${stderr ?? ""}`.trim())
  console.error(
    error !== undefined
      ? `npm could not be run (${error.message}): it comes with Node from https://nodejs.org.`
      : status === 0
        ? "npm was content, but Node 24 is missing in node_modules/node/bin: allow install scripts (npm config set ignore-scripts false) and start again."
        : "Installing failed; npm's own words are above. Check the internet connection and start again."
  )
  process.exit(1)
}
