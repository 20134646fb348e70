import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { createServer } from "node:net"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import { runMain } from "../../../tests/system/run-main.ts"

const folder = mkdtempSync(join(tmpdir(), "start-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Runs the command as `npm start` does; it is told to stop once it has said its address. */
const start = (home: string, ...args: ReadonlyArray<string>) =>
  runMain(join(import.meta.dirname, "main.ts"), args, {
    env: { TRADETOWER_HOME: home, XDG_CONFIG_HOME: join(folder, "config") },
    stopAt: "TradingTower runs at"
  })

const recording = (name: string, ...lines: ReadonlyArray<string>): string => {
  const file = join(folder, name)
  writeFileSync(file, ["timestamp,open,high,low,close,volume", ...lines, ""].join("\n"))
  return file
}

describe("npm start", () => {
  it("says its one address, stops cleanly when told to, and takes the next port when one is in use", async () => {
    const taken = createServer()
    await new Promise<void>((listening) => taken.listen(0, "127.0.0.1", () => listening()))
    const { port } = taken.address() as AddressInfo
    const { code, output } = await start(join(folder, "good"), "--simulate", "--port", String(port))
    taken.close()
    expect(output).toContain(`Port ${port} is in use`)
    expect(output.match(/http:\/\/127\.0\.0\.1:\d+\//g)).toHaveLength(1)
    expect(code).toBe(0)
    expect(readdirSync(join(folder, "good"))).toEqual(["simulated"])
  })

  it.skipIf(process.platform === "win32")("makes nothing that another user of the computer could read", async () => {
    const home = join(folder, "private")
    mkdirSync(home, { mode: 0o755 })
    await start(home, "--simulate", "--port", "0")
    const all = readdirSync(home, { recursive: true, withFileTypes: true }).map((entry) =>
      join(entry.parentPath, entry.name)
    )
    expect(all.length).toBeGreaterThan(5)
    expect([home, ...all].filter((path) => (statSync(path).mode & 0o077) !== 0)).toEqual([])
  })

  it("says which other market's bots rest, and how to come back to them", async () => {
    const home = join(folder, "two")
    mkdirSync(join(home, "live"), { recursive: true })
    const { output } = await start(home, "--simulate", "--port", "0")
    expect(output).toContain("live (npm start -- --live)")
    expect(readdirSync(home)).toContain("simulated")
  })

  it("says what is wrong with a folder that is none, and that a value begins with a dash", async () => {
    const file = recording("no-folder.csv")
    const [none, dashed] = await Promise.all([
      start(file, "--simulate", "--port", "0"),
      start(join(folder, "dashed"), "--simulate", "--speed", "-2")
    ])
    expect(none.output).toContain(`can't be used: ENOTDIR`)
    expect(none.output).toContain("Choose another folder with TRADETOWER_HOME.")
    expect(dashed.output).toContain("where that is its value, write --speed=VALUE. Known are --port")
    expect([none.code, dashed.code]).toEqual([2, 2])
  })

  it("names the bad line of a recording and makes nothing", async () => {
    const file = recording("coinbase-BTC-USD-1m.csv", "1504396800000,1,2,1,1.5,3", "1504396860000,1,x,1,1,1")
    const home = join(folder, "unmade")
    const { code, output } = await start(home, "--replay", file, "--port", "0")
    expect(code).toBe(2)
    expect(output).toContain("line 3")
    expect(readdirSync(folder)).not.toContain("unmade")
  })

  it("refuses words it doesn't know, saying which it does", async () => {
    const { code, output } = await start(join(folder, "unmade"), "--sped", "2")
    expect(code).toBe(2)
    expect(output).toContain("Known are --port")
  })

  it("refuses a data folder of a newer version and leaves it as it is", async () => {
    const world = join(folder, "newer", "simulated")
    mkdirSync(world, { recursive: true })
    writeFileSync(join(world, "format.json"), '{"format":99}')
    const { code, output } = await start(join(folder, "newer"), "--simulate", "--port", "0")
    expect(code).toBe(1)
    expect(output).toContain("newer TradingTower")
    expect(readdirSync(world)).toEqual(["format.json"])
    expect(readFileSync(join(world, "format.json"), "utf8")).toBe('{"format":99}')
  })
})
