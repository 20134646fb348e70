import { execFileSync, spawn } from "node:child_process"
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { expect, it } from "vitest"
import { freePort } from "../system/free-port.ts"
import { runMain } from "../system/run-main.ts"

const root = resolve(import.meta.dirname, "../..")
const MOST = 15_000_000

it("the archive holds all it needs: unpacked elsewhere it starts, serves its pages and is healthy", async () => {
  const made = await runMain(join(root, "infra/local/make-archive.mjs"), [])
  expect(made.code, made.output).toBe(0)
  const file = /^(dist\/\S+\.tar\.gz), /.exec(made.output)?.[1] ?? ""
  expect(statSync(join(root, file)).size).toBeLessThan(MOST)

  const folder = mkdtempSync(join(tmpdir(), "archive-"))
  execFileSync("tar", ["-xzf", join(root, file), "-C", folder])
  const unpacked = join(folder, readdirSync(folder)[0] ?? "")
  expect(readFileSync(join(unpacked, "package.json"), "utf8")).toContain(
    `"start": "node infra/local/tradetower.mjs start"`
  )
  const port = await freePort()
  const server = spawn(
    process.execPath,
    ["infra/local/tradetower.mjs", "start", "--simulate", "--port", String(port)],
    {
      cwd: unpacked,
      env: { ...process.env, TRADETOWER_HOME: join(folder, "home"), XDG_CONFIG_HOME: join(folder, "config") }
    }
  )
  let said = ""
  for (const stream of [server.stdout, server.stderr]) stream.on("data", (text) => (said += String(text)))
  try {
    await expect.poll(() => said).toContain(`runs at http://127.0.0.1:${port}/`)
    const page = await fetch(`http://127.0.0.1:${port}/`)
    expect(await page.text()).toContain("TradingTower")
    expect((await fetch(`http://127.0.0.1:${port}/api/v1/health`)).status).toBe(200)
    // What is loaded only once it is asked for is there, too.
    for (const name of readdirSync(join(unpacked, "node_modules/ccxt/js/src")))
      if (!name.includes("-")) await import(join(unpacked, "node_modules/ccxt/js/src", name))
  } finally {
    const ended = new Promise((done) => server.once("exit", done))
    server.kill("SIGTERM")
    await ended
    rmSync(folder, { recursive: true, force: true })
  }
})
