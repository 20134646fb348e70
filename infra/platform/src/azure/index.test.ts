import { execFileSync } from "node:child_process"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { expect, it } from "vitest"

const loadedBy = (file: string): ReadonlyArray<string> => {
  const script = `
    import { registerHooks } from "node:module"
    const seen = new Set()
    registerHooks({
      resolve: (name, context, next) => {
        if (/^@(azure|opentelemetry|redis)/.test(name)) seen.add(name)
        return next(name, context)
      }
    })
    await import(${JSON.stringify(pathToFileURL(join(import.meta.dirname, file)).href)})
    process.stdout.write(JSON.stringify([...seen]))`
  const args = ["--conditions=source", "--input-type=module", "--eval", script]
  return JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8" })) as ReadonlyArray<string>
}

it("loads none of the services' clients before one is used: a start pays for what it needs only", () => {
  expect(loadedBy("index.ts")).toEqual([])
})
