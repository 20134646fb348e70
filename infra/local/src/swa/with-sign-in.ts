import { createServer } from "node:http"
import { join } from "node:path"
import { Effect } from "effect"
import { listen } from "../gateway/listen.ts"
import { SWA_CLI, swaCli } from "./cli.ts"
import { signInBefore } from "./sign-in.ts"

export interface SwaOptions {
  /** The folder of the project, where the site is built. */
  readonly root: string
  /** Where the functions answer, without any gateway before them. */
  readonly api: string
  /** Where to listen; the next free one when it is taken. */
  readonly port: number
  /** What the CLI prints. */
  readonly heard?: (text: string) => void
}

const FETCHING_MS = 300_000

/** A port for the CLI, which ends when its own is taken. */
const freePort = Effect.scoped(
  Effect.map(
    listen(createServer(), 0, () => undefined),
    ({ port }) => port
  )
)

/** The Static Web Apps CLI in front of an API, and before it a page to sign in; answers with the address of both. */
export const swaWithSignIn = ({ api, heard, port, root }: SwaOptions) =>
  Effect.gen(function* () {
    const site = join(root, "site", "dist")
    console.log(`Fetching and starting ${SWA_CLI} ...`)
    const cli = yield* swaCli({
      site,
      config: join(root, "staticwebapp.config.json"),
      api,
      port: yield* freePort,
      timeoutMs: FETCHING_MS,
      ...(heard !== undefined && { heard })
    })
    return yield* signInBefore({
      site,
      cli,
      port,
      taken: (wanted) => console.log(`Port ${wanted} is in use; trying ${wanted + 1}.`)
    })
  })
