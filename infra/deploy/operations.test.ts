import { execFileSync, spawnSync } from "node:child_process"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { describe, expect, it } from "vitest"
import { environments, snapshotFile } from "../bicep/compile.ts"
import type { Snapshot } from "../bicep/snapshot.ts"

const root = resolve(import.meta.dirname, "../..")
const textOf = (...path: ReadonlyArray<string>) => readFileSync(join(root, ...path), "utf8")
const page = textOf("docs/operations.md") + textOf("docs/azure-rules.md")
const blocks = [...page.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, text = ""]) => text)
const shell = blocks.join("\n")
/** What is set in typewriter, in the text. */
const ticked = [...page.replaceAll(/^```.*?^```$/gms, "").matchAll(/`([^`\n]+)`/g)].map(([, text = ""]) => text)
const said = [shell, ...ticked]
const found = (pattern: RegExp) => said.flatMap((text) => [...text.matchAll(pattern)].map(([, name = ""]) => name))

const bicep = (folder: string): string =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".bicep") && !file.includes("node_modules"))
    .map((file) => textOf(folder, file))
    .join("\n")
const templates = bicep("infra")
const snapshots = environments.map((name) => JSON.parse(readFileSync(snapshotFile(name), "utf8")) as Snapshot)
const snapshotTexts = environments.map((name) => readFileSync(snapshotFile(name), "utf8"))
const workflows = readdirSync(join(root, ".github/workflows")).map((file) => textOf(".github/workflows", file))

describe("docs/operations.md and docs/azure-rules.md name nothing that isn't there", () => {
  it("has commands that a shell can read", () => {
    expect(blocks.length).toBeGreaterThan(6)
    for (const block of blocks) {
      const { status, stderr } = spawnSync("bash", ["-n"], { input: block, encoding: "utf8" })
      expect(status, `${stderr}\n${block}`).toBe(0)
    }
  })

  it("uses no function of the shell that it doesn't make", () => {
    const made = new Set([...shell.matchAll(/^(\w+)\(\) \{/gm)].map(([, name]) => name))
    expect(made).toEqual(new Set(["identity", "id_of", "trust", "grant", "grant_group"]))
    for (const name of made) expect(shell.split(new RegExp(`\\b${name} `)).length, name).toBeGreaterThan(1)
    const set = [...shell.matchAll(/\b([A-Z]\w*|app|part)=|for (\w) in/g)].flatMap(([, a, b]) => a ?? b ?? [])
    for (const [, name = ""] of shell.matchAll(/\$\{?([A-Za-z]\w*)/g))
      expect([...set, "part"], `$${name}`).toContain(name)
  })

  it("runs scripts of ours, with options that they have", () => {
    const { scripts } = JSON.parse(textOf("package.json")) as { scripts: Readonly<Record<string, string>> }
    const run = found(/\bnpm run ([\w:]+)/g)
    expect(run.length).toBeGreaterThan(2)
    for (const name of run) expect(scripts, name).toHaveProperty(name)
    const options = [...shell.matchAll(/npm run smoke -- ((?:.*\\\n)*.*)/g)].flatMap(
      ([, text = ""]) => text.match(/--\w+/g) ?? []
    )
    expect(options).toEqual(["--site", "--functions", "--group", "--bus", "--origin"])
    for (const option of [...options, "--patience"])
      expect(textOf("infra/deploy/main.ts")).toContain(`${option.slice(2)}: { type: "string"`)
  })

  it("leads to files that are there", () => {
    for (const path of found(/\b((?:infra|docs|\.github)\/[\w./-]*\w)/g))
      expect(existsSync(join(root, path)) || path.includes("/ENV."), path).toBe(true)
    const pages = found(/^([\w-]+\.md)$/g)
    expect(pages.length).toBeGreaterThan(2)
    for (const name of pages) expect(existsSync(join(root, "docs", name)), name).toBe(true)
    expect(existsSync(join(root, "azure.yaml"))).toBe(true)
    for (const name of found(/gh workflow run (\w+)/g))
      expect(
        workflows.some((text) => text.startsWith(`name: ${name}\n`)),
        name
      ).toBe(true)
  })

  it("speaks of parameters and outputs by their names", () => {
    const names = ticked.filter((text) => /^[a-z]+[A-Z]\w*(?:\.\w+)?$/.test(text))
    expect(names.length).toBeGreaterThan(12)
    /** What Azure itself calls so. */
    const azures = ["validationProperties", "validationToken"]
    for (const name of names)
      for (const each of name.split("."))
        expect(
          azures.includes(each) || new RegExp(`\\b(?:param|output) ${each}\\b|^ +${each}: `, "m").test(templates),
          each
        ).toBe(true)
  })

  it("tells GitHub all that the workflows ask for, and no more", () => {
    const table = new Set(found(/^([A-Z][A-Z_]+)$/g).filter((name) => !name.startsWith("TRADETOWER_")))
    const asked = new Set(
      workflows.flatMap((text) => [...text.matchAll(/\b(?:vars|secrets)\.(\w+)/g)].map(([, name]) => name))
    )
    expect([...asked].filter((name) => !table.has(name ?? ""))).toEqual([])
    const row = [...page.matchAll(/^\| (`[A-Z].*?) \|/gm)].flatMap(([, cell = ""]) => [
      ...cell.matchAll(/`([A-Z_]+)`/g)
    ])
    expect(new Set(row.map(([, name]) => name))).toEqual(asked)
  })

  it("gives each identity the trust that its workflow asks with", () => {
    expect(workflows.some((text) => text.includes("environment: ${{ inputs.environment || 'dev' }}"))).toBe(true)
    expect(shell).toContain("trust $e github environment:$e")
    expect(shell).toContain("trust review pull-request pull_request && trust review main ref:refs/heads/main")
  })

  it("lets the pipeline grant every role that is granted, and no other", () => {
    const command = /^ROLES=\$\((.*?)\)$/ms.exec(shell)?.[1] ?? ""
    const granted = execFileSync("bash", ["-c", command], { cwd: root, encoding: "utf8" }).trim().split(",")
    const used = new Set(
      snapshotTexts.flatMap((text) =>
        [...text.matchAll(/roleDefinitions[^"]*?([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/g)].map(([, id]) => id)
      )
    )
    expect(used.size).toBeGreaterThan(6)
    expect([...used].filter((id) => !granted.includes(id ?? ""))).toEqual([])
    for (const id of granted) expect(templates).toContain(id)
    for (const owner of ["8e3af657-a8ff-443c-a75c-2fe8c4bcb635", "b24988ac-6180-42a0-ab88-20f7382dd24c"])
      expect(granted).not.toContain(owner)
  })

  it("registers every provider that something is made by", () => {
    const registered = new Set(
      (/for p in ([\s\S]*?); do az provider/.exec(shell)?.[1] ?? "")
        .split(/[\s\\]+/)
        .map((name) => `microsoft.${name.toLowerCase()}`)
    )
    const made = new Set(
      [...templates.matchAll(/'(Microsoft\.\w+)\/[\w/]+@/g)].map(([, name = ""]) => name.toLowerCase())
    )
    expect(made.size).toBeGreaterThan(12)
    expect([...made].filter((name) => name !== "microsoft.authorization" && !registered.has(name))).toEqual([])
  })

  it("calls resources by the names they have", () => {
    const all = JSON.stringify(snapshots)
    for (const part of ["execution", "realtime", "simulations"]) expect(all).toContain(`"ca-${part}-tt-staging"`)
    expect(page).toContain("ca-$part-tt-ENV")
    expect(all).toContain('"tradetower"')
    expect(all).toContain("Leases")
    expect(all).toContain("insights-logs-auditevent")
    expect(textOf("infra/modules/names.bicep")).toContain("bus: 'sb-tradetower-${environment}-${token}")
    expect(textOf("infra/bicep/find-bicep.mjs")).toContain(`"${/--version v([\d.]+)/.exec(shell)?.[1]}"`)
  })
})
