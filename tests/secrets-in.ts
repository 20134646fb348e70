import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"

/** The key of Azurite's one account: its documentation tells it, and Microsoft's client has it in its code. */
const KNOWN = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="

/** What lets somebody in, by the looks of it. */
const looks: Readonly<Record<string, RegExp>> = {
  "a connection string with its key":
    /(?:AccountKey|SharedAccessKey|AccessKey|SharedAccessSignature)=(?!Shared)[\w+/%]{16,}/,
  "a key of Cosmos DB or Storage": /(?<![\w+/-])[A-Za-z0-9+/]{86}==/,
  "a shared access signature": /[?&]sig=[\w%]{30,}/,
  "a token": /\beyJ[\w-]{20,}\.eyJ[\w-]{20,}\.[\w-]{20,}/,
  "a private key": /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----\s*(?:\\n)?[A-Za-z0-9+/]{40}/,
  "a client secret of Entra ID": /\b[\w.~-]{3}[78]Q~[\w.~-]{31,34}\b/,
  "a token of GitHub, npm or AWS": /\b(?:gh[pousr]_\w{36}|github_pat_\w{50,}|npm_\w{36}|AKIA[0-9A-Z]{16})\b/,
  "a key that a template reads": /\blist(?:Keys|Secrets|ConnectionStrings)\(/
}

/** What in a text looks like a secret, in words. */
export const secretsIn = (text: string): ReadonlyArray<string> => {
  const rest = text.replaceAll(KNOWN, "")
  return Object.entries(looks).flatMap(([what, look]) => (look.test(rest) ? [what] : []))
}

const passed = new Set(["node_modules", ".git", ".build", "dist", ".astro", "coverage", "backtests"])
const BINARY = /\.(?:png|gz|ico|woff2|parquet|webp)$/

/** The text files under a folder, but for what was fetched or built, unless the folder itself was. */
export const textFilesUnder = (folder: string): ReadonlyArray<string> =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (passed.has(entry.name) || BINARY.test(entry.name)) return []
    const path = join(folder, entry.name)
    return entry.isDirectory() ? textFilesUnder(path) : entry.isFile() ? [path] : []
  })

/** `FILE: WHAT` of everything under a folder that looks like a secret. */
export const secretsUnder = (folder: string): ReadonlyArray<string> =>
  textFilesUnder(folder).flatMap((file) =>
    secretsIn(readFileSync(file, "utf8")).map((what) => `${file.slice(folder.length + 1)}: ${what}`)
  )
