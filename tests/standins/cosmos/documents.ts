import { randomUUID } from "node:crypto"
import { effectiveKeyOf } from "@tradetower/platform"

/** What a container was set up with. */
export interface ContainerSettings {
  readonly partitionKey: ReadonlyArray<string>
  /** Top-level fields that queries may name without looking at every document. */
  readonly indexed: ReadonlyArray<string>
  /** Seconds; -1: documents live on unless they say otherwise; undefined: what they say is ignored. */
  readonly defaultTtl: number | undefined
  /** How many physical partitions it has grown to. Default: three. */
  readonly partitions?: number
}

export type Body = Readonly<Record<string, unknown>>

/** One version of a document; `body` is undefined when that write removed it. */
export interface Version {
  readonly lsn: number
  readonly body: Body | undefined
  readonly bytes: number
  readonly etag: string
  /** Wall time of the write, ms; and as documents carry it, s. */
  readonly at: number
  readonly ts: number
  /** Nothing was there before. */
  readonly isFirst: boolean
}

export interface Kept {
  readonly rid: string
  readonly key: ReadonlyArray<string>
  /** The effective partition key. */
  readonly place: string
  readonly id: string
  /** Oldest first; those that a replica may still show. */
  versions: Array<Version>
}

export interface Range {
  readonly id: string
  readonly min: string
  readonly max: string
  lsn: number
  readonly documents: Map<string, Kept>
}

export interface Refusal {
  readonly status: number
  readonly substatus?: number
  readonly message: string
}

const MAX_BYTES = 2 * 1024 * 1024
/** The physical partitions of a container that was split evenly: effective partition keys begin with 00 to 3F. */
const rangesOf = (count: number): ReadonlyArray<Pick<Range, "id" | "min" | "max">> => {
  const bound = (at: number) => Math.floor((at * 2 ** 30) / count)
  const digits = (at: number) => bound(at).toString(16).padStart(8, "0").toUpperCase()
  return Array.from({ length: count }, (_, at) => ({
    id: String(at),
    min: at === 0 ? "" : digits(at),
    max: at === count - 1 ? "FF" : digits(at + 1)
  }))
}

const base64 = (bytes: Buffer): string => bytes.toString("base64").replaceAll("/", "-")

export const refuse = (status: number, message: string, substatus?: number): Refusal => ({
  status,
  message,
  ...(substatus !== undefined && { substatus })
})

export const noSuchDocument = refuse(404, "Entity with the specified id does not exist in the system.", 0)

/** The documents of one container, over its physical partitions. */
export class Documents {
  readonly settings: ContainerSettings
  readonly rid: string
  readonly ranges: ReadonlyArray<Range>
  private readonly now: () => number
  private readonly lagMs: () => number
  private readonly number: number
  private made = 0

  constructor(settings: ContainerSettings, number: number, now: () => number, lagMs: () => number) {
    this.settings = settings
    this.number = number
    this.now = now
    this.lagMs = lagMs
    this.rid = base64(this.bytesOfRid(8))
    this.ranges = rangesOf(settings.partitions ?? 3).map((range) => ({ ...range, lsn: 0, documents: new Map() }))
  }

  rangeOf(key: ReadonlyArray<string>): Range {
    const place = effectiveKeyOf(key)
    return this.ranges.findLast(({ min }) => place >= min) as Range
  }

  /**
   * The version that a replica shows: what the session has seen, and what is old enough. Undefined when there is none, it
   * was removed, or its time is over.
   */
  shown(kept: Kept | undefined, session: number): Version | undefined {
    const old = this.now() - this.lagMs()
    const version = kept?.versions.findLast(({ at, lsn }) => lsn <= session || at <= old)
    return version?.body === undefined || this.expired(version) ? undefined : version
  }

  /** The last sequence number that a replica has, or the session. */
  seen({ documents, lsn }: Range, session: number): number {
    if (session >= lsn || this.lagMs() === 0) return lsn
    const old = this.now() - this.lagMs()
    const settled = [...documents.values()].flatMap(({ versions }) => versions.filter(({ at }) => at <= old))
    return Math.max(session, ...settled.map((version) => version.lsn), 0)
  }

  find(key: ReadonlyArray<string>, id: string, session: number): { kept: Kept; version: Version } | undefined {
    const kept = this.rangeOf(key).documents.get(nameOf(key, id))
    const version = this.shown(kept, session)
    return kept === undefined || version === undefined ? undefined : { kept, version }
  }

  /** Everything that a replica shows of a physical partition, or of one logical one. */
  all(range: Range, session: number, key?: ReadonlyArray<string>): ReadonlyArray<{ kept: Kept; version: Version }> {
    return [...range.documents.values()].flatMap((kept) => {
      if (key !== undefined && !isSame(kept.key, key)) return []
      const version = this.shown(kept, session)
      return version === undefined ? [] : [{ kept, version }]
    })
  }

  /** Writes, or says why not. The newest version decides, whatever replicas show. */
  write(
    how: "create" | "upsert" | "replace",
    key: ReadonlyArray<string>,
    text: string,
    condition: { readonly id?: string; readonly ifMatch?: string }
  ): Version | Refusal {
    const bytes = Buffer.byteLength(text)
    if (bytes > MAX_BYTES) return refuse(413, "Request size is too large")
    const body = JSON.parse(text) as Body
    const { id, ttl } = body
    if (typeof id !== "string" || id === "" || Buffer.byteLength(id) > 1023 || /[/\\?#]/.test(id))
      return refuse(
        400,
        "The input name is invalid. Ensure to provide a unique non-empty string less than '1024' bytes"
      )
    if (condition.id !== undefined && condition.id !== id) return refuse(400, "the id can't be changed")
    if (ttl !== undefined && ttl !== -1 && !(Number.isInteger(ttl) && Number(ttl) > 0))
      return refuse(400, "The input ttl is invalid. Ensure to provide a nonzero positive integer")
    const own = this.settings.partitionKey.map((path) => body[path])
    if (!isSame(own, key))
      return refuse(400, "PartitionKey extracted from document doesn't match the one specified in the header", 1001)
    const range = this.rangeOf(key)
    const name = nameOf(key, id)
    const kept = range.documents.get(name)
    const newest = kept?.versions.at(-1)
    const there = newest?.body === undefined ? undefined : newest
    if (how === "create" && there !== undefined)
      return refuse(409, "Resource with specified id or name already exists.")
    const alive = there === undefined || this.expired(there) ? undefined : there
    if (how === "replace" && alive === undefined) return noSuchDocument
    if (condition.ifMatch !== undefined && alive?.etag !== condition.ifMatch)
      return refuse(412, "One of the specified pre-condition is not met.")
    return this.append(
      range,
      name,
      kept ?? { rid: this.nextRid(), key, place: effectiveKeyOf(key), id, versions: [] },
      body,
      bytes
    )
  }

  remove(key: ReadonlyArray<string>, id: string): Version | Refusal {
    const range = this.rangeOf(key)
    const name = nameOf(key, id)
    const kept = range.documents.get(name)
    const newest = kept?.versions.at(-1)
    if (kept === undefined || newest?.body === undefined || this.expired(newest)) return noSuchDocument
    return this.append(range, name, kept, undefined, newest.bytes)
  }

  /** Takes away what is past its time: until then it holds its id. */
  purge(): void {
    for (const range of this.ranges)
      for (const [name, { versions }] of range.documents) {
        const newest = versions.at(-1)
        if (newest !== undefined && this.expired(newest)) range.documents.delete(name)
      }
  }

  /** The same documents in a container that was set up anew. */
  restored(number: number): Documents {
    const other = new Documents(this.settings, number, this.now, this.lagMs)
    for (const range of this.ranges)
      for (const { id, key, versions } of range.documents.values()) {
        const body = versions.at(-1)?.body
        if (body !== undefined) other.write("create", key, JSON.stringify({ ...body, id }), {})
      }
    return other
  }

  /** A document as it is answered. */
  answered(kept: Kept, { body, etag, ts }: Version): Body {
    return {
      ...body,
      _rid: kept.rid,
      _self: `dbs/x/colls/y/docs/${kept.rid}/`,
      _etag: etag,
      _attachments: "attachments/",
      _ts: ts
    }
  }

  private expired({ body, ts }: Version): boolean {
    const { defaultTtl } = this.settings
    if (defaultTtl === undefined || body === undefined) return false
    const ttl = typeof body["ttl"] === "number" ? body["ttl"] : defaultTtl
    return ttl >= 0 && ts + ttl <= Math.floor(this.now() / 1000)
  }

  private append(range: Range, name: string, kept: Kept, body: Body | undefined, bytes: number): Version {
    const at = this.now()
    const version = {
      lsn: ++range.lsn,
      body,
      bytes,
      etag: `"${randomUUID()}"`,
      at,
      ts: Math.floor(at / 1000),
      isFirst: kept.versions.at(-1)?.body === undefined
    }
    const settled = kept.versions.findLastIndex((each) => each.at <= at - this.lagMs())
    kept.versions = [...kept.versions.slice(Math.max(0, settled)), version]
    range.documents.set(name, kept)
    return version
  }

  private nextRid(): string {
    const bytes = this.bytesOfRid(16)
    bytes.writeBigUInt64LE(BigInt(++this.made), 8)
    return base64(bytes)
  }

  private bytesOfRid(length: number): Buffer {
    const bytes = Buffer.alloc(length)
    bytes.writeUInt32BE(0x7a000001, 0)
    bytes.writeUInt32BE(0x80000000 + this.number, 4)
    return bytes
  }
}

const nameOf = (key: ReadonlyArray<string>, id: string): string => JSON.stringify([...key, id])
export const isSame = (a: ReadonlyArray<unknown>, b: ReadonlyArray<unknown>): boolean =>
  a.length === b.length && a.every((each, at) => each === b[at])
