import { hash } from "node:crypto"
import { Option, Schema } from "effect"
import type { Query } from "../ports/store.ts"
import { refused, type Scope } from "./partition-key.ts"

/** How a field of a document compares with a value. */
export type Comparison = "=" | ">=" | ">" | "<=" | "<"

export interface Condition {
  readonly field: string
  readonly comparison: Comparison
  readonly value: string | number | boolean
}

/** A query that may be asked. */
export interface CheckedQuery {
  readonly limit: number
  readonly order: { readonly field: string; readonly direction: "ASC" | "DESC" }
  readonly conditions: ReadonlyArray<Condition>
  /** Where an earlier page of this very query ended, as that page said it. */
  readonly after: unknown
  /** The continuation of a page that ends here; where that is, is JSON. */
  readonly continuation: (end: unknown) => string
}

const bounds = { from: ">=", after: ">", to: "<=", before: "<" } as const
const MOST = 1_000

const Continuation = Schema.fromJsonString(Schema.Struct({ query: Schema.String, after: Schema.Unknown }))
const readContinuation = Schema.decodeUnknownOption(Continuation)
const writeContinuation = Schema.encodeSync(Continuation)

/** What answers a continuation that no page of this query gave. */
export const unknownContinuation = (container: string) =>
  refused(container, "continuation: give back the one an earlier page of this very query gave")

/** A query with what it leaves unsaid; throws what refuses one that may not be asked (STORE-14, STORE-16). */
export const checkQuery = (
  { name, indexed }: { readonly name: string; readonly indexed: ReadonlyArray<string> },
  scope: Scope,
  { limit = 100, orderBy: order = { field: "id", direction: "ASC" }, where = {}, continuation }: Query
): CheckedQuery => {
  const mayAsk = (field: string) => {
    if (field === "id" || indexed.includes(field)) return
    throw refused(
      name,
      `${name} is not indexed by ${field}; ask for one of id${indexed.map((each) => `, ${each}`).join("")}, ` +
        `or add it in the catalogue, infra/platform/src/ports/containers.ts`
    )
  }
  if (!Number.isInteger(limit) || limit < 1 || limit > MOST)
    throw refused(name, "limit: a whole number from 1 to 1,000")
  mayAsk(order.field)
  const conditions = Object.entries(where).flatMap(([field, wanted]): ReadonlyArray<Condition> => {
    mayAsk(field)
    if (typeof wanted !== "object") return [{ field, comparison: "=", value: wanted }]
    return (["from", "after", "to", "before"] as const).flatMap((bound) => {
      const value = wanted[bound]
      return value === undefined ? [] : [{ field, comparison: bounds[bound], value }]
    })
  })
  const query = () =>
    hash("sha256", JSON.stringify([name, scope, where, order.field, order.direction]), "base64url").slice(0, 12)
  const page = (text: string): unknown => {
    const read = Option.filter(
      readContinuation(Buffer.from(text, "base64url").toString()),
      (each) => each.query === query()
    )
    if (Option.isNone(read)) throw unknownContinuation(name)
    return read.value.after
  }
  return {
    limit,
    order,
    conditions,
    after: continuation === undefined ? undefined : page(continuation),
    continuation: (after) => Buffer.from(writeContinuation({ query: query(), after })).toString("base64url")
  }
}
