import type { SqlQuerySpec } from "@azure/cosmos"
import type { Scope } from "../../rules/partition-key.ts"
import type { CheckedQuery } from "../../rules/query-rules.ts"

const field = (name: string): string => `c["${name}"]`

/**
 * A query in the service's SQL: names come from the catalogue, values are parameters. Documents without the field that
 * orders them are left out by name (STORE-15): whether the service does so depends on how a container is indexed.
 */
export const querySpec = (
  partition: ReadonlyArray<string>,
  scope: Scope,
  { conditions, order }: Pick<CheckedQuery, "conditions" | "order">
): SqlQuerySpec => {
  const all = [
    // A whole key goes beside the query; of a part of one the service only knows as of any other field.
    ...(scope.length === partition.length ? [] : scope).map((value, at) => ({
      field: partition[at] ?? "",
      comparison: "=",
      value
    })),
    ...conditions
  ]
  const where = [
    ...all.map((each, at) => `${field(each.field)} ${each.comparison} @p${at}`),
    ...(order.field === "id" ? [] : [`IS_DEFINED(${field(order.field)})`])
  ]
  return {
    query:
      `SELECT * FROM c ${where.length === 0 ? "" : `WHERE ${where.join(" AND ")} `}` +
      `ORDER BY ${field(order.field)} ${order.direction}`,
    parameters: all.map(({ value }, at) => ({ name: `@p${at}`, value }))
  }
}
