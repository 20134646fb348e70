import { readFileSync } from "node:fs"
import { resolve } from "node:path"
import { expect, it } from "vitest"
import { places } from "../infra/cloud/packages.mjs"

interface Locked {
  readonly resolved?: string
  readonly link?: boolean
  readonly optionalDependencies?: Readonly<Record<string, string>>
}

const packagesIn = (file: string) =>
  (
    JSON.parse(readFileSync(resolve(import.meta.dirname, "..", file), "utf8")) as {
      packages: Readonly<Record<string, Locked>>
    }
  ).packages
const packages = packagesIn("package-lock.json")
const locked = Object.entries(packages)

it("the lock file holds what every system needs, so that npm ci works on any", () => {
  const wanted = locked.flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).map((name) => ({ path, name }))
  )
  expect(wanted.length).toBeGreaterThan(100)
  const missing = wanted.filter(({ name, path }) => !places(path, name).some((place) => place in packages))
  expect(missing).toEqual([])
})

it.each(["package-lock.json", "tests/standins/azurite/package-lock.json"])(
  "the lock file names no registry: each machine asks its own (%s)",
  (lock) => {
    const entries = Object.entries(packagesIn(lock))
    expect(entries.length).toBeGreaterThan(100)
    expect(entries.filter(([, { link, resolved }]) => resolved !== undefined && link !== true)).toEqual([])
  }
)
