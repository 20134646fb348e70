import { spawn } from "node:child_process"
import { constants } from "node:os"
import { nodeIn } from "./install.mjs"

/**
 * Runs a module in this terminal, on Node 24, and ends as it does. It is told to end when we are, and hears by the channel
 * between us that we are gone.
 */
export const runNode = (root, args) => {
  const child = spawn(nodeIn(root), args, { stdio: ["inherit", "inherit", "inherit", "ipc"] })
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"])
    process.on(signal, () => {
      // From a terminal it gets a Ctrl-C by itself.
      if (signal !== "SIGINT" || !process.stdin.isTTY) child.kill(signal)
    })
  child.on("exit", (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)))
}
