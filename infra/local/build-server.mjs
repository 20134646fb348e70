import { spawnSync } from "node:child_process"
import { join } from "node:path"
import { nodeIn } from "./install.mjs"
import { oneAtATime } from "./one-at-a-time.mjs"
import { hashOf, stamp } from "./stamp.mjs"

/** What the server is made of. */
export const code = [
  "domain/src",
  "backtest/src",
  "api/contract",
  "api/src",
  "execution/src",
  "realtime/src",
  "infra/platform/src",
  "infra/local/src"
]
const inputs = [
  ...code,
  "infra/resources",
  "package-lock.json",
  "infra/local/bundle.mjs",
  "infra/local/bundle-server.mjs",
  "infra/local/bundled-threads.mjs"
]
/** As deep in the tree as `infra/local/src`, so that paths from a module to the root stay right. */
export const folder = "infra/local/dist"
export const main = `${folder}/main.mjs`

/**
 * Puts the server into one file when its sources changed: a thousand small modules take a second to load, one file a
 * tenth of that. Answers with the file to run; the sources themselves when they could not be put together.
 */
export const buildServer = (root) => {
  const last = stamp(root, "server", main)
  const now = hashOf(root, inputs)
  if (last.made(now)) return join(root, main)
  return oneAtATime(root, () => (last.made(now) ? join(root, main) : putTogether(root, () => last.write(now))))
}

const putTogether = (root, made) => {
  console.log("Putting the server together ...")
  const { status, stderr } = spawnSync(nodeIn(root), [join(root, "infra/local/bundle-server.mjs")], {
    encoding: "utf8"
  })
  if (status === 0) {
    made()
    return join(root, main)
  }
  console.warn(`That failed; starting more slowly from the sources.\n${stderr ?? ""}`.trim())
  return join(root, "infra/local/src/main.ts")
}
