import { globSync, readFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { expect, it } from "vitest"

const root = resolve(import.meta.dirname, "..")
type Packages = Readonly<Record<string, string>>
interface Manifest {
  readonly dependencies?: Packages
  readonly devDependencies?: Packages
}
const manifests = ["package.json", ...globSync(["*/package.json", "infra/*/package.json"], { cwd: root })]

it("the README says of every package why it is there, and of no other", () => {
  expect(manifests.length).toBeGreaterThan(8)
  const used = manifests.flatMap((file) => {
    const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, file), "utf8")) as Manifest
    return Object.keys({ ...dependencies, ...devDependencies }).filter((name) => !name.startsWith("@tradetower/"))
  })
  const readme = readFileSync(join(root, "README.md"), "utf8")
  const table = /^## What it stands on$(.*?)^## /ms.exec(readme)?.[1] ?? ""
  const rows = table.split("\n").filter((line) => line.startsWith("| `"))
  const told = rows.flatMap((row) => [...(row.split("|")[1] ?? "").matchAll(/`([^`]+)`/g)].map(([, name]) => name))
  expect(new Set(told)).toEqual(new Set(used))
})
