import { Option, Schema } from "effect"
import { type Scope } from "../../rules/partition-key.ts"
import { type CheckedQuery, unknownContinuation } from "../../rules/query-rules.ts"
import { column, type DocumentTable } from "./document-table.ts"

/** The values of the columns that sort, in the last row of a page. */
const readEnd = Schema.decodeUnknownOption(Schema.Array(Schema.Union([Schema.String, Schema.Number])))

const columnOf = (field: string): string => (field === "id" ? "id" : `"f_${field}"`)

/** One page: documents with their version, and where the next begins. */
export const runQuery = (
  table: DocumentTable,
  scope: Scope,
  query: CheckedQuery,
  now: number
): { readonly rows: ReadonlyArray<Record<string, unknown>>; readonly continuation: string | undefined } => {
  const { direction } = query.order
  const order = columnOf(query.order.field)
  const conditions: Array<string> = []
  const values: Array<string | number | null> = []
  scope.forEach((part, i) => {
    conditions.push(`p${i} = ?`)
    values.push(part)
  })
  let flag: string | undefined
  for (const { field, comparison, value } of query.conditions) {
    const at = columnOf(field)
    if (comparison === "=" && value === true) {
      flag = at
      conditions.push(`${at} = 'true'`)
    } else {
      conditions.push(`${at} ${comparison} ?`)
      values.push(column(value))
    }
  }
  const sort = [...new Set([order, "id", ...["p1", "p0"].slice(0, 2 - scope.length)])]
  const asked = query.conditions.map(({ field }) => columnOf(field))
  makeIndex(table, scope, order, asked, flag, sort)

  if (order !== "id") conditions.push(`${order} IS NOT NULL`)
  conditions.push(table.alive)
  values.push(now)
  if (query.after !== undefined) {
    const after = Option.filter(readEnd(query.after), (each) => each.length === sort.length)
    if (Option.isNone(after)) throw unknownContinuation(table.name)
    conditions.push(`(${sort.join(", ")}) ${direction === "ASC" ? ">" : "<"} (${sort.map(() => "?").join(", ")})`)
    values.push(...after.value)
  }
  const rows = table.all(
    `SELECT version, body, packed, ${sort.join(", ")} FROM "${table.name}"
     WHERE ${conditions.join(" AND ")} ORDER BY ${sort.map((each) => `${each} ${direction}`).join(", ")} LIMIT ?`,
    [...values, query.limit + 1]
  )
  const items = rows.slice(0, query.limit)
  const last = items.at(-1)
  if (rows.length <= query.limit || last === undefined) return { rows: items, continuation: undefined }
  const after = sort.map((each) => {
    const value = last[each.replaceAll('"', "")]
    return typeof value === "number" ? value : String(value)
  })
  return { rows: items, continuation: query.continuation(after) }
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
  const first = order !== "id" ? order : asked.find((each) => each !== "id")
  if (first === undefined) return
  table.index([...new Set([...prefix, first, ...sort])].join(", "), "")
}
