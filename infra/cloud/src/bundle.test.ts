import { execFileSync } from "node:child_process"
import { readdirSync, readFileSync } from "node:fs"
import { basename, dirname, join, resolve } from "node:path"
import { expect, it } from "vitest"
import { secretsUnder } from "../../../tests/secrets-in.ts"

const root = resolve(import.meta.dirname, "../../..")
/** Once for both tests. */
const built = () =>
  execFileSync(process.execPath, ["infra/cloud/build.mjs", "functions"], { cwd: root, encoding: "utf8" })
const SDK =
  /^(?:redis-client|azure-(?:cosmos|event-hubs|identity|keyvault-secrets|monitor|service-bus|storage-blob|web-pubsub))/

it("a function that touches the store only loads no other SDK", () => {
  const main = built()
  const folder = dirname(main.trim())
  /** A file and all that is loaded with it. */
  const loadedWith = (file: string, seen = new Set<string>()): ReadonlySet<string> => {
    if (seen.has(file)) return seen
    seen.add(file)
    const text = readFileSync(join(folder, file), "utf8")
    for (const [, other] of text.matchAll(/(?:from|import)\s*["`]\.\/([^"`]+)["`]/g)) loadedWith(other ?? "", seen)
    return seen
  }
  const sdks = readdirSync(folder).filter((file) => SDK.test(file))
  expect(sdks.length).toBeGreaterThanOrEqual(9)
  const atStart = loadedWith(basename(main.trim()))
  expect(sdks.filter((file) => atStart.has(file))).toEqual([])
  const store = sdks.find((file) => file.startsWith("azure-cosmos")) ?? ""
  const forStore = loadedWith(store)
  expect(forStore.size).toBeGreaterThan(1)
  expect(sdks.filter((file) => forStore.has(file))).toEqual([store])
})

it("the functions' bundle holds no secret", () => {
  expect(secretsUnder(dirname(built().trim()))).toEqual([])
})
