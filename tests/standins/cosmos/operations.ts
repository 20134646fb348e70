import { randomUUID } from "node:crypto"
import type { IncomingMessage } from "node:http"
import { requestUnits } from "../../bench/published-costs.ts"
import { type Documents, noSuchDocument, type Range, type Refusal, refuse, type Version } from "./documents.ts"
import type { Kind } from "./faults.ts"
import { feedOf } from "./feed.ts"
import { pageOf, planOf } from "./query.ts"
import type { QuerySpec } from "./sql.ts"

/** What is answered, and what it cost. */
export interface Answer {
  readonly status: number
  readonly substatus?: number | undefined
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
  readonly charge: number
}

/** What it takes to say no, as far as is seen. */
const REFUSED = 1

const isRefusal = (answer: object): answer is Refusal => "message" in answer
const codes: Readonly<Record<number, string>> = {
  400: "BadRequest",
  401: "Unauthorized",
  404: "NotFound",
  408: "RequestTimeout",
  409: "Conflict",
  412: "PreconditionFailed",
  413: "RequestEntityTooLarge",
  429: "TooManyRequests",
  503: "ServiceUnavailable"
}

export const refused = ({ message, status, substatus }: Refusal, cost = REFUSED): Answer => ({
  status,
  substatus,
  charge: cost,
  body: { code: codes[status] ?? String(status), message: `${message}\r\nActivityId: ${randomUUID()}` }
})

const readKey = (header: unknown): ReadonlyArray<string> | undefined =>
  typeof header === "string" ? (JSON.parse(header) as ReadonlyArray<string>) : undefined

/** Which sequence numbers the session has seen, by physical partition: `0:-1#12,1:-1#7`. */
const sessionAt = (header: string | ReadonlyArray<string> | undefined, { id }: Range): number => {
  const own = [header ?? ""]
    .flat()
    .flatMap((text) => text.split(","))
    .find((part) => part.startsWith(`${id}:`))
  return Number(own?.split("#")[1] ?? 0)
}

const wrote = (made: Version | Refusal): Answer => {
  if (isRefusal(made)) return refused(made)
  const cost = made.isFirst ? requestUnits.insert : requestUnits.replace
  return {
    status: made.isFirst ? 201 : 200,
    charge: cost(made.bytes),
    headers: { etag: made.etag },
    body: { ...made.body, _etag: made.etag, _ts: made.ts }
  }
}

/** What a container is, how it is split, and how a query is to be asked: of no partition. */
const described = (kind: "container" | "ranges" | "plan", documents: Documents, text: string): Answer => {
  const { ranges, rid, settings } = documents
  if (kind === "plan") {
    const plan = planOf(documents, JSON.parse(text) as QuerySpec)
    return isRefusal(plan) ? refused(plan, 0) : { status: 200, charge: 0, body: plan }
  }
  const paths = settings.partitionKey.map((path) => `/${path}`)
  const body =
    kind === "container"
      ? {
          _rid: rid,
          partitionKey: { paths, kind: paths.length > 1 ? "MultiHash" : "Hash", version: 2 },
          ...(settings.defaultTtl !== undefined && { defaultTtl: settings.defaultTtl })
        }
      : {
          _rid: rid,
          PartitionKeyRanges: ranges.map(({ id, max, min }) => ({
            id,
            minInclusive: min,
            maxExclusive: max,
            parents: []
          })),
          _count: ranges.length
        }
  return { status: 200, charge: kind === "container" ? REFUSED : 0, body }
}

/** One document, by its whole key. */
const single = (
  kind: "create" | "upsert" | "replace" | "remove" | "read",
  documents: Documents,
  key: ReadonlyArray<string>,
  asked: { readonly id: string; readonly ifMatch: string | undefined; readonly session: number; readonly text: string }
): Answer => {
  const { id, ifMatch, session, text } = asked
  switch (kind) {
    case "create":
    case "upsert":
      return wrote(documents.write(kind, key, text, {}))
    case "replace":
      return wrote(documents.write("replace", key, text, { id, ...(ifMatch !== undefined && { ifMatch }) }))
    case "remove": {
      const removed = documents.remove(key, id)
      return isRefusal(removed) ? refused(removed) : { status: 204, charge: requestUnits.remove }
    }
    case "read": {
      const found = documents.find(key, id, session)
      if (found === undefined) return refused(noSuchDocument)
      const { kept, version } = found
      return {
        status: 200,
        charge: requestUnits.read(version.bytes),
        headers: { etag: version.etag },
        body: documents.answered(kept, version)
      }
    }
  }
}

const listed = (documents: Documents, found: ReadonlyArray<unknown>) => ({
  _rid: documents.rid,
  Documents: found,
  _count: found.length
})

/** Carries a request out; `empty`: a page of a query may be empty. */
export const carriedOut = (
  kind: Exclude<Kind, "account">,
  id: string | undefined,
  documents: Documents,
  { headers }: Pick<IncomingMessage, "headers">,
  text: string,
  empty: boolean
): Answer => {
  if (kind === "container" || kind === "ranges" || kind === "plan") return described(kind, documents, text)
  const key = readKey(headers["x-ms-documentdb-partitionkey"])
  if (key !== undefined && key.length !== documents.settings.partitionKey.length)
    return refused(refuse(400, "Partition key provided doesn't correspond to definition in the collection.", 1001))
  const named = headers["x-ms-documentdb-partitionkeyrangeid"]
  const range = key === undefined ? documents.ranges.find((each) => each.id === named) : documents.rangeOf(key)
  if (range === undefined)
    return refused(refuse(400, "The provided cross partition query can not be directly served by the gateway.", 1004))
  const strong = headers["x-ms-consistency-level"] === "Strong"
  const session = strong ? Infinity : sessionAt(headers["x-ms-session-token"], range)
  const limit = Number(headers["x-ms-max-item-count"] ?? 100)
  const answer = ((): Answer => {
    if (kind === "feed") {
      const within = headers["x-ms-read-key-type"] === "EffectivePartitionKeyRange"
      const from = within ? String(headers["x-ms-start-epk"]) : range.min
      const before = within ? String(headers["x-ms-end-epk"]) : range.max
      if (within && !(/^[0-9A-F]+$/.test(from) && from >= range.min && from < before && before <= range.max))
        return refused(refuse(400, `effective partition keys ${from} to ${before} are not of ${range.id}`))
      const page = feedOf(documents, range, { after: headers["if-none-match"], from, before, limit, session })
      const nothing = page.documents.length === 0
      return {
        status: nothing ? 304 : 200,
        charge: page.charge,
        headers: { etag: page.etag },
        ...(!nothing && { body: listed(documents, page.documents) })
      }
    }
    if (kind === "query") {
      const token = headers["x-ms-continuation"]
      const continuation = typeof token === "string" ? token : undefined
      const page = pageOf(documents, JSON.parse(text) as QuerySpec, range, { key, session, limit, continuation, empty })
      if (isRefusal(page)) return refused(page)
      const scan = { reverseRidEnabled: false, reverseIndexScan: page.descending }
      return {
        status: 200,
        charge: page.charge,
        headers: {
          "x-ms-cosmos-query-execution-info": JSON.stringify(scan),
          ...(page.continuation !== undefined && { "x-ms-continuation": page.continuation })
        },
        body: listed(documents, page.documents)
      }
    }
    if (key === undefined) return refused(refuse(400, "PartitionKey value must be supplied for this operation."))
    return single(kind, documents, key, { id: id ?? "", ifMatch: headers["if-match"], session, text })
  })()
  return {
    ...answer,
    headers: { ...answer.headers, "x-ms-session-token": `${range.id}:-1#${range.lsn}` }
  }
}
