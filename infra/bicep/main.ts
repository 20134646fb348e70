import { writeFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { format, resolveConfig } from "prettier"
import { readCommandLine } from "../command-line.mjs"
import { compiled, environments, snapshotFile } from "./compile.ts"
import { costPage } from "./cost-page.ts"
import { findBicep, withoutBicep } from "./find-bicep.mjs"

/** `npm run infra`: compiles the templates and writes what follows from them, for review. */
readCommandLine({
  help: `Compiles what is laid out on Azure, and writes what follows from it for review: its snapshots and docs/cost.md.

  npm run infra`,
  options: {}
})
const bicep = await findBicep()
if (bicep === undefined) {
  console.error(withoutBicep)
  process.exit(1)
}
const { diagnostics, snapshots, unformatted } = await compiled(bicep)
for (const name of environments) writeFileSync(snapshotFile(name), `${JSON.stringify(snapshots[name], undefined, 2)}\n`)
const page = resolve(import.meta.dirname, "../..", join("docs", "cost.md"))
writeFileSync(page, await format(costPage(snapshots), { ...(await resolveConfig(page)), filepath: page }))
for (const each of diagnostics) console.error(each)
for (const each of unformatted) console.error(`${each} is not formatted: bicep format`)
process.exitCode = diagnostics.length + unformatted.length > 0 ? 1 : 0
