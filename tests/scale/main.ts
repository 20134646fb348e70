import { writeFileSync } from "node:fs"
import { resolve } from "node:path"
import { readCommandLine } from "../../infra/command-line.mjs"
import { scalePage } from "./page.ts"
import usage from "./usage.json" with { type: "json" }

/** `npm run scale`: writes `docs/scale.md` from what was measured last, `usage.json`. */
readCommandLine({
  help: `Writes docs/scale.md: what 100 to 100,000 bots ask of Azure and cost, by what was measured last.

  npm run scale`,
  options: {}
})
writeFileSync(resolve(import.meta.dirname, "../../docs/scale.md"), await scalePage(usage))
