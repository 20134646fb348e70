import { hash } from "node:crypto"
import { Option, Schema } from "effect"
import type { Query } from "../../ports/store.ts"
import { column, type DocumentTable } from "./document-table.ts"

/** A query that the contract does not allow; the text says why. */
export class BadQuery extends Error {}

/** The parts of a partition key that a query fixes: none (every tenant), the first, or both. */
export type Scope = readonly [] | readonly [string] | readonly [string, string]

const Continuation = Schema.fromJsonString(
  Schema.Struct({
    query: Schema.String,
    after: Schema.Array(Schema.Union([Schema.String, Schema.Number]))
  })
)
const readContinuation = Schema.decodeUnknownOption(Continuation)
const writeContinuation = Schema.encodeSync(Continuation)

const fieldColumn = (table: DocumentTable, indexed: ReadonlyArray<string>, field: string): string => {
  if (field === "id") return "id"
  if (indexed.includes(field)) return `"f_${field}"`
  throw new BadQuery(
    `${table.name} is not indexed by ${field}; ask for one of id${indexed.map((each) => `, ${each}`).join("")}, ` +
      `or add it in the catalogue, infra/platform/src/ports/containers.ts`
  )
}

const bounds = { from: ">=", after: ">", to: "<=", before: "<" } as const

/** One page: documents with their version, and where the next begins. */
export const runQuery = (
  table: DocumentTable,
  indexed: ReadonlyArray<string>,
  scope: Scope,
  query: Query,
  now: number
): { readonly rows: ReadonlyArray<Record<string, unknown>>; readonly continuation: string | undefined } => {
  const limit = query.limit ?? 100
  if (!Number.isInteger(limit) || limit < 1 || limit > 1000) throw new BadQuery("limit: a whole number from 1 to 1,000")
  const { field, direction } = query.orderBy ?? { field: "id", direction: "ASC" }
  const order = fieldColumn(table, indexed, field)
  const conditions: Array<string> = []
  const values: Array<string | number | null> = []
  scope.forEach((part, i) => {
    conditions.push(`p${i} = ?`)
    values.push(part)
  })
  let flag: string | undefined
  for (const [name, wanted] of Object.entries(query.where ?? {})) {
    const at = fieldColumn(table, indexed, name)
    if (wanted === true) {
      flag = at
      conditions.push(`${at} = 'true'`)
    } else if (typeof wanted !== "object") {
      conditions.push(`${at} = ?`)
      values.push(column(wanted))
    } else {
      for (const bound of ["from", "after", "to", "before"] as const) {
        const limitValue = wanted[bound]
        if (limitValue === undefined) continue
        conditions.push(`${at} ${bounds[bound]} ?`)
        values.push(column(limitValue))
      }
    }
  }
  const sort = [...new Set([order, "id", ...["p1", "p0"].slice(0, 2 - scope.length)])]
  makeIndex(table, scope, order, Object.keys(query.where ?? {}), flag, sort)

  if (order !== "id") conditions.push(`${order} IS NOT NULL`)
  conditions.push(table.alive)
  values.push(now)
  const shape = () =>
    hash("sha256", JSON.stringify([table.name, scope, query.where ?? {}, field, direction]), "base64url").slice(0, 12)
  if (query.continuation !== undefined) {
    const after = Option.filter(
      readContinuation(Buffer.from(query.continuation, "base64url").toString()),
      (each) => each.query === shape() && each.after.length === sort.length
    )
    if (Option.isNone(after))
      throw new BadQuery("continuation: give back the one an earlier page of this very query gave")
    conditions.push(`(${sort.join(", ")}) ${direction === "ASC" ? ">" : "<"} (${sort.map(() => "?").join(", ")})`)
    values.push(...after.value.after)
  }
  const rows = table.all(
    `SELECT version, body, packed, ${sort.join(", ")} FROM "${table.name}"
     WHERE ${conditions.join(" AND ")} ORDER BY ${sort.map((each) => `${each} ${direction}`).join(", ")} LIMIT ?`,
    [...values, limit + 1]
  )
  const items = rows.slice(0, limit)
  const last = items.at(-1)
  if (rows.length <= limit || last === undefined) return { rows: items, continuation: undefined }
  const after = sort.map((each) => {
    const value = last[each.replaceAll('"', "")]
    return typeof value === "number" ? value : String(value)
  })
  return { rows: items, continuation: Buffer.from(writeContinuation({ query: shape(), after })).toString("base64url") }
}

/** The one index that serves this shape of query: by its order, or by its first condition, or over the true ones only. */
const makeIndex = (
  table: DocumentTable,
  scope: Scope,
  order: string,
  asked: ReadonlyArray<string>,
  flag: string | undefined,
  sort: ReadonlyArray<string>
): void => {
  const prefix = scope.map((_, i) => `p${i}`)
  if (flag !== undefined) {
    table.index([...prefix, ...sort.filter((each) => each !== flag)].join(", "), `WHERE ${flag} = 'true'`)
    return
  }
  const first = order !== "id" ? order : asked.filter((each) => each !== "id").map((each) => `"f_${each}"`)[0]
  if (first === undefined) return
  table.index([...new Set([...prefix, first, ...sort])].join(", "), "")
}
