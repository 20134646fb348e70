import { type ChildProcess, spawn } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { afterAll, describe, expect, it } from "vitest"

const folder = mkdtempSync(join(tmpdir(), "supervise-"))
const started: Array<ChildProcess> = []
afterAll(() => {
  for (const each of started) each.kill("SIGKILL")
  rmSync(folder, { recursive: true, force: true })
})

const supervisor = pathToFileURL(join(import.meta.dirname, "../supervise.mjs")).href
const ending = pathToFileURL(join(import.meta.dirname, "end-in-order.ts")).href

/** Runs a server made of this code under the supervisor, in a process group of its own as a terminal does. */
const supervised = (server: string, firstPauseMs = 20, patienceMs = 60_000) => {
  const file = join(folder, `server-${started.length}.mjs`)
  writeFileSync(file, server)
  const options = { node: process.execPath, args: ["--conditions=source", file], env: {}, firstPauseMs, patienceMs }
  const child = spawn(
    process.execPath,
    [
      "--input-type=module",
      "-e",
      `import { supervise } from ${JSON.stringify(supervisor)}; supervise(${JSON.stringify(options)})`
    ],
    { detached: true, stdio: ["ignore", "pipe", "pipe"] }
  )
  started.push(child)
  let output = ""
  const hearers = new Set<() => void>()
  const hear = (part: Buffer) => {
    output += part.toString("utf8")
    for (const each of hearers) each()
  }
  child.stdout.on("data", hear)
  child.stderr.on("data", hear)
  const ended = new Promise<{ code: number | null; output: string }>((resolve) =>
    child.once("close", (code) => resolve({ code, output }))
  )
  /** Until it has said something so often; with all that it said. */
  const says = (what: RegExp, times = 1) =>
    new Promise<string>((resolve, reject) => {
      const look = () => {
        if ([...output.matchAll(new RegExp(what, "gm"))].length < times) return
        hearers.delete(look)
        resolve(output)
      }
      hearers.add(look)
      look()
      void ended.then(() => reject(new Error(`ended before it said ${what}:\n${output}`)))
    })
  return { child, ended, says, pid: child.pid ?? 0 }
}

const stays = `console.log("up " + process.pid); setInterval(() => {}, 1_000)`
const dies = (how: string) => `console.log("up"); ${how}`

describe("a server under supervision", () => {
  it.each([
    ["is killed", `process.kill(process.pid, "SIGKILL")`, "SIGKILL"],
    ["runs out of memory", "process.abort()", "SIGABRT"],
    ["fails", "process.exit(70)", "exit code 70"]
  ])("that %s is started again, five times in a minute at the most", async (_, how, said) => {
    const { code, output } = await supervised(dies(how)).ended
    expect(output.match(/^up$/gm)).toHaveLength(5)
    expect(output.match(/stopped at \d\d:\d\d/g)).toHaveLength(5)
    expect(output).toContain(`(${said}). It is started again in 0.02 s.`)
    expect(output).toContain("in 0.16 s.")
    expect(output).toContain("5 times within a minute, and is not started again")
    expect(code).toBe(1)
  })

  it.each([0, 1])("that ends with %i was meant to, and is left so", async (meant) => {
    const { code, output } = await supervised(dies(`process.exit(${meant})`)).ended
    expect({ code, output }).toEqual({ code: meant, output: "up\n" })
  })

  it("hears when those before it died, and keeps the port and the market it told", async () => {
    const server = `const before = JSON.parse(process.env.TRADETOWER_BEFORE)
      console.log("before " + JSON.stringify(before))
      process.send({ port: 4321, world: "LIVE" }, () => process.exit(before.stoppedAt.length < 2 ? 9 : 0))`
    const { code, output } = await supervised(server).ended
    expect(code).toBe(0)
    const heard = [...output.matchAll(/^before (.*)$/gm)].map(([, json]) => JSON.parse(json ?? "") as unknown)
    const moment: unknown = expect.any(Number)
    expect(heard).toEqual([
      { stoppedAt: [] },
      { port: 4321, world: "LIVE", stoppedAt: [moment] },
      { port: 4321, world: "LIVE", stoppedAt: [moment, moment] }
    ])
  })

  it.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("is stopped by %s, and not started again", async (signal) => {
    const server = `import { endInOrder } from ${JSON.stringify(ending)}
      endInOrder(async () => console.log("in order")); ${stays}`
    const alone = supervised(server)
    await alone.says(/^up/m)
    process.kill(alone.pid, signal)
    expect(await alone.ended).toMatchObject({
      code: 0,
      output: expect.stringMatching(/^up \d+\nin order\n$/) as string
    })
    const group = supervised(server)
    await group.says(/^up/m)
    process.kill(-group.pid, signal)
    expect(await group.ended).toMatchObject({
      code: 0,
      output: expect.stringMatching(/^up \d+\nin order\n$/) as string
    })
  })

  it("is not started again when told to stop in the pause", async () => {
    const { child, ended, says } = supervised(dies("process.exit(70)"), 3_600_000)
    await says(/It is started again/)
    child.kill("SIGINT")
    expect(await ended).toMatchObject({ code: 0, output: expect.stringMatching(/^up\n.*started again.*\n$/) as string })
  })

  it("that hangs is ended when told to stop, and not started again", async () => {
    const { child, ended, says } = supervised(`process.on("SIGINT", () => {}); ${stays}`, 20, 50)
    await says(/^up/m)
    child.kill("SIGINT")
    const { code, output } = await ended
    expect(output).toMatch(/^up \d+\nTradingTower did not stop within 0\.05 s and is ended\..*\n$/)
    expect(code).toBe(137)
  })

  it("ends when its supervisor went before it listened for that", async () => {
    const server = `${stays}
      process.once("disconnect", async () => {
        const { endInOrder } = await import(${JSON.stringify(ending)})
        endInOrder(async () => console.log("in order"))
      })`
    const { child, ended, says } = supervised(server)
    await says(/^up/m)
    child.kill("SIGKILL")
    expect((await ended).output).toContain("in order")
  })

  it("ends with its supervisor", async () => {
    const server = `import { endInOrder } from ${JSON.stringify(ending)}
      endInOrder(async () => console.log("in order")); ${stays}`
    const { child, ended, says } = supervised(server)
    await says(/^up/m)
    child.kill("SIGKILL")
    expect((await ended).output).toContain("in order")
  })

  it.each([
    ["throws", `setImmediate(() => { throw new Error("no listener", { cause: new Error("inner") }) })`],
    ["rejects", `void Promise.reject(new Error("no listener", { cause: new Error("inner") }))`]
  ])("says with its trace what %s uncaught, ends in order and is started again", async (_, how) => {
    const server = `import { endInOrder } from ${JSON.stringify(ending)}
      endInOrder(async () => console.log("in order"))
      ${stays}
      if (JSON.parse(process.env.TRADETOWER_BEFORE).stoppedAt.length === 0) ${how}`
    const { child, ended, says } = supervised(server)
    await says(/^up/m, 2)
    child.kill("SIGINT")
    const { output, code } = await ended
    expect(code).toBe(0)
    expect(output).toMatch(
      /FATAL .*nothing caught[\s\S]*no listener[\s\S]*at .*server-\d+\.mjs[\s\S]*inner[\s\S]*in order/
    )
    expect(output).toContain("(exit code 70). It is started again")
  })
})
