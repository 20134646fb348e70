import { existsSync, globSync, readFileSync } from "node:fs"
import { dirname, join, resolve } from "node:path"
import { expect, it } from "vitest"

const root = resolve(import.meta.dirname, "..")
const pages = globSync(["*.md", "docs/**/*.md", "{domain,execution}/*.md"], { cwd: root })

it("every page that a page here points to is there", () => {
  expect(pages).toContain("README.md")
  const missing = pages.flatMap((page) =>
    [...readFileSync(join(root, page), "utf8").matchAll(/\]\((?!https?:)([^)#\s]+)/g)].flatMap(([, to = ""]) =>
      existsSync(join(root, dirname(page), to)) ? [] : [`${page}: ${to}`]
    )
  )
  expect(missing).toEqual([])
})

it("the README leads to every page of docs", () => {
  const readme = readFileSync(join(root, "README.md"), "utf8")
  const unseen = globSync("docs/*.md", { cwd: root }).filter((page) => !readme.includes(`](${page})`))
  expect(unseen).toEqual([])
})
