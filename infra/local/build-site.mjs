import { spawnSync } from "node:child_process"
import { delimiter, join } from "node:path"
import { oneAtATime } from "./one-at-a-time.mjs"
import { hashOf, stamp } from "./stamp.mjs"

/** What the built site is made of. */
const inputs = ["site", "domain/src", "api/contract", "package-lock.json", "tsconfig.json"]

/**
 * Builds the site into `site/dist` when its inputs changed since the last build; ends the process when that fails.
 * `hub`: from where else than its own origin its pages get live messages.
 */
export const buildSite = (root, hub = process.env.TRADETOWER_HUB ?? "") => {
  const last = stamp(root, "site", "site/dist/index.html")
  const now = hashOf(root, inputs) + hub + (process.env.TRADETOWER_SIGN_IN ?? "")
  if (last.made(now)) return
  oneAtATime(root, () => last.made(now) || build(root, hub, () => last.write(now)))
}

const build = (root, hub, made) => {
  console.log("Building the site ...")
  const { status, stdout, stderr } = spawnSync("npm", ["run", "--silent", "build", "-w", "site"], {
    cwd: root,
    encoding: "utf8",
    shell: process.platform === "win32",
    env: {
      ...process.env,
      // Also where tests build it, who say otherwise: its pages are those that are served.
      NODE_ENV: "production",
      ASTRO_TELEMETRY_DISABLED: "1",
      TRADETOWER_HUB: hub,
      PATH: `${join(root, "node_modules", ".bin")}${delimiter}${process.env.PATH ?? ""}`
    }
  })
  if (status !== 0) {
    console.error(`${stdout ?? ""}${stderr ?? ""}`.trim())
    console.error("The site could not be built; the words above say why.")
    process.exit(1)
  }
  made()
}
