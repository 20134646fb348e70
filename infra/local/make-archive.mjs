import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs"
import { dirname, join, resolve } from "node:path"
import { fileURLToPath } from "node:url"
import { create } from "tar"
import { bundle, split, whole } from "./bundle.mjs"
import { threadFile } from "./bundled-threads.mjs"
import { threadsIn } from "./threads-in.mjs"

/** Makes the archive: run by `package.mjs`, on Node 24, with the site built. Its files lie where they lie here. */
const root = resolve(dirname(fileURLToPath(import.meta.url)), "..", "..")
const read = (path) => JSON.parse(readFileSync(join(root, path), "utf8"))
const { license, version } = read("package.json")
const name = `tradetower-${version}`
const stage = join(root, ".build", "package", name)
const here = (path) => join(root, path)
const there = (path) => join(stage, path)

rmSync(stage, { recursive: true, force: true })
mkdirSync(stage, { recursive: true })

// The server: what its commands share is there once.
const server = there("infra/local/dist")
await bundle(
  {
    main: here("infra/local/src/main.ts"),
    passphrase: here("infra/local/src/passphrase/main.ts"),
    backup: here("infra/local/src/backup/main.ts"),
    restore: here("infra/local/src/backup/restore-main.ts"),
    backtest: here("backtest/src/shell/main.ts")
  },
  split(server)
)
for (const thread of threadsIn(root)) await bundle(thread, { ...whole(join(server, threadFile(thread))), minify: true })

// What is loaded by its name: two packages with what they need, and of ccxt those exchanges that are asked.
const packages = ["ws", "@azure/functions"]
for (const each of packages) {
  cpSync(here(`node_modules/${each}`), there(`node_modules/${each}`), {
    recursive: true,
    filter: (path) => !/\.map$|\.d\.ts$|\/(src|types|test)$/.test(path.replaceAll("\\", "/"))
  })
  packages.push(...Object.keys(read(`node_modules/${each}/package.json`).dependencies ?? {}))
}
const ccxt = read("node_modules/ccxt/package.json")
const { ccxtNames } = await import("../../execution/src/venues/ccxt/exchanges.ts")
await bundle(
  Object.fromEntries(ccxtNames.map((exchange) => [exchange, here(`node_modules/ccxt/js/src/${exchange}.js`)])),
  split(there("node_modules/ccxt/js/src"), "[name].js")
)
const only = { name: "ccxt", version: ccxt.version, license: ccxt.license, type: "module", exports: "./js/ccxt.js" }
writeFileSync(there("node_modules/ccxt/package.json"), JSON.stringify(only))
writeFileSync(there("node_modules/ccxt/js/ccxt.js"), "")

for (const path of [
  "site/dist",
  "staticwebapp.config.json",
  "infra/local/tradetower.mjs",
  "infra/local/supervise.mjs",
  "infra/local/memory-flags.mjs",
  "infra/self-hosting",
  "docs/running.md",
  "docs/self-hosting.md",
  "CHANGELOG.md",
  "LICENSE"
])
  cpSync(here(path), there(path), { recursive: true })

const commands = ["start", "passphrase", "backup", "restore", "backtest"]
const scripts = Object.fromEntries(commands.map((each) => [each, `node infra/local/tradetower.mjs ${each}`]))
const about = { name: "tradetower", version, license, private: true, type: "module", scripts }
writeFileSync(there("package.json"), `${JSON.stringify(about, null, 2)}\n`)

/** The licences of what the bundles are made of, as each package brings it. */
const licences = Object.entries(read("package-lock.json").packages)
  .filter(([path, { dev, link, optional }]) => path.includes("node_modules/") && !dev && !link && !optional)
  .flatMap(([path, { version: of }]) => {
    const file = readdirSync(here(path)).find((each) => /^licen[cs]e/i.test(each))
    const text =
      file === undefined ? read(`${path}/package.json`).license : readFileSync(here(`${path}/${file}`), "utf8")
    return `${path.replace(/.*node_modules\//, "")} ${of}\n\n${text}\n`
  })
writeFileSync(there("LICENSES-OF-PACKAGES.txt"), licences.join(`\n${"-".repeat(80)}\n\n`))

mkdirSync(here("dist"), { recursive: true })
const file = here(`dist/${name}.tar.gz`)
await create({ gzip: { level: 9 }, portable: true, cwd: dirname(stage), file }, [name])
console.log(
  `dist/${name}.tar.gz, ${(statSync(file).size / 1e6).toFixed(1)} MB: unpack it, then npm start in its folder.`
)
