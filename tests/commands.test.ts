import { readFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { describe, expect, it } from "vitest"
import { runMain } from "./system/run-main.ts"

const root = resolve(import.meta.dirname, "..")
const textOf = (file: string) => readFileSync(join(root, file), "utf8")

/** What reads the words of a command that builds or installs something first. */
const behind: Readonly<Record<string, string>> = {
  "infra/local/start.mjs": "infra/local/src/arguments.ts",
  "infra/local/swa.mjs": "infra/local/src/arguments.ts",
  "infra/local/backtest.mjs": "backtest/src/shell/arguments.ts",
  "infra/cloud/cloud.mjs": "tests/cloud/main.ts"
}
/** They check the code, and take no words. */
const wordless = ["typecheck", "boundaries"]

const { scripts } = JSON.parse(textOf("package.json")) as { readonly scripts: Readonly<Record<string, string>> }
const commands = Object.entries(scripts).flatMap(([name, script]) => {
  const small = /node infra\/local\/command\.mjs (\S+)$/.exec(script)?.[1]
  if (small !== undefined) return [[name, `infra/local/src/${small}`] as const]
  const file = /node (?:--conditions=source )?(\S+\.(?:mjs|ts))(?: --check| --kills 200)?$/.exec(script)?.[1]
  return file === undefined || wordless.includes(name) ? [] : [[name, behind[file] ?? file] as const]
})

describe("every command tells what it can be asked, and refuses anything else in a sentence", () => {
  it("by one way to read a command line", () => {
    expect(commands.length).toBeGreaterThan(14)
    for (const [name, file] of commands) expect(textOf(file), name).toMatch(/readCommandLine\(\{|readOptions\(/)
  })

  // The others load much before they answer.
  it.concurrent.for(["test", "build", "site:config", "build:azure", "start:azure"])(
    "as npm run %s does",
    async (command, { expect }) => {
      const file = commands.find(([name]) => name === command)?.[1] ?? ""
      const run = (word: string) => runMain(join(root, file), [word])
      const [help, unknown] = await Promise.all([run("--help"), run("--nonsense")])
      expect(help.code, help.output).toBe(0)
      expect(help.output).toMatch(/^[A-Z].+\.\n\n {2}npm (?:run |test)/)
      expect(unknown.code, unknown.output).toBe(2)
      expect(unknown.output).toMatch(/^Unknown option '--nonsense'\. Known (?:is|are) .*--help\.\n$/)
    }
  )
})
