import { type ChildProcess, spawn } from "node:child_process"
import { resolve } from "node:path"

const root = resolve(import.meta.dirname, "../..")

/** A process of the distributed system. */
export interface Running {
  readonly child: ChildProcess
  /** What it printed last. */
  readonly output: () => string
  /** Until it prints a line of which `of` makes something; throws what it printed if it ends before. */
  readonly says: <A>(of: (line: string) => A | undefined) => Promise<A>
  readonly ended: Promise<void>
  /** Writes a line to its input. */
  readonly tell: (line: string) => void
  /** Told to end, and killed when it does not within half a minute. */
  readonly stop: () => Promise<void>
}

const MOST_LINES = 2_000

/** Starts a module, ours or bundled. */
export const run = (file: string, env: Readonly<Record<string, string>> = {}): Running => {
  const child = spawn(process.execPath, ["--conditions=source", resolve(root, file)], {
    cwd: root,
    // By the fourth it knows when we are gone, and ends.
    stdio: ["pipe", "pipe", "pipe", "ipc"],
    env: { ...process.env, NODE_COMPILE_CACHE: resolve(root, ".build", "compiled"), ...env }
  })
  const lines: Array<string> = []
  /** What was not a whole line yet, of each stream. */
  const begun = { stdout: "", stderr: "" }
  const hearers = new Set<() => void>()
  const hear = (stream: keyof typeof begun) => (chunk: string) => {
    const whole = (begun[stream] + chunk).split("\n")
    begun[stream] = whole.pop() ?? ""
    lines.push(...whole)
    lines.splice(0, lines.length - MOST_LINES)
    for (const each of hearers) each()
  }
  child.stdout?.setEncoding("utf8").on("data", hear("stdout"))
  child.stderr?.setEncoding("utf8").on("data", hear("stderr"))
  const output = () => [...lines, ...Object.values(begun).filter((rest) => rest !== "")].join("\n")
  const ended = new Promise<void>((done) => child.once("close", () => done()))
  return {
    child,
    output,
    ended,
    says: (of) =>
      new Promise((found, refused) => {
        const look = () => {
          for (const line of lines) {
            const made = of(line)
            if (made === undefined) continue
            hearers.delete(look)
            return found(made)
          }
        }
        hearers.add(look)
        look()
        void ended.then(() => refused(new Error(`${file} ended:\n${output()}`)))
      }),
    tell: (line) => void child.stdin?.write(`${line}\n`),
    stop: async () => {
      child.kill("SIGTERM")
      const patience = setTimeout(() => child.kill("SIGKILL"), 120_000)
      await ended
      clearTimeout(patience)
    }
  }
}
