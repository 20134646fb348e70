import { spawnSync } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"

const read = (path) => (existsSync(path) ? JSON.parse(readFileSync(path, "utf8")).packages : undefined)

/** Whether `node_modules` holds what the lockfile asks for; npm keeps its own list of what it put there. */
export const isInstalled = (root) => {
  const wanted = read(join(root, "package-lock.json"))
  const found = read(join(root, "node_modules", ".package-lock.json"))
  if (wanted === undefined || found === undefined) return false
  return Object.entries(wanted).every(
    ([path, entry]) =>
      !path.startsWith("node_modules/") ||
      entry.link === true ||
      entry.optional === true ||
      found[path]?.version === entry.version
  )
}

/** Installs what the lockfile names when it is not there yet. Throws with what to do when npm fails. */
export const install = (root, say = console.log) => {
  if (isInstalled(root)) return
  say("Installing packages (once, about a minute) ...")
  const npm = process.env["npm_execpath"]
  const [command, args] = npm?.endsWith(".js") ? [process.execPath, [npm]] : ["npm", []]
  const { status } = spawnSync(command, [...args, "ci", "--no-fund", "--no-audit", "--loglevel=error"], {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
    shell: process.platform === "win32" && command === "npm"
  })
  if (status !== 0) throw new Error("npm could not install the packages: see its message above, then run this again.")
}
