import { readdirSync } from "node:fs"
import { dirname, join, resolve } from "node:path"

const built = resolve(import.meta.dirname, "../../site/dist")

/** The address of every page of the dashboard, as the site was built: `/app/`, `/app/bots/`, ... */
export const everyPage: ReadonlyArray<string> = readdirSync(join(built, "app"), { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith("index.html"))
  .map((file) => join("/app", dirname(file), "/").replaceAll("\\", "/"))
  .toSorted()
