import { readdirSync, readFileSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { brotliCompress, constants, gzip } from "node:zlib"

const encodings = [
  [".br", (bytes) => promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } })],
  [".gz", (bytes) => promisify(gzip)(bytes, { level: 9 })]
]

/** Lays every file of text beside itself as Brotli and gzip, for a server to send as it is. */
export const smaller = () => ({
  name: "smaller",
  hooks: {
    "astro:build:done": async ({ dir }) => {
      const out = fileURLToPath(dir)
      const texts = readdirSync(out, { recursive: true, encoding: "utf8" }).filter((name) =>
        /\.(?:html|js|css|svg|json|webmanifest|txt)$/.test(name)
      )
      await Promise.all(
        texts.flatMap((name) => {
          const bytes = readFileSync(join(out, name))
          return encodings.map(async ([ending, encode]) => {
            const coded = await encode(bytes)
            if (coded.length < bytes.length) writeFileSync(join(out, name + ending), coded)
          })
        })
      )
    }
  }
})
