import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { join } from "node:path"

/** How long is waited between two looks, ms. */
const LOOK = 200

const isAlive = (pid) => {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === "EPERM"
  }
}

/** Whether this process may go on alone: nobody held the folder, or who did is gone. */
const taken = (file) => {
  try {
    writeFileSync(file, String(process.pid), { flag: "wx" })
    return true
  } catch (error) {
    if (error.code !== "EEXIST") throw error
  }
  try {
    const pid = Number(readFileSync(file, "utf8"))
    // Nothing written yet is somebody who has only just begun.
    if (pid > 0 && !isAlive(pid)) rmSync(file, { force: true })
  } catch (error) {
    if (error.code !== "ENOENT") throw error
  }
  return false
}

/**
 * Does what two processes must not do in one folder at a time, such as building into it: waits for another that does, and
 * takes over from one that died over it.
 */
export const oneAtATime = (root, work) => {
  const folder = join(root, ".build")
  mkdirSync(folder, { recursive: true })
  const file = join(folder, "busy")
  for (let looks = 0; !taken(file); looks += 1) {
    if (looks === 5) console.log("Another start is at work in this folder; waiting for it ...")
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LOOK)
  }
  try {
    return work()
  } finally {
    rmSync(file, { force: true })
  }
}
