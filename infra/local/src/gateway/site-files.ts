import { createHash } from "node:crypto"
import { readFile, stat } from "node:fs/promises"
import { extname, join, normalize } from "node:path"

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".webmanifest": "application/manifest+json; charset=utf-8",
  ".svg": "image/svg+xml; charset=utf-8",
  ".txt": "text/plain; charset=utf-8",
  ".xml": "text/xml; charset=utf-8",
  ".map": "application/json; charset=utf-8",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".webp": "image/webp",
  ".woff2": "font/woff2",
  ".wasm": "application/wasm"
}
/** What no file of a site has in its name: separators of any system, and what Windows takes for another name. */
const FOREIGN = /[/\\:]|[. ]$/

/** What the build lays beside a file, smaller, by the name of its encoding; the best first. */
const SMALLER = [
  ["br", ".br"],
  ["gzip", ".gz"]
] as const

/** A file of the site, ready to send. */
export interface SiteFile {
  readonly bytes: Buffer
  /** The same by the name of an encoding, where the build made it; the best first. */
  readonly smaller: ReadonlyMap<string, Buffer>
  readonly etag: string
  readonly type: string
}

export interface SiteFiles {
  /** The file at a `RequestTarget`'s path, its folder's `index.html`, or what else to do about it. */
  readonly find: (path: string) => Promise<SiteFile | "ADD_SLASH" | "MISSING">
}

/** Files of a built site, read once and kept, read again when they change on disk. */
export const siteFiles = (folder: string, mimeTypes: Readonly<Record<string, string>> = {}): SiteFiles => {
  const root = normalize(folder)
  const kept = new Map<string, { readonly changed: number; readonly file: SiteFile }>()

  const load = async (path: string, changed: number): Promise<SiteFile> => {
    const known = kept.get(path)
    if (known !== undefined && known.changed === changed) return known.file
    const bytes = await readFile(path)
    const extension = extname(path)
    const type = mimeTypes[extension] ?? TYPES[extension] ?? "application/octet-stream"
    const smaller = new Map<string, Buffer>()
    for (const [encoding, ending] of SMALLER) {
      const beside = await stat(path + ending).catch(() => undefined)
      // An older one is of another build.
      if (beside !== undefined && beside.mtimeMs >= changed) smaller.set(encoding, await readFile(path + ending))
    }
    const etag = `"${createHash("sha256").update(bytes).digest("base64url").slice(0, 24)}"`
    const file = { bytes, smaller, etag, type }
    kept.set(path, { changed, file })
    return file
  }

  const find: SiteFiles["find"] = async (path) => {
    const segments = path.split("/").slice(1).map(decodeURIComponent)
    if (segments.some((segment) => FOREIGN.test(segment))) return "MISSING"
    const folder = segments.at(-1) === ""
    const target = join(root, ...segments, folder ? "index.html" : "")
    if (target.endsWith("staticwebapp.config.json")) return "MISSING"
    const found = await stat(target).catch(() => undefined)
    if (found?.isFile() === true) return load(target, found.mtimeMs)
    if (found?.isDirectory() === true) {
      const index = await stat(join(target, "index.html")).catch(() => undefined)
      return index?.isFile() === true ? "ADD_SLASH" : "MISSING"
    }
    const page = await stat(`${target}.html`).catch(() => undefined)
    return page?.isFile() === true ? load(`${target}.html`, page.mtimeMs) : "MISSING"
  }
  return { find }
}
