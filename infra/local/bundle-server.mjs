import { readFileSync, rmSync } from "node:fs"
import { basename, dirname, join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { rolldown } from "rolldown"
import { code, folder, main } from "./build-server.mjs"
import { bundledThreads, threadFile, threadsOf } from "./bundled-threads.mjs"
import { filesUnder } from "./stamp.mjs"

/**
 * Bundles the server: run by `build-server.mjs` in a process of its own, whose memory goes with it. Another main file,
 * such as that of the kills, and the folder for it can be named. `--split` is for what starts cold again and again: it is
 * minified, and what is imported on first use has a file of its own.
 */
const { positionals, values } = parseArgs({ allowPositionals: true, options: { split: { type: "boolean" } } })
const [start = "infra/local/src/main.ts", into = folder] = positionals
const root = resolve(dirname(fileURLToPath(import.meta.url)), "..", "..")

/** Modules that are started by their address, in a thread of their own: each has a file of its own. */
const threads = code
  .flatMap((path) => filesUnder(root, path))
  .flatMap((path) =>
    threadsOf(readFileSync(join(root, path), "utf8")).map((thread) => join(root, dirname(path), thread))
  )

/** The package that a module is of, as part of a file's name: `azure-cosmos`. */
const packageOf = (module) =>
  /.*\/node_modules\/@?((?:[^/]+\/)?[^/]+)\//.exec(module?.replaceAll("\\", "/") ?? "")?.[1]?.replace("/", "-")

const whole = (file) => ({ file, codeSplitting: false })
const split = (file) => ({
  dir: dirname(file),
  entryFileNames: basename(file),
  chunkFileNames: ({ facadeModuleId, name }) => `${packageOf(facadeModuleId) ?? name}-[hash].mjs`,
  minify: true,
  // What is told of an error has the name of its class.
  keepNames: true
})

rmSync(join(root, into), { recursive: true, force: true })
const targets = [
  { input: join(root, start), output: (values.split ? split : whole)(join(root, into, basename(main))) },
  ...threads.map((input) => ({ input, output: whole(join(root, into, threadFile(input))) }))
]
for (const { input, output } of targets) {
  // The functions library stays outside: our functions host answers what it asks for by name.
  const bundle = await rolldown({
    input,
    platform: "node",
    external: ["@azure/functions", "ws"],
    plugins: [bundledThreads],
    // Whether a package is imported or required decides which of its files is taken.
    resolve: { conditionNames: ["source", "node"] },
    logLevel: "silent"
  })
  await bundle.write({ ...output, format: "esm" })
  await bundle.close()
}
