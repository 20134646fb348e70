import { spawn, spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { availableParallelism, constants, tmpdir } from "node:os"
import { delimiter, dirname, join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { findBicep, withoutBicep } from "../infra/bicep/find-bicep.mjs"
import { readCommandLine, refuse } from "../infra/command-line.mjs"
import { install } from "../infra/local/install.mjs"
import { findChromium, withoutChromium } from "./chromium.mjs"

/**
 * `npm test`: everything. `npm test -- NAME ...` runs only the stages named, after what they need. Stages go on beside each other, one more than
 * there are cores: what waits for a system that runs leaves its core to what reckons. Those that take longest begin first.
 * `npm run check` is the stages `check` below, without trials by chance.
 */
const root = resolve(dirname(fileURLToPath(import.meta.url)), "..")
const bin = join(root, "node_modules", ".bin")
const reports = mkdtempSync(join(tmpdir(), "tradetower-test-"))
process.on("exit", () => rmSync(reports, { recursive: true, force: true }))
const report = (name) => join(reports, `${name}.json`)

const npm = (script, ...args) => `npm run --silent ${script}${args.length > 0 ? ` -- ${args.join(" ")}` : ""}`
const vitest = (name, ...args) =>
  `vitest run --reporter=default --reporter=json --outputFile.json="${report(name)}" ${args.join(" ")}`
const project = (name, ...args) => ({ name, command: vitest(name, "--project", name, ...args), counted: true })
/** Many unit tests wait for the disk or a clock, while others go on. */
const workers = String(availableParallelism() + 1)

const built = ["build"]
/** A stage begins when those it needs are over; of those that may, the first of the list. */
const stages = [
  { name: "build", command: npm("build") },
  project("unit", "--maxWorkers", workers),
  { ...project("browser"), browser: true, needs: built },
  { name: "chaos", command: npm("chaos", "--kills", "20", "--seed", "1") },
  { ...project("system"), needs: built },
  { name: "cloud", command: npm("chaos:cloud", "--kills", "1", "--each", "1", "--seed", "1", "--trouble", "0.02") },
  // The rest of it by `npm run test:azure`.
  {
    name: "azure",
    command: vitest("azure", "--project", "azure", "isolation", "any-size", "kept", "order-rate"),
    counted: true,
    needs: built
  },
  { ...project("infra"), bicep: true },
  { name: "format", command: npm("format:check") },
  { name: "types", command: npm("typecheck") },
  { name: "oxlint", command: npm("lint") },
  // Only what is written in Astro: the rest of the site is among the types.
  { name: "astro", command: "npm run --silent check -w site", needs: built },
  { name: "boundaries", command: npm("boundaries") },
  { name: "knip", command: npm("deadcode") },
  { name: "size", command: "node site/size.mjs", needs: built }
]
/** What is asked after every change. */
const check = ["types", "oxlint", "unit"]

/** The shells that run now, each at the head of a group of its own. */
const shells = new Set()

/** Ends a shell and whatever it started, which would hold on to its output. */
const endAll = (shell) => {
  if (process.platform === "win32") return void spawnSync("taskkill", ["/pid", String(shell.pid), "/t", "/f"])
  try {
    process.kill(-shell.pid, "SIGKILL")
  } catch {
    // All of it has ended already.
  }
}

/** Runs one command with Node 24 and our tools first in the path; gives its exit code and everything it said. */
const run = (command, env) =>
  new Promise((done) => {
    const child = spawn(command, {
      cwd: root,
      shell: true,
      detached: process.platform !== "win32",
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...process.env, ...env, PATH: `${bin}${delimiter}${process.env["PATH"]}`, CI: "1", NO_COLOR: "1" }
    })
    shells.add(child)
    const output = []
    const timer = setTimeout(() => {
      output.push(`\nstopped: not done after an hour`)
      endAll(child)
    }, 3_600_000)
    child.stdout.on("data", (chunk) => output.push(chunk))
    child.stderr.on("data", (chunk) => output.push(chunk))
    child.on("close", (code) => {
      clearTimeout(timer)
      shells.delete(child)
      done({ code: code ?? 1, output: output.join("").trim() })
    })
  })

/** How many tests of a counted stage passed and failed; any other stage is one. */
const tally = (stage, code) => {
  const plain = { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 }
  if (stage.counted !== true) return plain
  try {
    const {
      numPassedTests: passed,
      numFailedTests,
      numFailedTestSuites
    } = JSON.parse(readFileSync(report(stage.name), "utf8"))
    return { passed, failed: code === 0 ? 0 : Math.max(1, numFailedTests, numFailedTestSuites > 0 ? 1 : 0) }
  } catch {
    return plain
  }
}

const line = (mark, name, seconds, note) =>
  console.log(`${mark}  ${name.padEnd(11)}${seconds.padStart(7)}  ${note}`.trimEnd())

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
  process.on(signal, () => {
    for (const shell of shells) endAll(shell)
    process.exit(128 + constants.signals[signal])
  })

const started = Date.now()
const names = stages.map(({ name }) => name)
const { values, positionals } = readCommandLine({
  help: `Tests everything.

  npm test               all stages
  npm test -- NAME ...   those alone, after what they need: ${names.join(", ")}
  npm run check          ${check.join(", ")}, without trials by chance`,
  options: { check: { type: "boolean" } },
  allowPositionals: true
})
const wanted = values.check ? check : positionals
const env = {
  // Whatever starts from sources, our tools among it, reads them compiled.
  NODE_COMPILE_CACHE: join(root, ".build", "compiled"),
  ...(values.check && { TRADETOWER_TRIALS: "0" })
}
const unknown = wanted.filter((name) => !names.includes(name))
if (unknown.length > 0) refuse(`There is no stage ${unknown.join(", ")}: choose from ${names.join(", ")}.`)
install(root)
const asked = stages.filter(({ name }) => wanted.length === 0 || wanted.includes(name))
const waiting = stages.filter(
  (stage) => asked.some(({ needs = [] }) => needs.includes(stage.name)) || asked.includes(stage)
)
const chromium = waiting.some((stage) => stage.browser) ? findChromium() : undefined

const total = { passed: 0, failed: 0 }
const skipped = []
const runStage = async (stage) => {
  const since = Date.now()
  const bicep = stage.bicep ? await findBicep() : undefined
  if (stage.bicep && bicep === undefined) {
    skipped.push(stage.name)
    line("skip", stage.name, "", "")
    console.log(`\n${withoutBicep}\n`)
    return
  }
  const { code, output } =
    stage.browser && chromium === undefined
      ? { code: 1, output: withoutChromium }
      : await run(stage.command, {
          ...env,
          ...(chromium !== undefined && { CHROMIUM: chromium }),
          ...(bicep !== undefined && { BICEP: bicep })
        })
  const count = tally(stage, code)
  total.passed += count.passed
  total.failed += count.failed
  const note = stage.counted ? `${count.passed} passed${count.failed > 0 ? `, ${count.failed} failed` : ""}` : ""
  line(code === 0 ? "ok  " : "FAIL", stage.name, `${((Date.now() - since) / 1000).toFixed(1)} s`, note)
  if (code !== 0) console.log(`\n${output}\n`)
}
const under = new Set()
await new Promise((done) => {
  const next = () => {
    if (waiting.length === 0 && under.size === 0) return done()
    const held = ({ name }) => under.has(name) || waiting.some((other) => other.name === name)
    while (under.size <= availableParallelism()) {
      const at = waiting.findIndex(({ needs = [] }) => !needs.some((name) => held({ name })))
      if (at === -1) return
      const [stage] = waiting.splice(at, 1)
      under.add(stage.name)
      void runStage(stage).finally(() => {
        under.delete(stage.name)
        next()
      })
    }
  }
  next()
})
console.log(`\nin ${((Date.now() - started) / 1000).toFixed(0)} s`)
console.log(
  `${total.passed} passed, ${total.failed} failed${skipped.length > 0 ? `, skipped: ${skipped.join(", ")}` : ""}`
)
process.exitCode = total.failed === 0 ? 0 : 1
