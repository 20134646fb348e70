import { basename } from "node:path"

/** How a module is begun in a thread of its own: by its address. */
const address = /new URL\("(\.[^"]+)\.ts", import\.meta\.url\)/g

/** The modules that a module begins in threads of their own: `["./checkpoint-worker.ts"]`. */
export const threadsOf = (text) => [...text.matchAll(address)].map(([, path]) => `${path}.ts`)

/** The file of a bundled thread. It is JavaScript: for a `.ts` each thread loads a compiler, of 18 MB and 0.2 s. */
export const threadFile = (path) => `${basename(path, ".ts")}.mjs`

/** Has what is bundled begin its threads by these files. */
export const bundledThreads = {
  name: "bundled-threads",
  transform: (text) =>
    text.includes("import.meta.url)") ? text.replaceAll(address, 'new URL("$1.mjs", import.meta.url)') : undefined
}
