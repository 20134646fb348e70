import { spawn, spawnSync } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { availableParallelism, constants, tmpdir } from "node:os"
import { delimiter, dirname, join, relative, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { findBicep, withoutBicep } from "../infra/bicep/find-bicep.mjs"
import { readCommandLine, refuse } from "../infra/command-line.mjs"
import { install } from "../infra/local/install.mjs"
import { findChromium, withoutChromium } from "./chromium.mjs"

/**
 * `npm test`: everything but what is `named`. `npm test -- NAME ...` runs only the stages named, after what they need. Stages
 * go on beside each other, one more than there are cores: what waits for a system that runs leaves its core to what reckons.
 * Those that take longest begin first. `npm run check` is the stages `check` below, without trials by chance.
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

/** How many times the usual number of random trials are made. */
const times = Math.max(1, Math.trunc(Number(process.env["TRADETOWER_TRIALS"])) || 1)
/** Each way to die is among the first twelve of this seed: from outside, before and after a commit, before and after an order. */
const kills = ["--kills", String(12 * times), "--seed", "1"]

const built = ["build"]
/** A stage begins when those it needs are over; of those that may, the first of the list. */
const stages = [
  { name: "build", command: npm("build") },
  project("unit", "--maxWorkers", workers),
  { ...project("browser"), browser: true, needs: built },
  { name: "chaos", command: npm("chaos", ...kills) },
  { ...project("system"), needs: built },
  // Minutes of two cores: by its name only, and before a release.
  {
    name: "cloud",
    command: npm("chaos:cloud", "--kills", "1", "--each", "1", "--seed", "1", "--trouble", "0.02"),
    named: true
  },
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

/** How much of a core a command took, s: a shell says so last; undefined where it doesn't. */
const timed = (command) => (process.platform === "win32" ? command : `{ ${command}\n} 2>&1; code=$?; times; exit $code`)
const spent = (output) => {
  const [said, ...times] = /\n?(?:\d+m[\d.]+s ?){2}\n(\d+)m([\d.]+)s (\d+)m([\d.]+)s\s*$/.exec(output) ?? [""]
  const [minutes = 0, seconds = 0, more = 0, rest = 0] = times.map(Number)
  return {
    output: output.slice(0, output.length - said.length).trim(),
    cpu: times.length === 0 ? undefined : (minutes + more) * 60 + seconds + rest
  }
}

/** Runs one command with Node 24 and our tools first in the path; gives its exit code, everything it said and what it took. */
const run = (command, env) =>
  new Promise((done) => {
    const child = spawn(timed(command), {
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
      done({ code: code ?? 1, ...spent(output.join("")) })
    })
  })

/** Files of tests and how long each took, s. */
const files = []
/** How many tests of a counted stage passed and failed; any other stage is one. */
const tally = (stage, code) => {
  const plain = { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 }
  if (stage.counted !== true) return plain
  try {
    const {
      numPassedTests: passed,
      numFailedTests,
      numFailedTestSuites,
      testResults
    } = JSON.parse(readFileSync(report(stage.name), "utf8"))
    for (const { endTime, name, startTime } of testResults)
      files.push([relative(root, name), (endTime - startTime) / 1_000])
    return { passed, failed: code === 0 ? 0 : Math.max(1, numFailedTests, numFailedTestSuites > 0 ? 1 : 0) }
  } catch {
    return plain
  }
}

const line = (mark, name, seconds, note) =>
  console.log(`${mark}  ${name.padEnd(11)}${seconds.padStart(7)}  ${note}`.trimEnd())
/** The most of them, first. */
const most = (all, count) =>
  [...all]
    .sort(([, one], [, other]) => other - one)
    .slice(0, count)
    .map(([name, seconds]) => `${name} ${seconds.toFixed(0)} s`)
    .join(", ")

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
  process.on(signal, () => {
    for (const shell of shells) endAll(shell)
    process.exit(128 + constants.signals[signal])
  })

const started = Date.now()
const names = stages.map(({ name }) => name)
/** Those that run only where they are named. */
const byName = stages.flatMap(({ name, named }) => (named ? [name] : []))
const { values, positionals } = readCommandLine({
  help: `Tests everything.

  npm test               all stages but ${byName.join(", ")}
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
const asked = stages.filter(({ name, named }) => (wanted.length === 0 ? !named : wanted.includes(name)))
const waiting = stages.filter(
  (stage) => asked.some(({ needs = [] }) => needs.includes(stage.name)) || asked.includes(stage)
)
const chromium = waiting.some((stage) => stage.browser) ? findChromium() : undefined

const total = { passed: 0, failed: 0 }
/** Stages and how much of a core each took, s. */
const cores = []
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
  const { code, cpu, output } =
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
  if (cpu !== undefined) cores.push([stage.name, cpu])
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
const cpu = cores.reduce((sum, [, seconds]) => sum + seconds, 0)
console.log(
  `\nin ${((Date.now() - started) / 1000).toFixed(0)} s${cpu > 0 ? `, ${cpu.toFixed(0)} s of a core: ${most(cores, 5)}` : ""}`
)
if (files.length > 0) console.log(`longest, while others went on: ${most(files, 5)}`)
console.log(
  `${total.passed} passed, ${total.failed} failed${skipped.length > 0 ? `, skipped: ${skipped.join(", ")}` : ""}`
)
process.exitCode = total.failed === 0 ? 0 : 1
