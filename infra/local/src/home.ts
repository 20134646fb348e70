import { chmodSync, readdirSync, statSync } from "node:fs"
import { homedir } from "node:os"
import { basename, extname, join } from "node:path"
import { home } from "@tradetower/platform/embedded"
import type { StartOptions } from "./arguments.ts"

const configParent = (): string => {
  if (process.platform === "win32") return process.env["APPDATA"] ?? join(homedir(), "AppData", "Roaming")
  if (process.platform === "darwin") return join(homedir(), "Library", "Preferences")
  return process.env["XDG_CONFIG_HOME"] ?? join(homedir(), ".config")
}

/** Whether a folder of the home is a market's. */
export const isWorld = (name: string): boolean => /^(live|simulated|replay-.+)$/.test(name)

const isOurs = (name: string): boolean => isWorld(name) || name === "passphrase.json"

/** Takes the home folder from the computer's other users, unless something of others lies in it. */
export const closeHome = (): void => {
  const folder = home()
  if (process.platform === "win32" || (statSync(folder).mode & 0o077) === 0) return
  if (readdirSync(folder).every(isOurs)) chmodSync(folder, 0o700)
}

/** Where the passphrase is kept that signs in, to every world. */
export const passphraseFile = (): string => join(home(), "passphrase.json")

/** Where the key to the secrets lies, apart from what it opens. */
export const configFolder = (): string => join(configParent(), "tradetower")

/** The name of a world's folder inside `home`. */
export const worldName = (world: StartOptions["world"]): string => {
  if (world.kind === "REPLAY") {
    return `replay-${basename(world.file, extname(world.file)).replace(/[^\w.-]+/g, "_")}`
  }
  return world.kind === "SIMULATED" ? "simulated" : "live"
}
