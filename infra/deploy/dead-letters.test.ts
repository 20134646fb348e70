import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { delimiter, join } from "node:path"
import { Effect } from "effect"
import { afterAll, afterEach, expect, it } from "vitest"
import topics from "../resources/topics.json" with { type: "json" }
import { deadLetters } from "./dead-letters.ts"

const folder = mkdtempSync(join(tmpdir(), "az-"))
const path = process.env["PATH"] ?? ""
afterEach(() => {
  process.env["PATH"] = path
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Stands for Azure's CLI: writes down what it was asked, and runs a line of shell. */
const azureCli = (line: string): void => {
  const az = join(folder, "az")
  writeFileSync(az, `#!/bin/sh\necho "$*" >> ${join(folder, "asked")}\n${line}\n`)
  chmodSync(az, 0o755)
  process.env["PATH"] = `${folder}${delimiter}${path}`
}
const answering = (count: number) =>
  `echo '[{"name":"engine","countDetails":{"activeMessageCount":7,"deadLetterMessageCount":'${count}'}}]'`
const ask = () => Effect.runPromise(Effect.flip(deadLetters({ resourceGroup: "rg", name: "sb-tt" }).ask))

it("a bus without dead letters is right; every topic was asked, by what a Reader may", async () => {
  azureCli(answering(0))
  await Effect.runPromise(deadLetters({ resourceGroup: "rg", name: "sb-tt" }).ask)
  const asked = readFileSync(join(folder, "asked"), "utf8").trim().split("\n")
  expect(asked.map((line) => / --topic-name (\S+) /.exec(line)?.[1])).toEqual(Object.keys(topics))
  for (const line of asked) expect(line).toMatch(/^servicebus topic subscription list --resource-group rg /)
})

it("dead letters are told with their number and place, and not waited for", async () => {
  azureCli(answering(2))
  const { mayPass, why } = await ask()
  expect(why).toContain("2 in bot-commands/engine")
  expect(mayPass).toBe(false)
})

it("a role that is not known yet may pass, and what the CLI said is told", async () => {
  azureCli("echo '(AuthorizationFailed) no Reader' >&2; exit 1")
  expect(await ask()).toMatchObject({
    mayPass: true,
    why: expect.stringContaining("(AuthorizationFailed) no Reader") as string
  })
})

it("a machine without Azure's CLI is told so at once", async () => {
  process.env["PATH"] = join(folder, "nothing")
  expect(await ask()).toMatchObject({ mayPass: false, why: expect.stringContaining("install it") as string })
})
