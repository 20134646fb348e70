import { rmSync } from "node:fs"
import { basename, dirname, join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { parseArgs } from "node:util"
import { folder, main } from "./build-server.mjs"
import { bundle, split, whole } from "./bundle.mjs"
import { threadFile } from "./bundled-threads.mjs"
import { threadsIn } from "./threads-in.mjs"

/**
 * Bundles the server: run by `build-server.mjs` in a process of its own, whose memory goes with it. Another main file,
 * such as that of the kills, and the folder for it can be named. `--split` is for what starts cold again and again: it is
 * minified, and what is imported on first use has a file of its own.
 */
const { positionals, values } = parseArgs({ allowPositionals: true, options: { split: { type: "boolean" } } })
const [start = "infra/local/src/main.ts", into = folder] = positionals
const root = resolve(dirname(fileURLToPath(import.meta.url)), "..", "..")
const put = join(root, into)

rmSync(put, { recursive: true, force: true })
await bundle(join(root, start), values.split ? split(put, basename(main)) : whole(join(put, basename(main))))
for (const thread of threadsIn(root)) await bundle(thread, whole(join(put, threadFile(thread))))
