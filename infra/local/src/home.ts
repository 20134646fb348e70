import { chmodSync, readdirSync, statSync } from "node:fs"
import { homedir } from "node:os"
import { basename, extname, join, resolve } from "node:path"
import type { StartOptions } from "./arguments.ts"

const dataFolder = (): string => {
  if (process.platform === "win32") return process.env["LOCALAPPDATA"] ?? join(homedir(), "AppData", "Local")
  if (process.platform === "darwin") return join(homedir(), "Library", "Application Support")
  return process.env["XDG_DATA_HOME"] ?? join(homedir(), ".local", "share")
}

const configParent = (): string => {
  if (process.platform === "win32") return process.env["APPDATA"] ?? join(homedir(), "AppData", "Roaming")
  if (process.platform === "darwin") return join(homedir(), "Library", "Preferences")
  return process.env["XDG_CONFIG_HOME"] ?? join(homedir(), ".config")
}

/** The one folder that everything is kept in: `TRADETOWER_HOME`, or the user's data folder's `tradetower`. */
export const home = (): string => {
  const chosen = process.env["TRADETOWER_HOME"]
  return chosen === undefined || chosen === "" ? join(dataFolder(), "tradetower") : resolve(chosen)
}

const OURS = /^(live|simulated|replay-.+|passphrase\.json)$/

/** Takes the home folder from the computer's other users, unless something of others lies in it. */
export const closeHome = (): void => {
  const folder = home()
  if (process.platform === "win32" || (statSync(folder).mode & 0o077) === 0) return
  if (readdirSync(folder).every((name) => OURS.test(name))) chmodSync(folder, 0o700)
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
