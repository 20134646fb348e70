import { mkdtempSync, rmSync, statSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, it } from "vitest"
import { makeFolder } from "./make-folder.ts"

it("makes a folder with all above it, and says of a disk that can only be read what it is", () => {
  const root = mkdtempSync(join(tmpdir(), "make-folder-"))
  makeFolder(join(root, "a", "b"), 0o700)
  expect(statSync(join(root, "a", "b")).isDirectory()).toBe(true)
  const asked: Array<string> = []
  // As Node does on a file system that is mounted to be read.
  const readOnly = (path: string, { recursive }: { readonly recursive: boolean }) => {
    asked.push(path)
    const code = recursive ? "ENOENT: no such file or directory" : "EROFS: read-only file system"
    throw Object.assign(new Error(code), { code: code.slice(0, code.indexOf(":")) })
  }
  const folder = join(root, "a", "c", "d", "e")
  expect(() => makeFolder(folder, undefined, readOnly)).toThrow("EROFS: read-only file system")
  expect(asked).toEqual([folder, join(root, "a", "c")])
  rmSync(root, { recursive: true })
})
