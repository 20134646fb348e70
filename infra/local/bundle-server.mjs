import { readFileSync, rmSync } from "node:fs"
import { basename, dirname, join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { rolldown } from "rolldown"
import { code, folder, main } from "./build-server.mjs"
import { filesUnder } from "./stamp.mjs"

/**
 * Bundles the server: run by `build-server.mjs` in a process of its own, whose memory goes with it. Another main file,
 * such as that of the kills, and the folder for it can be named.
 */
const [start = "infra/local/src/main.ts", into = folder] = process.argv.slice(2)
const root = resolve(dirname(fileURLToPath(import.meta.url)), "..", "..")

/** Modules that are started by their address, in a thread of their own: they keep their name. */
const threads = code
  .flatMap((path) => filesUnder(root, path))
  .flatMap((path) =>
    [...readFileSync(join(root, path), "utf8").matchAll(/new URL\("(\.[^"]+\.ts)", import\.meta\.url\)/g)].map(
      (found) => join(root, dirname(path), found[1])
    )
  )

rmSync(join(root, into), { recursive: true, force: true })
const targets = [
  { input: join(root, start), file: join(root, into, basename(main)) },
  ...threads.map((input) => ({ input, file: join(root, into, basename(input)) }))
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
