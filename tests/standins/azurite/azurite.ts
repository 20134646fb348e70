import { spawn, spawnSync } from "node:child_process"
import { existsSync, readFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { pathToFileURL } from "node:url"
import { Effect, Option, Redacted, type Scope } from "effect"
import type { ServiceSettings } from "@tradetower/platform/azure"
import { oneAtATime } from "../../../infra/local/one-at-a-time.mjs"

const here = import.meta.dirname
const endWithParent = pathToFileURL(resolve(here, "../../../infra/local/end-with-parent.mjs")).href
const main = join(here, "node_modules", "azurite", "dist", "src", "blob", "main.js")
/** npm writes it once everything is there. */
const record = join(here, "node_modules", ".package-lock.json")

/** Azurite's one account and its key, which every copy of it has and its documentation tells. */
const ACCOUNT = "devstoreaccount1"
const KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="

const versionIn = (file: string): string | undefined => {
  if (!existsSync(file)) return undefined
  const lock = JSON.parse(readFileSync(file, "utf8")) as { packages?: Record<string, { version?: string }> }
  return lock.packages?.["node_modules/azurite"]?.version
}
const isInstalled = () => versionIn(record) === versionIn(join(here, "package-lock.json"))

/** Fetches it when it is missing, once for all processes: it weighs more than all our packages, so it is not one of them. */
const install = (): void => {
  if (isInstalled()) return
  oneAtATime(here, () => {
    if (isInstalled()) return
    const args = ["ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
    const { status, stderr } = spawnSync("npm", args, {
      cwd: here,
      encoding: "utf8",
      shell: process.platform === "win32"
    })
    if (status !== 0)
      throw new Error(
        `Azurite, which tests of Blob Storage run against, could not be fetched (240 MB from the npm registry):\n${stderr}\n` +
          "Connect to the internet and try again, or set AZURE_BLOB_ENDPOINT and AZURE_BLOB_KEY to a Blob Storage that is there."
      )
  })
}

/** Microsoft's emulator of Blob Storage, in a process of its own that ends with the scope; it keeps nothing. */
export const azurite: Effect.Effect<ServiceSettings, never, Scope.Scope> = Effect.gen(function* () {
  yield* Effect.sync(install)
  const child = yield* Effect.acquireRelease(
    Effect.sync(() =>
      spawn(
        process.execPath,
        [
          `--import=${endWithParent}`,
          main,
          "--inMemoryPersistence",
          "--skipApiVersionCheck",
          "--disableTelemetry",
          "--silent",
          "--blobPort=0"
        ],
        { stdio: ["ignore", "pipe", "pipe", "ipc"] }
      )
    ),
    (each) => Effect.sync(() => each.kill("SIGKILL"))
  )
  const origin = yield* Effect.callback<string>((resume) => {
    let said = ""
    const hear = (bytes: Buffer) => {
      said += bytes.toString()
      const found = /successfully listens on (http:\S+)/.exec(said)?.[1]
      if (found !== undefined) resume(Effect.succeed(found))
    }
    child.stdout?.on("data", hear)
    child.stderr?.on("data", hear)
    child.on("exit", () => resume(Effect.die(new Error(`Azurite did not start:\n${said}`))))
  })
  return { endpoint: `${origin}/${ACCOUNT}`, key: Option.some(Redacted.make(KEY)) }
})
