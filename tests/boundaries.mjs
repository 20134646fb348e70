import { execFileSync } from "node:child_process"
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { cruise } from "dependency-cruiser"
import extractTSConfig from "dependency-cruiser/config-utl/extract-ts-config"
import config from "../.dependency-cruiser.mjs"

/** `node tests/boundaries.mjs`: checks which way imports point, in a copy where each rule has a breach to find. */
const root = resolve(dirname(fileURLToPath(import.meta.url)), "..")
const workspaces = ["domain", "backtest", "api", "execution", "realtime", "site", "infra", "tests"]
const generated = /(^|\/)(node_modules|dist|\.astro|\.build|coverage)(\/|$)/

/** Violations of the tree in the working folder, and how many modules were looked at. */
const violationsHere = async () => {
  const { output } = await cruise(
    workspaces,
    { ...config.options, ruleSet: { forbidden: config.forbidden }, validate: true },
    config.options.enhancedResolveOptions,
    { tsConfig: extractTSConfig(resolve("tsconfig.json")) }
  )
  return { modules: output.summary.totalCruised, violations: output.summary.violations }
}

/** The same for another folder, in a process of its own: the resolver remembers where it began. */
const violationsIn = (folder) =>
  JSON.parse(
    execFileSync(process.execPath, [fileURLToPath(import.meta.url), "--report"], { cwd: folder, maxBuffer: 1e8 })
  )

/** One breach of each rule, as a file that the copy gets beside its own. */
const breaches = [
  ["no-cycles", "domain/src/zz-a.ts", "./zz-b.ts"],
  ["no-cycles", "domain/src/zz-type-a.ts", "./zz-type-b.ts"],
  ["every-import-resolves", "domain/src/zz-unknown.ts", "./zz-nowhere.ts"],
  ["domain-stands-alone", "domain/src/zz-io.ts", "node:fs"],
  ["domain-core-of-effect-only", "domain/src/zz-http.ts", "effect/http"],
  ["domain-tests-see-domain-only", "domain/src/zz.test.ts", "@tradetower/platform"],
  ["core-knows-no-strategy", "domain/src/bot/zz.ts", "../strategy/registry.ts"],
  ["contract-sees-domain-only", "api/contract/zz.ts", "../src/zz.ts"],
  ["contract-runs-in-a-browser", "api/contract/zz-io.ts", "node:fs"],
  ["site-sees-contract-and-domain", "site/src/zz.ts", "@tradetower/platform"],
  ["platform-sees-domain", "infra/platform/src/zz.ts", "@tradetower/api/contract"],
  ["api-sees-platform-and-domain", "api/src/zz.ts", "@tradetower/execution"],
  ["backtest-sees-contract-platform-and-domain", "backtest/src/zz.ts", "@tradetower/execution"],
  ["shell-sees-execution-too", "backtest/src/shell/zz.ts", "../../../realtime/src/zz.ts"],
  ["execution-sees-platform-and-domain", "execution/src/zz.ts", "../../api/src/zz.ts"],
  ["realtime-sees-platform-and-domain", "realtime/src/zz.ts", "../../api/src/zz.ts"],
  ["risk-knows-no-orders", "execution/src/risk/zz.ts", "../orders/accounts.ts"],
  ["wire-knows-no-broker", "execution/src/wire/zz.ts", "../exchange.ts"],
  ["nothing-sees-local", "execution/src/zz-local.ts", "../../infra/local/src/zz.ts"],
  ["local-knows-no-cloud", "infra/local/src/zz-cloud.ts", "../../cloud/src/zz.ts"],
  ["nothing-sees-tests", "realtime/src/zz-tests.ts", "../../tests/boundaries.mjs"]
]
/** What a breach needs to be there. */
const bystanders = [
  ["domain/src/zz-b.ts", "./zz-a.ts"],
  ["domain/src/zz-type-b.ts", "./zz-type-a.ts"],
  ["infra/local/src/zz.ts", "node:fs"],
  ["infra/cloud/src/zz.ts", "node:fs"]
]

const planted = [...breaches.map(([, path, imported]) => [path, imported]), ...bystanders]

/** A copy of the sources whose packages find each other, not ours. */
const copyTree = () => {
  const copy = mkdtempSync(join(tmpdir(), "tradetower-boundaries-"))
  const keep = (path) => !generated.test(path.slice(root.length))
  for (const name of [...workspaces, "package.json", "tsconfig.json", ".dependency-cruiser.mjs"])
    cpSync(join(root, name), join(copy, name), { recursive: true, filter: keep })
  mkdirSync(join(copy, "node_modules", "@tradetower"), { recursive: true })
  for (const name of readdirSync(join(root, "node_modules")))
    if (name !== "@tradetower") symlinkSync(join(root, "node_modules", name), join(copy, "node_modules", name))
  const { workspaces: packages } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"))
  for (const name of packages)
    symlinkSync(join(copy, name), join(copy, "node_modules", "@tradetower", name.split("/").at(-1)))
  return copy
}

const say = (violation) => `  ${violation.rule.name}: ${violation.from} -> ${violation.to}`

const check = () => {
  const copy = copyTree()
  try {
    for (const [path, imported] of planted) {
      mkdirSync(dirname(join(copy, path)), { recursive: true })
      const kind = path.includes("-type-")
        ? ["import type", "type zz = typeof other"]
        : ["import", "const zz = () => other"]
      writeFileSync(join(copy, path), `${kind[0]} { zz as other } from "${imported}"\nexport ${kind[1]}\n`)
    }
    const { modules, violations } = violationsIn(copy)
    const ours = violations.filter(({ from }) => !planted.some(([path]) => path === from))
    const bites = ([rule, path]) => violations.some((found) => found.rule.name === rule && found.from === path)
    const toothless = breaches.filter((breach) => !bites(breach))
    const untried = config.forbidden.filter(({ name }) => !breaches.some(([rule]) => rule === name))
    if (ours.length > 0) return `imports that point the wrong way:\n${ours.map(say).join("\n")}`
    if (toothless.length > 0) return `rules that let their breach pass: ${toothless.map(([rule]) => rule).join(", ")}`
    if (untried.length > 0)
      return `rules without a breach that proves them: ${untried.map(({ name }) => name).join(", ")}`
    console.log(`${modules - planted.length} modules, ${config.forbidden.length} rules, each of which bites`)
    return undefined
  } finally {
    rmSync(copy, { recursive: true, force: true })
  }
}

if (process.argv.includes("--report")) process.stdout.write(JSON.stringify(await violationsHere()))
else {
  const problem = check()
  if (problem !== undefined) {
    console.error(problem)
    process.exitCode = 1
  }
}
