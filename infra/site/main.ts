import { readFileSync, writeFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { readCommandLine, refuse } from "../command-line.mjs"
import { deployedSiteConfig, InvalidDeployment, type SiteConfig } from "./site-config.ts"

const help = `Writes staticwebapp.config.json, as a deployed site needs it, into the built site.

  npm run site:config -- --issuer https://NAME.ciamlogin.com/TENANT-ID/v2.0

  --issuer URL       who lets people in (the variable ISSUER)
  --provider NAME    the name of the way to sign in, as in /.auth/login/NAME (entra)
  --front-door ID    Azure Front Door's id; nobody else gets in then; "" without one
                     (frontDoorId, an output of the deployment)
  --host NAME        a host that Front Door answers for; may be given again (siteHost, another one)
  --into FOLDER      where to (site/dist)`

const root = resolve(import.meta.dirname, "../..")
const { frontDoorId, ISSUER = "", siteHost } = process.env
const { values } = readCommandLine({
  help,
  options: {
    issuer: { type: "string", default: ISSUER },
    provider: { type: "string", default: "entra" },
    "front-door": { type: "string", ...(frontDoorId !== undefined && { default: frontDoorId }) },
    host: { type: "string", multiple: true, default: siteHost === undefined ? [] : [siteHost] },
    into: { type: "string", default: join(root, "site", "dist") }
  }
})
if (values.issuer === "")
  refuse("Say who lets people in: --issuer, or ISSUER in the environment, as https://NAME.ciamlogin.com/TENANT-ID/v2.0")
const id =
  values["front-door"] ??
  refuse('Say which Front Door stands before the site: --front-door ID, or --front-door "" where none does.')
const source = JSON.parse(readFileSync(join(root, "staticwebapp.config.json"), "utf8")) as SiteConfig
try {
  const config = deployedSiteConfig(source, {
    provider: values.provider,
    issuer: values.issuer,
    ...(id !== "" && { frontDoor: { id, hosts: values.host } })
  })
  const path = join(values.into, "staticwebapp.config.json")
  writeFileSync(path, `${JSON.stringify(config, undefined, 2)}\n`)
  const whom = id === "" ? "whoever asks, for no Front Door stands before it" : `Front Door ${id} alone`
  console.log(`${path}: people sign in with ${values.provider}, and the site answers ${whom}.`)
} catch (error) {
  if (!(error instanceof InvalidDeployment)) throw error
  refuse(`Nothing was written: ${error.message}.`)
}
