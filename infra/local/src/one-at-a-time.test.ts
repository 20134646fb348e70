import { execFile, spawnSync } from "node:child_process"
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { promisify } from "node:util"
import { afterEach, beforeEach, expect, it } from "vitest"

const run = promisify(execFile)
const module = resolve(import.meta.dirname, "../one-at-a-time.mjs")
let root = ""
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "tradetower-"))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

/** Writes down when it begins and ends, and takes its time between. */
const worker = () =>
  run(process.execPath, [
    "--input-type=module",
    "-e",
    `import { appendFileSync } from "node:fs"
     import { oneAtATime } from ${JSON.stringify(module)}
     const note = (text) => appendFileSync(${JSON.stringify(join(root, "log"))}, text)
     oneAtATime(${JSON.stringify(root)}, () => {
       note("(")
       Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50)
       note(")")
     })`
  ])

it("two starts in one folder build one after the other", async () => {
  await Promise.all(Array.from({ length: 4 }, worker))
  expect(readFileSync(join(root, "log"), "utf8")).toBe("()()()()")
})

it("one that died while it built keeps nobody waiting", async () => {
  const { pid } = spawnSync(process.execPath, ["-e", ""])
  mkdirSync(join(root, ".build"))
  writeFileSync(join(root, ".build", "busy"), String(pid))
  await worker()
  expect(readFileSync(join(root, "log"), "utf8")).toBe("()")
})
