import type { IncomingMessage } from "node:http"
import type { Kind } from "./faults.ts"

/** Reads the path `/dbs/{database}/colls/{container}/docs/{id}` and what kind of request it is. */
export const readRequest = (request: IncomingMessage) => {
  const path = decodeURIComponent((request.url ?? "/").split("?")[0] ?? "/")
  const [, , database, , container, part, ...rest] = path.split("/")
  const id = rest.length === 0 ? undefined : rest.join("/")
  const { headers, method = "GET" } = request
  const flag = (name: string) => String(headers[name]).toLowerCase() === "true"
  const kind = ((): Kind | undefined => {
    if (path === "/") return "account"
    if (container === undefined) return undefined
    if (part === undefined) return method === "GET" ? "container" : undefined
    if (part === "pkranges") return "ranges"
    if (part !== "docs") return undefined
    if (id !== undefined) return ({ GET: "read", PUT: "replace", DELETE: "remove" } as const)[method]
    if (method === "GET") return headers["a-im"] === "Incremental Feed" ? "feed" : undefined
    if (flag("x-ms-cosmos-is-query-plan-request")) return "plan"
    if (flag("x-ms-documentdb-isquery")) return "query"
    return flag("x-ms-documentdb-is-upsert") ? "upsert" : "create"
  })()
  const parts = path.split("/").filter((each) => each !== "")
  const isFeed = parts.length % 2 === 1
  return {
    kind,
    database,
    container,
    id,
    type: isFeed ? (parts.at(-1) ?? "") : (parts.at(-2) ?? ""),
    link: (isFeed ? parts.slice(0, -1) : parts).join("/")
  }
}
