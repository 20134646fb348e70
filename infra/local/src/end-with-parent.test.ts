import { spawn } from "node:child_process"
import { createInterface } from "node:readline"
import { resolve } from "node:path"
import { pathToFileURL } from "node:url"
import { expect, it } from "vitest"

const preload = pathToFileURL(resolve(import.meta.dirname, "../end-with-parent.mjs")).href

/** Starts a program that stays, which starts another that does; says the ids of both. */
const stays = `
  const { spawn } = require("node:child_process")
  const inner = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"], { stdio: "ignore" })
  setInterval(() => {}, 1000)
  console.log(process.pid, inner.pid)`

const parentOf = (detached: boolean) => `
  const { spawn } = require("node:child_process")
  spawn(process.execPath, ["--import=${preload}", "-e", ${JSON.stringify(stays)}], {
    detached: ${detached},
    stdio: ["ignore", "inherit", "inherit", "ipc"]
  })`

const isAlive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** Starts a program by a parent that is then killed; answers with the ids of the program and of what it started. */
const orphaned = async (detached: boolean): Promise<ReadonlyArray<number>> => {
  const parent = spawn(process.execPath, ["-e", parentOf(detached)], { stdio: ["ignore", "pipe", "inherit"] })
  const line = await new Promise<string>((heard) => createInterface({ input: parent.stdout }).once("line", heard))
  parent.kill("SIGKILL")
  return line.split(" ").map(Number)
}

it("a program of others ends once who started it was killed, and with it the group that it leads", async () => {
  const [alone = 0, left = 0] = await orphaned(false)
  const group = await orphaned(true)
  await expect.poll(() => [alone, ...group].filter(isAlive)).toEqual([])
  process.kill(left)
})
