import { spawnSync } from "node:child_process"
import { createHash } from "node:crypto"
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { delimiter, join } from "node:path"

/** What the built site is made of. */
const inputs = ["site", "domain/src", "api/contract", "package-lock.json", "tsconfig.json"]
const skipped = /(^|\/)(node_modules|dist|\.astro|\.build)(\/|$)|\.test\.tsx?$/

const filesUnder = (root, path) => {
  const full = join(root, path)
  if (!existsSync(full) || skipped.test(path)) return []
  let entries
  try {
    entries = readdirSync(full, { withFileTypes: true })
  } catch {
    return [path]
  }
  return entries.flatMap((entry) => {
    const inner = `${path}/${entry.name}`
    if (skipped.test(inner)) return []
    return entry.isDirectory() ? filesUnder(root, inner) : [inner]
  })
}

/** A hash of everything the site is built from. */
export const siteInputs = (root) => {
  const hash = createHash("sha256")
  for (const path of inputs.flatMap((input) => filesUnder(root, input)).toSorted()) {
    hash.update(`${path}\0`).update(readFileSync(join(root, path)))
  }
  return hash.digest("hex")
}

/** Builds the site into `site/dist` when its inputs changed since the last build; ends the process when that fails. */
export const buildSite = (root) => {
  const stamp = join(root, ".build", "site.sha256")
  const now = siteInputs(root)
  const built = existsSync(join(root, "site", "dist", "index.html"))
  if (built && existsSync(stamp) && readFileSync(stamp, "utf8") === now) return
  console.log("Building the site ...")
  rmSync(stamp, { force: true })
  const { status, stdout, stderr } = spawnSync("npm", ["run", "--silent", "build", "-w", "site"], {
    cwd: root,
    encoding: "utf8",
    shell: process.platform === "win32",
    env: {
      ...process.env,
      ASTRO_TELEMETRY_DISABLED: "1",
      PATH: `${join(root, "node_modules", ".bin")}${delimiter}${process.env.PATH ?? ""}`
    }
  })
  if (status !== 0) {
    console.error(`${stdout ?? ""}${stderr ?? ""}`.trim())
    console.error("The site could not be built; the words above say why.")
    process.exit(1)
  }
  mkdirSync(join(root, ".build"), { recursive: true })
  writeFileSync(stamp, now)
}
