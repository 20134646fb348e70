import { readFileSync } from "node:fs"
import { resolve } from "node:path"
import { dirname, join } from "node:path/posix"
import { expect, it } from "vitest"

interface Locked {
  readonly resolved?: string
  readonly link?: boolean
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

const file = resolve(import.meta.dirname, "..", "package-lock.json")
const { packages } = JSON.parse(readFileSync(file, "utf8")) as { packages: Readonly<Record<string, Locked>> }
const locked = Object.entries(packages)

/** Where Node would look for a package from a folder, nearest first. */
const places = (from: string, name: string): ReadonlyArray<string> => {
  const here = join(from, "node_modules", name)
  return from === "." || from === "" ? [here] : [here, ...places(dirname(from), name)]
}

it("the lock file holds what every system needs, so that npm ci works on any", () => {
  const wanted = locked.flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).map((name) => ({ path, name }))
  )
  expect(wanted.length).toBeGreaterThan(100)
  const missing = wanted.filter(({ name, path }) => !places(path, name).some((place) => place in packages))
  expect(missing).toEqual([])
})

it("the lock file names no registry: each machine asks its own", () => {
  expect(locked.filter(([, { link, resolved }]) => resolved !== undefined && link !== true)).toEqual([])
})
