import { readFileSync, realpathSync } from "node:fs"
import { createRequire } from "node:module"
import { delimiter, dirname, join } from "node:path"

/**
 * Checks each file named against the schema of `staticwebapp.config.json` that is published with the Static Web Apps CLI,
 * which npx has put on the path; prints what is wrong, as JSON.
 */
const cli = process.env.PATH.split(delimiter).flatMap((folder) => {
  try {
    return [realpathSync(join(folder, "swa"))]
  } catch {
    return []
  }
})[0]
/** The CLI's own: it is no package of ours. */
const validator = "json-schema-library"
const { Draft04 } = createRequire(cli)(validator)
const schema = JSON.parse(readFileSync(join(dirname(cli), "../../schema/staticwebapp.config.json"), "utf8"))
const wrong = process.argv.slice(2).map((file) => new Draft04(schema).validate(JSON.parse(readFileSync(file, "utf8"))))
console.log(JSON.stringify(wrong))
