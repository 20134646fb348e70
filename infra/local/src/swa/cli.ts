import { type ChildProcess, spawn } from "node:child_process"
import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { delimiter, dirname, join, resolve } from "node:path"
import { pathToFileURL } from "node:url"
import { Effect, Schema, type Scope } from "effect"
import { readSiteConfig } from "../gateway/config.ts"

/** The version this product was compared with. */
export const SWA_CLI = "@azure/static-web-apps-cli@2.0.10"

/** The Static Web Apps CLI could not be fetched or did not come up. */
export class CliUnavailable extends Schema.TaggedError<CliUnavailable>()("CliUnavailable", {
  message: Schema.String
}) {}

export interface CliOptions {
  /** The folder with the built site. */
  readonly site: string
  /** `staticwebapp.config.json`: checked first, because the CLI serves everything openly when it can't read it. */
  readonly config: string
  /** Where the functions answer, without any gateway before them. */
  readonly api: string
  readonly port: number
  /** Fetching counts too. */
  readonly timeoutMs: number
  /** What the CLI prints. */
  readonly heard?: (text: string) => void
}

const endWithParent = pathToFileURL(resolve(import.meta.dirname, "../../end-with-parent.mjs")).href

const answers = async (url: string): Promise<boolean> => {
  try {
    await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(2_000) })
    return true
  } catch {
    return false
  }
}

const end = (child: ChildProcess): void => {
  if (child.pid === undefined || child.exitCode !== null) return
  try {
    // The whole group: npx starts the CLI, which starts more.
    if (process.platform === "win32") child.kill()
    else process.kill(-child.pid, "SIGTERM")
  } catch {
    child.kill()
  }
}

/** Runs the CLI, fetched by npx, in front of an API until the scope closes; answers with its address. */
export const swaCli = (options: CliOptions): Effect.Effect<string, CliUnavailable, Scope.Scope> =>
  Effect.gen(function* () {
    readSiteConfig(options.config)
    const folder = yield* Effect.acquireRelease(
      Effect.sync(() => mkdtempSync(join(tmpdir(), "swa-"))),
      (made) => Effect.sync(() => rmSync(made, { recursive: true, force: true }))
    )
    // A folder of its own: the CLI searches every folder below for the file.
    const config = join(folder, "config")
    mkdirSync(config)
    cpSync(options.config, join(config, "staticwebapp.config.json"))
    // A copy: the site may be built anew for another server while this one runs.
    const site = join(folder, "site")
    cpSync(options.site, site, { recursive: true })
    const printed: Array<string> = []
    const child = yield* Effect.acquireRelease(
      Effect.sync(() =>
        spawn(
          "npx",
          [
            "--yes",
            `--package=${SWA_CLI}`,
            "--",
            "swa",
            "start",
            site,
            "--api-devserver-url",
            options.api,
            "--swa-config-location",
            config,
            "--host",
            "127.0.0.1",
            "--port",
            String(options.port)
          ],
          {
            cwd: folder,
            detached: process.platform !== "win32",
            shell: process.platform === "win32",
            // By the fourth it hears when we are gone.
            stdio: ["ignore", "pipe", "pipe", "ipc"],
            env: {
              ...process.env,
              NODE_OPTIONS: `${process.env["NODE_OPTIONS"] ?? ""} --import=${endWithParent}`,
              // Its optional key store wants a compiler; only deploying needs it.
              npm_config_ignore_scripts: "true",
              npm_config_update_notifier: "false",
              // A version never changes: what was fetched once needs no internet.
              npm_config_prefer_offline: "true",
              PATH: `${dirname(process.execPath)}${delimiter}${process.env["PATH"] ?? ""}`
            }
          }
        )
      ),
      (running) => Effect.sync(() => end(running))
    )
    const hear = (chunk: Buffer) => {
      printed.push(chunk.toString("utf8"))
      options.heard?.(chunk.toString("utf8"))
    }
    child.stdout?.on("data", hear)
    child.stderr?.on("data", hear)
    child.on("error", (error) => printed.push(error.message))

    const url = `http://127.0.0.1:${options.port}`
    const deadline = Date.now() + options.timeoutMs
    while (!(yield* Effect.promise(() => answers(url)))) {
      if (child.exitCode !== null || Date.now() > deadline) {
        return yield* new CliUnavailable({
          message: `${SWA_CLI} ${child.exitCode === null ? `was not up after ${options.timeoutMs / 1000} s` : "ended"}. It is fetched by npx from the npm registry: check that it can be reached. It said:\n${printed.join("").slice(-2_000)}`
        })
      }
      yield* Effect.sleep(250)
    }
    return url
  })
