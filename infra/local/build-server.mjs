import { readFileSync, rmSync } from "node:fs"
import { basename, dirname, join } from "node:path"
import { filesUnder, hashOf, stamp } from "./stamp.mjs"

/** What the server is made of. */
const code = [
  "domain/src",
  "api/contract",
  "api/src",
  "execution/src",
  "realtime/src",
  "infra/platform/src",
  "infra/local/src"
]
const inputs = [...code, "infra/resources", "package-lock.json", "infra/local/build-server.mjs"]
/** As deep in the tree as `infra/local/src`, so that paths from a module to the root stay right. */
const folder = "infra/local/dist"
const main = `${folder}/main.mjs`

/** Modules that are started by their address, in a thread of their own: they keep their name. */
const threads = (root) =>
  code
    .flatMap((path) => filesUnder(root, path))
    .flatMap((path) =>
      [...readFileSync(join(root, path), "utf8").matchAll(/new URL\("(\.[^"]+\.ts)", import\.meta\.url\)/g)].map(
        (found) => join(root, dirname(path), found[1])
      )
    )

/**
 * Puts the server into one file when its sources changed: a thousand small modules take a second to load, one file a
 * tenth of that. Answers with the file to run; the sources themselves when they could not be put together.
 */
export const buildServer = async (root) => {
  const last = stamp(root, "server", main)
  const now = hashOf(root, inputs)
  if (last.made(now)) return join(root, main)
  console.log("Putting the server together ...")
  const source = join(root, "infra/local/src/main.ts")
  try {
    const { rolldown } = await import("rolldown")
    rmSync(join(root, folder), { recursive: true, force: true })
    const targets = [
      { input: source, file: join(root, main) },
      ...threads(root).map((input) => ({ input, file: join(root, folder, basename(input)) }))
    ]
    for (const { file, input } of targets) {
      // The functions library stays outside: our functions host answers what it asks for by name.
      const bundle = await rolldown({
        input,
        platform: "node",
        external: ["@azure/functions", "ws"],
        resolve: { conditionNames: ["source", "import", "node", "default"] },
        logLevel: "silent"
      })
      await bundle.write({ file, format: "esm", codeSplitting: false })
      await bundle.close()
    }
    last.write(now)
    return join(root, main)
  } catch (cause) {
    console.warn(
      `That failed (${cause instanceof Error ? cause.message : String(cause)}); starting more slowly from the sources.`
    )
    return source
  }
}
