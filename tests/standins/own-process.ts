import { spawn } from "node:child_process"
import { createInterface } from "node:readline"

/** A stand-in in a process of its own, which outlives whoever it plays for. */
export interface OwnProcess {
  /** Where it is, as it said. */
  readonly addresses: ReadonlyArray<string>
  /** Its input closes: it ends by itself. */
  readonly stop: () => Promise<void>
}

/** Starts `main`, and waits for its line: its name, then its addresses. */
export const startOwnProcess = async (
  name: string,
  main: string,
  flags: ReadonlyArray<string>
): Promise<OwnProcess> => {
  const child = spawn(process.execPath, ["--conditions=source", main, ...flags], {
    stdio: ["pipe", "pipe", "inherit"]
  })
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()))
  const addresses = await new Promise<ReadonlyArray<string>>((resolve, reject) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      if (line.startsWith(`${name} `)) resolve(line.split(" ").slice(1))
    })
    child.once("exit", (code) => reject(new Error(`${name} ended with ${code} before it listened`)))
  })
  return {
    addresses,
    stop: () => {
      child.stdin.end()
      return ended
    }
  }
}
