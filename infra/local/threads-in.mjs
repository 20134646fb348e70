import { readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import { code } from "./build-server.mjs"
import { threadsOf } from "./bundled-threads.mjs"
import { filesUnder } from "./stamp.mjs"

/** The server's modules that are started by their address, in a thread of their own: each has a file of its own. */
export const threadsIn = (root) =>
  code
    .flatMap((path) => filesUnder(root, path))
    .flatMap((path) =>
      threadsOf(readFileSync(join(root, path), "utf8")).map((thread) => join(root, dirname(path), thread))
    )
