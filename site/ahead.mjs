import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { dirname, join, resolve } from "node:path"
import { fileURLToPath } from "node:url"

/** What a module imports before it runs. */
const imported = (file) =>
  [...readFileSync(file, "utf8").matchAll(/(?:\bfrom|\bimport)\s*["'`](\.{1,2}\/[^"'`]+?\.js)["'`]/g)].map(([, path]) =>
    resolve(dirname(file), path)
  )

const withAllItNeeds = (files) => {
  const found = new Set()
  const visit = (file) => {
    if (found.has(file)) return
    found.add(file)
    imported(file).forEach(visit)
  }
  files.forEach(visit)
  return [...found]
}

/** Tells each page's browser of every module its islands need at once, else it learns of them one after the other. */
export const ahead = () => ({
  name: "ahead",
  hooks: {
    "astro:build:done": ({ dir }) => {
      const out = fileURLToPath(dir)
      const pages = readdirSync(out, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".html"))
      for (const page of pages.map((name) => join(out, name))) {
        const html = readFileSync(page, "utf8")
        const islands = [...html.matchAll(/(?:component-url|renderer-url)="(\/[^"]+\.js)"/g)]
        const links = withAllItNeeds(islands.map(([, path]) => join(out, path)))
          .map((file) => `<link rel="modulepreload" href="/${file.slice(out.length)}">`)
          .join("")
        writeFileSync(page, html.replace("</head>", `${links}</head>`))
      }
    }
  }
})
