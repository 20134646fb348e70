import { cpSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { dirname, join as joined } from "node:path/posix"

/** Where Node looks for a package from a folder, nearest first: paths in `node_modules`, as a lock file has them. */
export const places = (from, name) => {
  const here = joined(from, "node_modules", name)
  return from === "." || from === "" ? [here] : [here, ...places(dirname(from), name)]
}

/** Paths of packages and of all that they need, by the lock file; what is optional is left out. */
export const pathsOf = (packages, names) => {
  const found = new Set()
  const add = (from, name) => {
    const path = places(from, name).find((place) => place in packages)
    if (path === undefined) throw new Error(`package-lock.json has no ${name}, which ${from} needs.`)
    if (found.has(path)) return
    found.add(path)
    for (const needed of Object.keys(packages[path].dependencies ?? {})) add(path, needed)
  }
  for (const name of names) add("", name)
  return [...found]
}

/** Copies packages with all that they need, in the versions that are installed, so that Node finds them from `into`. */
export const copyPackages = (root, names, into) => {
  const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8"))
  for (const path of pathsOf(packages, names)) cpSync(join(root, path), join(into, path), { recursive: true })
}
