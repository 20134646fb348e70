import { Effect, Redacted } from "effect"
import { numberOf, readCommandLine, refuse } from "../command-line.mjs"
import { runChecks } from "./check.ts"
import { checksOf } from "./smoke.ts"

/** `npm run smoke`: asks a deployment what has to hold after each rollout. */
const { values } = readCommandLine({
  help: `Asks a deployment what has to hold after each rollout; ends with 1 where something doesn't.

  npm run smoke -- --site https://SITE --functions https://NAME.azurewebsites.net --group GROUP --bus NAMESPACE

  --site URL       as people open it
  --functions URL  the functions' own host; only a site on this computer may have none
  --origin URL     the site's own host, where Front Door stands before it: it must answer nobody else
  --group GROUP    the resource group, and
  --bus NAMESPACE  the bus in it, whose dead letters Azure's CLI is asked for
  --patience N     seconds that roles and certificates may take to be known everywhere (300)

TRADETOWER_SESSION  the request header cookie of somebody who has signed in: for them a bot trades on paper once`,
  options: {
    site: { type: "string" },
    functions: { type: "string" },
    origin: { type: "string" },
    group: { type: "string" },
    bus: { type: "string" },
    patience: { type: "string", default: "300" }
  }
})
const originOf = (name: string, text: string): string =>
  URL.canParse(text) ? new URL(text).origin : refuse(`--${name} ${text} is no address: write https://HOST.`)

const site = originOf("site", values.site ?? refuse("Say where the site is: --site https://SITE"))
const isHere = ["127.0.0.1", "localhost"].includes(new URL(site).hostname)
if (values.functions === undefined && !isHere)
  refuse("Say where the functions are, which must let nobody in: --functions https://NAME.azurewebsites.net")
if ((values.group === undefined) !== (values.bus === undefined))
  refuse("Say --group GROUP and --bus NAMESPACE, both, or neither.")
const patience = 1_000 * numberOf("patience", values.patience, 0, 3_600)
const session = process.env["TRADETOWER_SESSION"]?.trim() ?? ""

const checks = checksOf({
  site,
  ...(values.functions !== undefined && { functions: originOf("functions", values.functions) }),
  ...(values.origin !== undefined && { origin: originOf("origin", values.origin) }),
  ...(session !== "" && { visitor: { session: Redacted.make(session), patience: 180_000 } }),
  ...(values.group !== undefined &&
    values.bus !== undefined && { bus: { resourceGroup: values.group, name: values.bus } })
})
const wrong = await Effect.runPromise(runChecks(checks, patience, (line) => console.log(line)))
const notAsked = [
  ...(session === "" ? ["whether an alert becomes an order (TRADETOWER_SESSION)"] : []),
  ...(values.bus === undefined ? ["dead letters (--group, --bus)"] : [])
]
if (notAsked.length > 0) console.log(`Not asked: ${notAsked.join(", ")}.`)
process.exitCode = wrong.length === 0 ? 0 : 1
