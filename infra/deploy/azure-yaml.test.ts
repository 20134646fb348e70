import { spawnSync } from "node:child_process"
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { delimiter, join, resolve } from "node:path"
import { Schema } from "effect"
import { afterAll, describe, expect, it } from "vitest"
import { parse } from "yaml"
import { parts } from "../cloud/build.mjs"

const root = resolve(import.meta.dirname, "../..")
const textOf = (...path: ReadonlyArray<string>) => readFileSync(join(root, ...path), "utf8")
const folder = mkdtempSync(join(tmpdir(), "azd-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Of azd's schema of 2026-08, what is used here; anything else is refused. Inline scripts need a shell. */
const Hook = Schema.Struct({ shell: Schema.Literals(["sh", "pwsh"]), run: Schema.String })
const hooksOn = <const Names extends ReadonlyArray<string>>(...names: Names) =>
  Schema.Struct(
    Object.fromEntries(names.map((name) => [name, Schema.optionalKey(Hook)])) as {
      readonly [Name in Names[number]]: Schema.optionalKey<typeof Hook>
    }
  )
const host = { project: Schema.String, language: Schema.Literal("js") }
const Service = Schema.Union([
  Schema.Struct({
    ...host,
    host: Schema.Literal("containerapp"),
    docker: Schema.Struct({
      path: Schema.String,
      context: Schema.String,
      buildArgs: Schema.Array(Schema.String),
      remoteBuild: Schema.Literal(true)
    })
  }),
  Schema.Struct({
    ...host,
    host: Schema.Literal("function"),
    dist: Schema.String,
    // Else it leaves node_modules out.
    remoteBuild: Schema.Literal(false),
    hooks: hooksOn("prepackage")
  }),
  Schema.Struct({
    ...host,
    host: Schema.Literal("staticwebapp"),
    dist: Schema.String,
    // Packaging builds the site, which empties its folder.
    hooks: hooksOn("predeploy")
  })
])
const AzureYaml = Schema.Struct({
  name: Schema.String.check(Schema.isPattern(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/)),
  requiredVersions: Schema.Struct({ azd: Schema.String }),
  infra: Schema.Struct({ provider: Schema.Literal("bicep"), path: Schema.String, module: Schema.String }),
  workflows: Schema.Struct({ up: Schema.Struct({ steps: Schema.Array(Schema.Struct({ azd: Schema.String })) }) }),
  hooks: hooksOn("postprovision"),
  services: Schema.Record(Schema.String, Service)
})
const read = Schema.decodeUnknownSync(AzureYaml, { onExcessProperty: "error" })
const azd = read(parse(textOf("azure.yaml")))
const services = Object.entries(azd.services)
const outputs = [...textOf("infra/main.bicep").matchAll(/^output (\w+) /gm)].map(([, name = ""]) => name)

/** Says where it was run, and how. */
const standIn = (name: string) => {
  writeFileSync(join(folder, name), `#!/bin/sh\necho "$PWD: ${name} $*"\n`)
  chmodSync(join(folder, name), 0o755)
}
/** Runs a hook as azd does: in its folder, with what azd knows; commands found first in `folder`. */
const runHook = (hook: typeof Hook.Type | undefined, at: string, env: Readonly<Record<string, string>>) =>
  spawnSync(hook?.shell ?? "", ["-c", hook?.run ?? ""], {
    cwd: join(root, at),
    encoding: "utf8",
    env: { PATH: `${folder}${delimiter}${process.env["PATH"]}`, ...env }
  })

describe("azure.yaml", () => {
  it("is read as azd reads it, and nothing that azd's schema lacks gets by", () => {
    expect(services.map(([name]) => name)).toEqual(["api", "execution", "realtime", "simulations", "site"])
    const changed = (change: object) => () => read({ ...(parse(textOf("azure.yaml")) as object), ...change })
    expect(changed({ hook: {} })).toThrow(/hook/)
    expect(changed({ hooks: { predeploys: { shell: "sh", run: "true" } } })).toThrow(/predeploys/)
    expect(changed({ services: { site: { ...azd.services["site"], docker: {} } } })).toThrow(/docker/)
  })

  it("provisions first: the site is built with the hub's name, containers need the registry's", () => {
    expect(azd.workflows.up.steps.map((step) => step.azd)).toEqual(["provision", "package --all", "deploy --all"])
    expect(azd.requiredVersions.azd).toBe(">= 1.31.0")
  })

  it("names files and folders that are there", () => {
    expect(existsSync(join(root, azd.infra.path, `${azd.infra.module}.bicepparam`))).toBe(true)
    for (const [name, service] of services) {
      expect(existsSync(join(root, service.project)), name).toBe(true)
      if (service.host !== "containerapp") continue
      expect(existsSync(join(root, service.project, service.docker.path)), name).toBe(true)
      expect(service.docker.buildArgs).toEqual([`PART=${name}`])
      expect(parts).toContain(name)
    }
  })

  it("tells the build of the site where the hub is, of what was provisioned", () => {
    standIn("azd")
    const run = azd.hooks.postprovision?.run ?? ""
    const asked = [...run.matchAll(/\$(\w+)/g)].map(([, name]) => name)
    expect(asked.length).toBeGreaterThan(0)
    for (const name of asked) expect(outputs).toContain(name)
    const { status, stdout } = runHook(azd.hooks.postprovision, ".", { pubSubHost: "wps.webpubsub.azure.com" })
    expect(status).toBe(0)
    expect(stdout.trim().split("\n")).toEqual([
      `${root}: azd env set TRADETOWER_HUB wss://wps.webpubsub.azure.com`,
      `${root}: azd env set TRADETOWER_SIGN_IN entra`
    ])
    const config = textOf("site/astro.config.mjs")
    for (const [, name] of stdout.matchAll(/TRADETOWER_\w+/g)) expect(config).toContain(`process.env.${name ?? ""}`)
  })

  it("puts the functions together before they are packaged, into the folder that is packaged", () => {
    standIn("node")
    const { api } = azd.services
    if (api?.host !== "function") return expect.unreachable()
    const { stdout } = runHook(api.hooks.prepackage, api.project, {})
    expect(stdout).toBe(`${root}: node infra/cloud/pack.mjs functions\n`)
    expect(textOf("infra/cloud/pack.mjs")).toContain('join(root, "infra", "cloud", "dist", "packed", name)')
    expect(join(api.project, api.dist)).toBe("infra/cloud/dist/packed/functions")
    rmSync(join(folder, "node"))
  })

  it("renders the site's configuration before it is deployed, of what azd knows", () => {
    standIn("npm")
    const { site } = azd.services
    if (site?.host !== "staticwebapp") return expect.unreachable()
    const { stdout } = runHook(site.hooks.predeploy, site.project, {})
    expect(stdout).toBe(`${join(root, "site")}: npm --prefix .. run -s site:config\n`)
    const main = join(root, "infra/site/main.ts")
    const render = (env: Readonly<Record<string, string>>) =>
      spawnSync(process.execPath, [main, "--into", folder], { encoding: "utf8", env })
    expect(render({})).toMatchObject({ status: 2, stderr: expect.stringContaining("ISSUER") as string })
    for (const name of ["siteHost", "frontDoorId"]) expect(outputs).toContain(name)
    const ISSUER = "https://tower.ciamlogin.com/0a1b/v2.0"
    // A site that answers everybody is asked for, not come by.
    expect(render({ ISSUER, siteHost: "tower.example" })).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("--front-door") as string
    })
    expect(render({ ISSUER, siteHost: "tower.example", frontDoorId: "" })).toMatchObject({
      status: 0,
      stdout: expect.stringContaining("answers whoever asks") as string
    })
    const written = () => readFileSync(join(folder, "staticwebapp.config.json"), "utf8")
    expect(written()).toContain(`${ISSUER}/.well-known/openid-configuration`)
    expect(written()).not.toContain("X-Azure-FDID")
    const frontDoorId = "8d1d7a5e-0f5c-4e0a-9a53-0d2f3a9e7c11"
    expect(render({ ISSUER, siteHost: "tower.example", frontDoorId }).status).toBe(0)
    expect(written()).toContain('"tower.example"')
    expect(written()).toContain(frontDoorId)
  })
})

it("keeps what azd knows out of the repository and of images: a secret may be among it", () => {
  for (const file of [".gitignore", ".dockerignore"]) expect(textOf(file), file).toMatch(/^\.azure\/?$/m)
})
