import { randomBytes, randomUUID } from "node:crypto"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import { isSigned } from "./auth.ts"
import { type ContainerSettings, Documents, refuse } from "./documents.ts"
import { type Fault, Faults, type Kind } from "./faults.ts"
import { type Answer, carriedOut, refused } from "./operations.ts"
import { readRequest } from "./request.ts"

export interface CosmosOptions {
  readonly containers: Readonly<Record<string, ContainerSettings>>
  /** A token of Entra ID that is good here, beside the account's key. */
  readonly token?: string
  readonly seed?: number
  readonly now?: () => number
  /** What the account is set up for. Default: Strong. */
  readonly consistency?: "Strong" | "Session"
  /** How long a write is unseen by whoever asks for less, and does not show its session's token, ms. Default: 0. */
  readonly lagMs?: number
  /** How many pages of queries are empty although more follows, of one. Default: 0.2. */
  readonly emptyPages?: number
  readonly port?: number
}

/** What was asked, and what it cost. */
export interface Counted {
  readonly requests: Readonly<Partial<Record<Kind, number>>>
  readonly charge: number
}

export interface CosmosServer {
  readonly endpoint: string
  readonly key: string
  readonly faults: Faults
  /** Everything since it was last asked, of one container or all. */
  readonly count: (container?: string) => Counted
  /** Everything so far, by request and container: `create Orders`. */
  readonly tally: () => ReadonlyMap<string, { readonly count: number; readonly charge: number }>
  /** Takes away what is past its time. */
  readonly purge: () => void
  /** Sets a container of every database up anew, with what is in it, as a restored backup is: its resource ids differ. */
  readonly restore: (container: string) => void
  readonly close: () => Promise<void>
}

const WRITES: ReadonlySet<Kind> = new Set(["create", "upsert", "replace", "remove"])

/**
 * An account of Cosmos DB behind its REST protocol, as far as `@azure/cosmos` asks for it here: any database, the
 * containers it was given.
 */
export const serveCosmos = (options: CosmosOptions): Promise<CosmosServer> => {
  const key = randomBytes(64).toString("base64")
  const now = options.now ?? Date.now
  const faults = new Faults(options.seed ?? 1)
  const places = new Map<string, Documents>()
  const counted = new Map<string, { requests: Partial<Record<Kind, number>>; charge: number }>()
  const tally = new Map<string, { readonly count: number; readonly charge: number }>()
  let made = 0
  let endpoint = ""

  const documentsOf = (database: string, container: string): Documents | undefined => {
    const settings = options.containers[container]
    if (settings === undefined) return undefined
    const name = `${database}/${container}`
    const known = places.get(name)
    if (known !== undefined) return known
    const documents = new Documents(settings, ++made, now, () => options.lagMs ?? 0)
    places.set(name, documents)
    return documents
  }

  const account = () => {
    const locations = [{ name: "Here", databaseAccountEndpoint: endpoint }]
    return {
      id: "standin",
      _rid: "standin",
      _self: "",
      media: "//media/",
      addresses: "//addresses/",
      _dbs: "//dbs/",
      writableLocations: locations,
      readableLocations: locations,
      enableMultipleWriteLocations: false,
      userConsistencyPolicy: { defaultConsistencyLevel: options.consistency ?? "Strong" },
      queryEngineConfiguration: "{}"
    }
  }

  const send = (response: ServerResponse, answer: Answer, where: { readonly link: string; readonly rid: string }) => {
    response.writeHead(answer.status, {
      "content-type": "application/json",
      "x-ms-request-charge": answer.charge.toFixed(2),
      "x-ms-activity-id": randomUUID(),
      "x-ms-content-path": where.rid,
      "x-ms-alt-content-path": where.link.split("/").slice(0, 4).join("/"),
      ...(answer.substatus !== undefined && { "x-ms-substatus": String(answer.substatus) }),
      ...answer.headers
    })
    response.end(answer.body === undefined ? undefined : JSON.stringify(answer.body))
  }

  /** What a fault answers, whether or not the request was carried out. */
  const spoiled = (fault: Fault): Answer | undefined => {
    if (fault === "throttled")
      return {
        ...refused(refuse(429, "Request rate is large. More Request Units may be needed.", 3200), 0),
        headers: { "x-ms-retry-after-ms": String(faults.rates.retryAfterMs ?? 5) }
      }
    if (fault === "unavailable") return refused(refuse(503, "The request failed with ServiceUnavailable."))
    if (fault === "timeout") return refused(refuse(408, "Request timed out."))
    if (fault === "behind")
      return refused(refuse(404, "The read session is not available for the input session token.", 1002))
    return undefined
  }

  const respond = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Array<Buffer> = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const text = Buffer.concat(chunks).toString("utf8")
    const asked = readRequest(request)
    const { container, database, id, kind, link, type } = asked
    const nowhere = { link, rid: "" }
    const signed = { method: request.method ?? "GET", type, link }
    if (!isSigned(request.headers, signed, { key, token: options.token }, now()))
      return send(response, refused(refuse(401, "The input authorization token can't serve the request."), 0), nowhere)
    if (kind === undefined)
      return send(response, refused(refuse(400, `no such request here: ${request.method}`)), nowhere)
    const { consistency = "Strong" } = options
    if (consistency === "Session" && request.headers["x-ms-consistency-level"] === "Strong")
      return send(
        response,
        refused(refuse(400, "ConsistencyLevel Strong specified in the request is invalid.")),
        nowhere
      )
    if (kind === "account") return send(response, { status: 200, charge: 0, body: account() }, nowhere)
    const documents = documentsOf(database ?? "", container ?? "")
    if (documents === undefined)
      return send(response, refused(refuse(404, "Owner resource does not exist", 1003), 0), nowhere)
    const where = { link, rid: documents.rid }
    const fault = faults.of(kind)
    const unknown = fault === "unavailable" || fault === "timeout"
    const isDone =
      fault !== "throttled" && fault !== "behind" && !(unknown && WRITES.has(kind) && faults.random() < 0.5)
    const empty = faults.random() < (options.emptyPages ?? 0.2)
    const done = isDone ? carriedOut(kind, id, documents, request, text, empty) : undefined
    const answer = (fault === undefined ? undefined : spoiled(fault)) ?? done ?? refused(refuse(503, "nothing done"))
    const since = counted.get(container ?? "") ?? { requests: {}, charge: 0 }
    counted.set(container ?? "", since)
    since.requests[kind] = (since.requests[kind] ?? 0) + 1
    since.charge += answer.charge
    const what = `${kind} ${container}`
    const { charge, count } = tally.get(what) ?? { charge: 0, count: 0 }
    tally.set(what, { count: count + 1, charge: charge + answer.charge })
    if (fault === "cut") return request.socket.destroy()
    if (fault === "slow") await new Promise((resume) => setTimeout(resume, faults.rates.slowMs ?? 50))
    send(response, answer, where)
  }

  const server = createServer((request, response) => {
    respond(request, response).catch((error: unknown) => {
      console.error(error)
      response.writeHead(500).end()
    })
  })
  return new Promise((resolve) => {
    server.listen(options.port ?? 0, "127.0.0.1", () => {
      const address = server.address()
      endpoint = `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}/`
      resolve({
        endpoint,
        key,
        faults,
        count: (container) => {
          const sum = { requests: {} as Partial<Record<Kind, number>>, charge: 0 }
          for (const [name, tally] of counted) {
            if (container !== undefined && name !== container) continue
            counted.delete(name)
            sum.charge += tally.charge
            for (const [kind, times] of Object.entries(tally.requests) as Array<[Kind, number]>)
              sum.requests[kind] = (sum.requests[kind] ?? 0) + times
          }
          return sum
        },
        tally: () => new Map(tally),
        restore: (container) => {
          for (const [name, documents] of places)
            if (name.endsWith(`/${container}`)) places.set(name, documents.restored(++made))
        },
        purge: () => {
          for (const documents of places.values()) documents.purge()
        },
        close: () =>
          new Promise((closed) => {
            server.close(() => closed())
            server.closeAllConnections()
          })
      })
    })
  })
}
