import { execFileSync } from "node:child_process"
import { resolve } from "node:path"

/** Before tests of the whole product: builds it, as `npm start` does, where its sources changed. */
export const setup = (): void => {
  execFileSync(process.execPath, [resolve(import.meta.dirname, "../../infra/local/build.mjs")], { stdio: "inherit" })
}
