import { createInterface } from "node:readline"
import { Effect } from "effect"
import { untilToldToEnd } from "@tradetower/local/until-told"
import { ownTenants, partShares } from "@tradetower/platform"
import { azureServices, environmentOf } from "./services.ts"

/**
 * The services in a process of their own: prints, as one line of JSON, the environment that names them, and stays until it
 * is told to end. A line of its input is the rate of trouble from then on.
 */
const program = Effect.gen(function* () {
  const { setTrouble, settings } = yield* azureServices({ ownTenants: yield* ownTenants, shares: yield* partShares })
  console.log(JSON.stringify(environmentOf(settings)))
  createInterface({ input: process.stdin }).on("line", (line) => setTrouble(Number(line)))
  yield* untilToldToEnd
})
void Effect.runPromise(Effect.scoped(program)).then(() => process.exit(0))
