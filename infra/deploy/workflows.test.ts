import { spawnSync } from "node:child_process"
import { existsSync, readdirSync, readFileSync } from "node:fs"
import { basename, join, resolve } from "node:path"
import { Schema } from "effect"
import { describe, expect, it } from "vitest"
import { parse } from "yaml"

const root = resolve(import.meta.dirname, "../..")
const folder = join(root, ".github/workflows")
const textOf = (...path: ReadonlyArray<string>) => readFileSync(join(root, ...path), "utf8")

const Texts = Schema.Record(Schema.String, Schema.Union([Schema.String, Schema.Number, Schema.Boolean]))
const Step = Schema.Struct({
  id: Schema.optionalKey(Schema.String),
  name: Schema.optionalKey(Schema.String),
  uses: Schema.optionalKey(Schema.String),
  with: Schema.optionalKey(Texts),
  env: Schema.optionalKey(Texts),
  run: Schema.optionalKey(Schema.String)
})
const Job = Schema.Struct({
  needs: Schema.optionalKey(Schema.Array(Schema.String)),
  if: Schema.optionalKey(Schema.String),
  permissions: Schema.optionalKey(Texts),
  environment: Schema.optionalKey(Schema.String),
  env: Schema.optionalKey(Texts),
  "runs-on": Schema.optionalKey(Schema.Literal("ubuntu-latest")),
  "timeout-minutes": Schema.optionalKey(Schema.Int),
  uses: Schema.optionalKey(Schema.String),
  with: Schema.optionalKey(Texts),
  steps: Schema.optionalKey(Schema.Array(Step))
})
const Workflow = Schema.Struct({
  name: Schema.String,
  on: Schema.Record(Schema.String, Schema.JsonObject),
  permissions: Texts,
  concurrency: Schema.optionalKey(Texts),
  jobs: Schema.Record(Schema.String, Job)
})
const read = Schema.decodeUnknownSync(Workflow, { onExcessProperty: "error" })

const workflows = Object.fromEntries(
  readdirSync(folder).map((file) => [file, read(parse(readFileSync(join(folder, file), "utf8")))])
)
const jobs = Object.entries(workflows).flatMap(([file, { jobs: all, permissions }]) =>
  Object.entries(all).map(([name, job]) => ({
    at: `${file} ${name}`,
    job,
    permissions: job.permissions ?? permissions,
    steps: job.steps ?? []
  }))
)
const steps = jobs.flatMap(({ at, job, steps: all }) => all.map((step) => ({ at, job, step })))
const scripts = steps.flatMap(({ at, job, step }) => (step.run === undefined ? [] : [{ at, job, run: step.run }]))

const { scripts: commands } = JSON.parse(textOf("package.json")) as { scripts: Readonly<Record<string, string>> }
const outputs = [...textOf("infra/main.bicep").matchAll(/^output (\w+) /gm)].map(([, name]) => name)
const parameterFiles = readdirSync(join(root, "infra/environments")).filter((file) => file.endsWith(".bicepparam"))
/** What parameter files take from the environment. */
const taken = new Set(
  parameterFiles.flatMap((file) =>
    [...textOf("infra/environments", file).matchAll(/readEnvironmentVariable\('(\w+)'/g)].map(([, name = ""]) => name)
  )
)

describe("the workflows", () => {
  it("test, say what would change, and deploy", () => {
    expect(Object.keys(workflows)).toEqual(["deploy.yml", "review.yml", "test.yml", "what-if.yml"])
    expect(workflows["deploy.yml"]?.jobs["deploy"]?.needs).toEqual(["test", "what-if"])
    expect(workflows["review.yml"]?.on).toHaveProperty("pull_request")
  })

  it("run scripts that a shell can read", () => {
    expect(scripts.length).toBeGreaterThan(7)
    for (const { at, run } of scripts) {
      const { status, stderr } = spawnSync("bash", ["-n"], {
        input: run.replaceAll(/\$\{\{.*?\}\}/g, "x"),
        encoding: "utf8"
      })
      expect(status, `${at}: ${stderr}`).toBe(0)
    }
  })

  it("paste nothing into a script that somebody else may have written", () => {
    for (const { at, run } of scripts) expect(run, at).not.toContain("${{")
  })

  it("name commands and files that are there", () => {
    for (const { at, run } of scripts) {
      for (const [, name = ""] of run.matchAll(/\bnpm run ([\w:-]+)/g))
        expect(name === "build" || name in commands, `${at}: npm run ${name}`).toBe(true)
      for (const [path] of run.matchAll(/\binfra\/(?!environments|cloud\/dist)[\w./-]+/g))
        expect(existsSync(join(root, path)), `${at}: ${path}`).toBe(true)
    }
    for (const { at, job } of jobs) if (job.uses !== undefined) expect(existsSync(join(root, job.uses)), at).toBe(true)
  })

  it("use actions of one major version each, as newer Node runs them", () => {
    const used = new Set(steps.flatMap(({ step }) => step.uses ?? []))
    expect([...used].toSorted()).toEqual([
      "Azure/static-web-apps-deploy@v1",
      "actions/checkout@v6",
      "actions/setup-node@v6",
      "azure/login@v3"
    ])
  })

  it("run no package that the lock file doesn't name", () => {
    for (const { at, run } of scripts) expect(run, at).not.toMatch(/\bnpx\b|\bnpm (?:i|install|exec)\b/)
  })

  it("hide the site's token from their logs before they hand it on, to what uploads the site alone", () => {
    const handing = scripts.filter(({ run }) => run.includes("token=$token"))
    expect(handing.length).toBe(1)
    for (const { at, run } of handing) expect(run, at).toMatch(/^echo "::add-mask::\$token"\necho "token=\$token" >>/m)
    const given = steps.filter(({ step }) => JSON.stringify(step).includes("outputs.token"))
    expect(given.map(({ step }) => step.uses)).toEqual(["Azure/static-web-apps-deploy@v1"])
  })

  it("hand a reusable one what it asks for", () => {
    const readCall = Schema.decodeUnknownSync(Schema.Struct({ inputs: Schema.JsonObject }))
    const callers = jobs.flatMap(({ at, job }) =>
      job.uses === undefined ? [] : [{ at, job, file: basename(job.uses) }]
    )
    expect(callers.map(({ file }) => file).toSorted()).toEqual(["test.yml", "test.yml", "what-if.yml", "what-if.yml"])
    for (const { at, file, job } of callers)
      expect(Object.keys(job.with ?? {}), at).toEqual(
        Object.keys(readCall(workflows[file]?.on["workflow_call"]).inputs)
      )
  })

  it("end some time", () => {
    for (const { at, job } of jobs) expect(job.uses !== undefined || (job["timeout-minutes"] ?? 0) > 0, at).toBe(true)
  })

  it("let those alone sign in to Azure that do, as themselves: an environment's, or the reader", () => {
    for (const { at, job, permissions, steps: all } of jobs) {
      const signsIn =
        all.some(({ uses }) => uses?.startsWith("azure/login@")) || job.uses?.endsWith("/what-if.yml") === true
      expect(permissions["id-token"] === "write", at).toBe(signsIn)
    }
    const identities = steps.flatMap(({ job, step }) =>
      step.uses?.startsWith("azure/login@") === true ? [[job.environment !== undefined, step.with?.["client-id"]]] : []
    )
    expect(identities).toEqual([
      [true, "${{ vars.AZURE_CLIENT_ID }}"],
      [false, "${{ vars.AZURE_REVIEW_CLIENT_ID }}"]
    ])
  })

  it("tell secrets to the job alone that reviewers let through, and to one step of it", () => {
    for (const { at, step } of steps)
      if (JSON.stringify(step).includes("secrets.")) expect([at, step.env], at).toEqual(["deploy.yml deploy", step.env])
    for (const { at, job } of jobs) expect(JSON.stringify(job.env ?? {}), at).not.toContain("secrets.")
    expect(
      ["review.yml", "test.yml", "what-if.yml"].map((file) => textOf(".github/workflows", file)).join("")
    ).not.toContain("secrets.")
  })

  it("tell the parameter files what those take from the environment", () => {
    const secret = ["EXTERNAL_ID_CLIENT_SECRET", "ALERT_WEBHOOK_URI"]
    const others = ["REGISTRY_RESOURCE_GROUP"]
    for (const [file, left] of [
      ["deploy.yml", others],
      ["what-if.yml", [...others, ...secret, "EXTERNAL_ID_CLIENT_ID"]]
    ] as const) {
      const text = textOf(".github/workflows", file)
      const told = (name: string) =>
        text.includes(`${name}: `) ||
        (/^SERVICE_\w+_IMAGE_NAME$/.test(name) && text.includes("SERVICE_${part^^}_IMAGE_NAME="))
      expect([...taken].filter((name) => !told(name)).toSorted(), file).toEqual([...left].toSorted())
    }
  })

  it("know by their own names what they set, and the outputs of the deployment", () => {
    for (const { at, job, run } of scripts) {
      const set = [...run.matchAll(/\b(?:for |export )?(\w+)(?:=| in )/g)].map(([, name]) => name)
      const known = new Set([
        ...Object.keys(job.env ?? {}),
        ...outputs,
        ...set,
        "GITHUB_ENV",
        "GITHUB_OUTPUT",
        "GITHUB_STEP_SUMMARY"
      ])
      for (const [, name] of run.matchAll(/\$\{?([A-Za-z_]\w*)/g))
        expect(known, `${at}: $${name ?? ""}`).toContain(name)
    }
  })

  it("ask of a deployment all that the smoke test can ask, but how long it waits", () => {
    const asked = textOf(".github/workflows/deploy.yml")
      .match(/npm run smoke -- .*/)?.[0]
      .match(/(?<= |\+)--\w+/g)
    const options = textOf("infra/deploy/main.ts").matchAll(/^ {4}(\w+): \{ type: "string"/gm)
    expect(["--patience", ...(asked ?? [])].toSorted()).toEqual([...options].map(([, name]) => `--${name}`).toSorted())
  })

  it("ask for container apps by the names they have", () => {
    const names = [...textOf("infra/modules/names.bicep").matchAll(/'(ca-\w+-tt)-\$\{environment\}'/g)].map(
      ([, name]) => name
    )
    const parts = /for part in ([\w ]+); do/.exec(textOf(".github/workflows/what-if.yml"))?.[1]?.split(" ")
    expect(parts?.map((part) => `ca-${part}-tt`)).toEqual(names)
  })
})
