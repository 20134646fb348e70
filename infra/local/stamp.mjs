import { createHash } from "node:crypto"
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { dirname, join } from "node:path"

const skipped = /(^|\/)(node_modules|dist|\.astro|\.build)(\/|$)|\.test\.tsx?$/

/** The files under a path, ours only: neither tests nor what was built. */
export const filesUnder = (root, path) => {
  const full = join(root, path)
  if (skipped.test(path) || !existsSync(full)) return []
  if (statSync(full).isFile()) return [path]
  return readdirSync(full, { withFileTypes: true }).flatMap((entry) => {
    const inner = `${path}/${entry.name}`
    return entry.isDirectory() ? filesUnder(root, inner) : skipped.test(inner) ? [] : [inner]
  })
}

/** A hash of everything in the paths given. */
export const hashOf = (root, paths) => {
  const hash = createHash("sha256")
  for (const path of paths.flatMap((each) => filesUnder(root, each)).toSorted()) {
    hash.update(`${path}\0`).update(readFileSync(join(root, path)))
  }
  return hash.digest("hex")
}

/** What was built from what: `made(hash)` is true when the stamp says so and the product is there. */
export const stamp = (root, name, product) => {
  const file = join(root, ".build", `${name}.sha256`)
  return {
    made: (hash) => existsSync(join(root, product)) && existsSync(file) && readFileSync(file, "utf8") === hash,
    write: (hash) => {
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, hash)
    }
  }
}
