import { execFileSync, spawnSync } from "node:child_process"
import { existsSync } from "node:fs"
import { createRequire } from "node:module"
import { join } from "node:path"

/** The one without windows first: it takes a quarter less of the processor for the same. */
const names = [
  "chromium-headless-shell",
  "chromium",
  "chromium-browser",
  "google-chrome-stable",
  "google-chrome",
  "chrome"
]
const fixed = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
  "C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe"
]

const works = (path) => existsSync(path) && spawnSync(path, ["--version"], { timeout: 20_000 }).status === 0

const installed = () => {
  const folders = (process.env["PATH"] ?? "").split(process.platform === "win32" ? ";" : ":")
  const inPath = names.flatMap((name) => folders.map((folder) => join(folder, name)))
  return [process.env["CHROMIUM"], ...inPath, ...fixed].find((path) => path !== undefined && works(path))
}

const quiet = (command, args) => spawnSync(command, args, { stdio: "ignore", timeout: 300_000 }).status === 0

const fromDebian = () => {
  if (process.getuid?.() !== 0 || !quiet("apt-get", ["--version"])) return undefined
  const get = (name) => quiet("apt-get", ["install", "-y", "-qq", "--no-install-recommends", name])
  // Older releases have no package without windows.
  const got = () => get("chromium-headless-shell") || get("chromium")
  if (!got() && quiet("apt-get", ["update", "-qq"])) got()
  return installed()
}

const fromPlaywright = () => {
  const require = createRequire(import.meta.url)
  const cli = join(require.resolve("playwright-core/package.json"), "..", "cli.js")
  const script = `process.stdout.write(require(${JSON.stringify(require.resolve("playwright-core"))}).chromium.executablePath())`
  const path = () => execFileSync(process.execPath, ["-e", script], { encoding: "utf8" })
  if (!works(path())) quiet(process.execPath, [cli, "install", "chromium"])
  return works(path()) ? path() : undefined
}

/**
 * Where a Chromium is: the one installed (or named by `CHROMIUM`), else Debian's package where we may install it, else
 * Playwright's own. `undefined` when none can be had.
 */
export const findChromium = () => installed() ?? fromDebian() ?? fromPlaywright()

export const withoutChromium = `No Chromium found, and none could be installed. Do one of these, then try again:
  - install it:                  apt-get install chromium   (or Google Chrome)
  - let Playwright fetch it:     npx playwright-core install --with-deps chromium
  - name one that is elsewhere:  CHROMIUM=/path/to/chromium before npm test or npm run bench`
