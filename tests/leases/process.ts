import { type ChildProcess, spawn } from "node:child_process"
import { join } from "node:path"
import { createInterface } from "node:readline"
import { until } from "../system/trader.ts"

/** A process of the tests' own, and what it has said. */
export interface Speaking {
  readonly child: ChildProcess
  /** Its lines so far. */
  readonly said: ReadonlyArray<string>
  readonly ended: Promise<void>
}

/** Starts a module beside this one in a process of its own. */
export const speaking = (module: string, env: Readonly<Record<string, string>>): Speaking => {
  const child = spawn(process.execPath, ["--conditions=source", join(import.meta.dirname, module)], {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, ...env }
  })
  const said: Array<string> = []
  createInterface({ input: child.stdout }).on("line", (line) => said.push(line))
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()))
  return { child, said, ended }
}

/** Waits until something was counted so often. */
export const seen = (what: string, count: () => number, least: number) =>
  until(
    what,
    () => Promise.resolve(count()),
    (now) => now >= least
  )
