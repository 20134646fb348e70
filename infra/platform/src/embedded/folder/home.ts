import { homedir } from "node:os"
import { join, resolve } from "node:path"

const dataFolder = (): string => {
  if (process.platform === "win32") return process.env["LOCALAPPDATA"] ?? join(homedir(), "AppData", "Local")
  if (process.platform === "darwin") return join(homedir(), "Library", "Application Support")
  return process.env["XDG_DATA_HOME"] ?? join(homedir(), ".local", "share")
}

/** The one folder that everything is kept in: `TRADETOWER_HOME`, or the user's data folder's `tradetower`. */
export const home = (): string => {
  const chosen = process.env["TRADETOWER_HOME"]
  return chosen === undefined || chosen === "" ? join(dataFolder(), "tradetower") : resolve(chosen)
}
