import { rolldown } from "rolldown"
import { bundledThreads } from "./bundled-threads.mjs"

/** Puts a module and what it imports together, as ES modules for Node. `output` is rolldown's: one file, or a folder. */
export const bundle = async (input, output) => {
  const bundled = await rolldown({
    input,
    platform: "node",
    // The functions library stays outside: our functions host answers what it asks for by name.
    external: ["@azure/functions", "ws"],
    plugins: [bundledThreads],
    // Whether a package is imported or required decides which of its files is taken.
    resolve: { conditionNames: ["source", "node"] },
    logLevel: "silent"
  })
  await bundled.write({ ...output, format: "esm" })
  await bundled.close()
}

/** One file, with all it imports. */
export const whole = (file) => ({ file, codeSplitting: false })

/** The package that a module is of, as part of a file's name: `azure-cosmos`. */
const packageOf = (module) =>
  /.*\/node_modules\/@?((?:[^/]+\/)?[^/]+)\//.exec(module?.replaceAll("\\", "/") ?? "")?.[1]?.replace("/", "-")

/** Small files: what is imported on first use has one of its own. */
export const split = (dir, entryFileNames = "[name].mjs") => ({
  dir,
  entryFileNames,
  chunkFileNames: ({ facadeModuleId, name }) => `${packageOf(facadeModuleId) ?? name}-[hash].mjs`,
  minify: true,
  // What is told of an error has the name of its class.
  keepNames: true
})
