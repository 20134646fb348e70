import { hash } from "node:crypto"
import { requestUnits } from "../../bench/published-costs.ts"
import { type Documents, type Kept, type Range, type Refusal, refuse, type Version } from "./documents.ts"
import { orderOf, parse, type Parsed, type QuerySpec, SyntaxFault } from "./sql.ts"

const parsed = (documents: Documents, spec: QuerySpec): Parsed | Refusal => {
  try {
    const query = parse(spec)
    const field = query.order?.field
    if (field !== undefined && !isIndexed(documents, field))
      return refuse(400, `The order-by item is excluded by the indexing policy: ${field}`)
    return query
  } catch (error) {
    if (error instanceof SyntaxFault) return refuse(400, error.message)
    throw error
  }
}

const isIndexed = ({ settings }: Documents, field: string): boolean =>
  field === "id" || field === "_ts" || settings.indexed.includes(field)

/** How the SDK is to ask the partitions, and to merge what they say. */
export const planOf = (documents: Documents, spec: QuerySpec): object | Refusal => {
  const query = parsed(documents, spec)
  if ("status" in query) return query
  const where = /\bWHERE\b(.*?)(?=\bORDER BY\b|$)/is.exec(spec.query)?.[1]?.trim() ?? "true"
  const expression = /\bORDER BY\b\s*(c\S+)/is.exec(spec.query)?.[1]
  const direction = query.order?.descending === true ? "DESC" : "ASC"
  return {
    partitionedQueryExecutionInfoVersion: 2,
    queryInfo: {
      distinctType: "None",
      top: null,
      offset: null,
      limit: null,
      orderBy: query.order === undefined ? [] : [query.order.descending ? "Descending" : "Ascending"],
      orderByExpressions: expression === undefined ? [] : [expression],
      groupByExpressions: [],
      groupByAliases: [],
      aggregates: [],
      groupByAliasToAggregateType: {},
      rewrittenQuery:
        expression === undefined
          ? ""
          : `SELECT c._rid, [{"item": ${expression}}] AS orderByItems, c AS payload FROM c ` +
            `WHERE ((${where}) AND {documentdb-formattableorderbyquery-filter}) ORDER BY ${expression} ${direction}`,
      hasSelectValue: false,
      dCountInfo: null,
      hasNonStreamingOrderBy: false
    },
    queryRanges: [{ min: "", max: "FF", isMinInclusive: true, isMaxInclusive: false }]
  }
}

type Row = { readonly kept: Kept; readonly version: Version; readonly value: unknown }
type After = readonly [value: unknown, rid: string]

const RANK = ["undefined", "boolean", "number", "string"]
const byRid = (a: string, b: string): number => {
  const [left, right] = [a, b].map((rid) => Buffer.from(rid.replaceAll("-", "/"), "base64").readBigUInt64LE(8))
  return left === right ? 0 : (left ?? 0n) < (right ?? 0n) ? -1 : 1
}
const byPlace = (a: After, b: After): number =>
  RANK.indexOf(typeof a[0]) - RANK.indexOf(typeof b[0]) || (orderOf(a[0], b[0]) ?? 0) || byRid(a[1], b[1])

export interface Page {
  readonly documents: ReadonlyArray<unknown>
  readonly continuation: string | undefined
  readonly charge: number
  readonly descending: boolean
}

/**
 * One page of a physical partition, or of a logical one in it. A page may be empty though more follow, and a full one carries
 * a token though nothing follows.
 */
export const pageOf = (
  documents: Documents,
  spec: QuerySpec,
  range: Range,
  asked: {
    readonly key: ReadonlyArray<string> | undefined
    readonly session: number
    readonly limit: number
    readonly continuation: string | undefined
    readonly empty: boolean
  }
): Page | Refusal => {
  const query = parsed(documents, spec)
  if ("status" in query) return query
  const descending = query.order?.descending === true
  const turn = descending ? -1 : 1
  const field = query.order?.field
  const all = documents.all(range, asked.session, asked.key)
  const matching: Array<Row> = all
    .filter(({ version }) => query.conditions.every((holds) => holds(version.body ?? {})))
    .map(({ kept, version }) => ({ kept, version, value: field === undefined ? undefined : version.body?.[field] }))
  matching.sort((a, b) => turn * byPlace([a.value, a.kept.rid], [b.value, b.kept.rid]))
  let after: After | undefined
  if (asked.continuation !== undefined) {
    const [shape, value, rid] = readToken(asked.continuation) ?? []
    if (shape !== shapeOf(spec)) return refuse(400, "Invalid Continuation Token")
    if (typeof rid === "string") after = [value ?? undefined, rid]
  }
  const rest =
    after === undefined ? matching : matching.filter((row) => turn * byPlace([row.value, row.kept.rid], after) > 0)
  const token = (place: After | undefined) =>
    JSON.stringify([shapeOf(spec), ...(place === undefined ? [] : [place[0] ?? null, place[1]])])
  if (asked.empty && rest.length > 0)
    return { documents: [], continuation: token(after), charge: requestUnits.query(0), descending }
  const rows = rest.slice(0, asked.limit)
  const last = rows.at(-1)
  // What no index helps to find is read to be looked at.
  const looked = (query.fields.every((each) => isIndexed(documents, each)) ? rows : all).map(({ version }) => version)
  return {
    documents: rows.map(({ kept, value, version }) => {
      const body = documents.answered(kept, version)
      return query.rewritten ? { _rid: kept.rid, orderByItems: [{ item: value }], payload: body } : body
    }),
    continuation: rows.length === asked.limit && last !== undefined ? token([last.value, last.kept.rid]) : undefined,
    charge: requestUnits.query(looked.reduce((sum, { bytes }) => sum + bytes, 0)),
    descending
  }
}

/** A token is good for its own query only; what the SDK narrows it by, when it goes on, is no part of that. */
const shapeOf = ({ parameters = [], query }: QuerySpec): string =>
  hash("sha1", JSON.stringify([query.replace(/ AND (?:true|\([^()]*\))\) ORDER BY/, ") ORDER BY"), parameters])).slice(
    0,
    8
  )

const readToken = (text: string): ReadonlyArray<unknown> | undefined => {
  try {
    const read: unknown = JSON.parse(text)
    return Array.isArray(read) ? read : undefined
  } catch {
    return undefined
  }
}
