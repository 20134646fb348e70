import { globSync, readFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { describe, expect, it } from "vitest"
import { keyInText } from "./rules/keys.ts"

const root = resolve(import.meta.dirname, "../..")
const templates = new Map(
  globSync("infra/{main.bicep,modules/**/*.bicep,environments/**/*.bicepparam}", { cwd: root }).map((path) => [
    path.replaceAll("\\", "/"),
    readFileSync(join(root, path), "utf8")
  ])
)

/** What is secret by its name. */
const secretive = /secret|password|webhookUri|signIn|connectionString|token|credential|\bkey\b|key$|keys$/i
/** Of those what is none: where telemetry goes, which without an identity takes nothing, and whether keys are kept. */
const open: Readonly<Record<string, string>> = {
  insightsConnectionString: "takes nothing without an identity",
  connectionString: "takes nothing without an identity",
  token: "makes names unique"
}

/** What is wrong with one file, each in a few words. */
const leaks = (path: string, text: string): ReadonlyArray<string> => {
  const found: Array<string> = []
  // Functions of a resource that give keys.
  for (const [word] of text.matchAll(keyInText)) found.push(`asks for, or has, a key: ${word}`)
  for (const [, name = "", type = ""] of text.matchAll(/^output (\w+) (.+?) =/gm))
    if ((secretive.test(name) && !(name in open)) || /secure/.test(type)) found.push(`outputs ${name}`)
  for (const [, before = "", name = "", type = ""] of text.matchAll(/((?:^@.*\n)*)^param (\w+) (\S+)/gm))
    if (
      path.endsWith(".bicep") &&
      secretive.test(name) &&
      !(name in open) &&
      !before.includes("@secure()") &&
      // A type that is secure itself.
      type !== "SignIn"
    )
      found.push(`${name} is not secure`)
  if (path.endsWith(".bicepparam"))
    for (const [, name = "", value = ""] of text.matchAll(/^\s*(?:param )?(\w+)(?:\s*=|:)\s*(.+)$/gm))
      if (secretive.test(name) && !/^(empty\()?readEnvironmentVariable\('[A-Z_]+', ''\)\)?$/.test(value))
        found.push(`${name} is written down`)
  return found
}

describe("no template, parameter or output has a secret", () => {
  it.each([...templates])("%s", (path, text) => {
    expect(leaks(path, text)).toEqual([])
  })

  it("the sign-in's type is secure", () => {
    expect(templates.get("infra/modules/compute/static-web-app.bicep")).toMatch(
      /@export\(\)\n@secure\(\)\n@description\([^\n]+\)\ntype SignIn = /
    )
  })

  // Put together here: nothing that is committed may have one, this file neither.
  const list = (what: string, of = "") => `list${what}(${of})`
  const after = (path: string, text: string) => [path, `${templates.get(path)}\n${text}\n`] as const
  const instead = (path: string, from: string, to: string) =>
    [path, (templates.get(path) ?? "").replace(from, to)] as const
  it.each<readonly [what: string, readonly [path: string, text: string]]>([
    [
      "a key of the bus",
      after("infra/modules/messaging/service-bus.bicep", `var key = bus.${list("Keys")}.primaryKey`)
    ],
    ["a key of documents", after("infra/main.bicep", `var key = ${list("Keys", "x, '2025-10-15'")}.primaryMasterKey`)],
    ["a password of the registry", after("infra/main.bicep", `var all = registry.${list("Credentials")}`)],
    ["an output", after("infra/main.bicep", "output busConnectionString string = x")],
    ["an output that is secure", after("infra/main.bicep", "@secure()\noutput x secureString = y")],
    [
      "a parameter that is shown",
      instead("infra/main.bicep", "@secure()\nparam alertWebhookUri", "param alertWebhookUri")
    ],
    ["a parameter of a module that is shown", instead("infra/modules/monitoring/action-group.bicep", "@secure()", "")],
    ["a secret in a parameter file", after("infra/environments/prod.bicepparam", "param clientSecret = 'abc'")],
    [
      "a secret that is there when none is set",
      instead(
        "infra/environments/common.bicepparam",
        ": readEnvironmentVariable('EXTERNAL_ID_CLIENT_SECRET', '')",
        ": readEnvironmentVariable('EXTERNAL_ID_CLIENT_SECRET', 'abc')"
      )
    ]
  ])("%s is told", (_, [path, text]) => {
    expect(text).not.toBe(templates.get(path))
    expect(leaks(path, text)).not.toEqual([])
  })
})
