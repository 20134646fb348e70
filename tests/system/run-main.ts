import { spawn } from "node:child_process"
import { resolve } from "node:path"

/** What became of a command. */
export interface Ended {
  readonly code: number | null
  /** All it printed. */
  readonly output: string
}

export interface Running {
  readonly env?: Readonly<Record<string, string>>
  /** Typed into it. */
  readonly input?: string
  /** At these words it is told to stop, as Ctrl-C does. */
  readonly stopAt?: string
}

/** Kept compiled, as `npm start` does: most of what a short run takes is reading the code. */
const compiled = resolve(import.meta.dirname, "../../.build/compiled")

/** Runs one of our main files, by its path, in a process of its own until it ends. */
export const runMain = (
  main: string,
  args: ReadonlyArray<string>,
  { env = {}, input, stopAt }: Running = {}
): Promise<Ended> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [main, ...args], {
      env: { ...process.env, NODE_COMPILE_CACHE: compiled, ...env }
    })
    let output = ""
    const hear = (chunk: Buffer) => {
      output += chunk.toString("utf8")
      if (stopAt !== undefined && output.includes(stopAt)) child.kill("SIGINT")
    }
    child.stdout.on("data", hear)
    child.stderr.on("data", hear)
    child.once("error", reject)
    child.once("close", (code) => resolve({ code, output }))
    child.stdin.end(input)
  })
