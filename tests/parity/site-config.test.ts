import { spawnSync } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { expect, it } from "vitest"
import { SWA_CLI } from "@tradetower/local"

const root = resolve(import.meta.dirname, "../..")

it("a site's configuration, ours and what is deployed, is as Microsoft's schema has it", { timeout: 240_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), "site-config-"))
  try {
    const render = (name: string, ...more: ReadonlyArray<string>) => {
      const into = join(folder, name)
      mkdirSync(into)
      const arguments_ = ["--issuer", "https://tower.ciamlogin.com/0a1b/v2.0", "--into", into, ...more]
      const { status, stderr } = spawnSync(process.execPath, [join(root, "infra/site/main.ts"), ...arguments_])
      expect([status, stderr.toString()]).toEqual([0, ""])
      return join(into, "staticwebapp.config.json")
    }
    const wrong = join(folder, "wrong.json")
    writeFileSync(wrong, '{"auth":{"rolesSource":7}}')
    const door = ["--front-door", "8d1d7a5e-0f5c-4e0a-9a53-0d2f3a9e7c11", "--host", "tower.example"]
    const files = [
      join(root, "staticwebapp.config.json"),
      render("plain", "--front-door", ""),
      render("door", ...door),
      wrong
    ]
    const { stderr, stdout } = spawnSync(
      "npx",
      ["--yes", `--package=${SWA_CLI}`, "--", "node", join(import.meta.dirname, "published-schema.mjs"), ...files],
      { encoding: "utf8", cwd: folder, env: { ...process.env, npm_config_ignore_scripts: "true" } }
    )
    expect(stdout, stderr).toMatch(/^\[/)
    const [ours, plain, behindDoor, refused] = JSON.parse(stdout) as ReadonlyArray<ReadonlyArray<object>>
    expect([ours, plain, behindDoor]).toEqual([[], [], []])
    expect(refused).not.toEqual([])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
