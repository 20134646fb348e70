import { Result, Schema } from "effect"
import { StoreUnavailable } from "../../ports/store.ts"
import { column, type Row } from "./document-table.ts"

/** What a container's catalogue entry and schema say, as far as reading and writing need it. */
interface Shape {
  readonly name: string
  readonly partition: ReadonlyArray<string>
  readonly indexed: ReadonlyArray<string>
}

const MAX_BYTES = 2 * 1024 * 1024

export const refused = (container: string, message: string) =>
  new StoreUnavailable({ container, message, retryable: false })

const text = (value: unknown): string | undefined => (typeof value === "string" && value !== "" ? value : undefined)

/** The two columns of a partition key; undefined when a part is missing. */
export const partitionOf = (partition: ReadonlyArray<string>, key: object): readonly [string, string] | undefined => {
  const p0 = text(Reflect.get(key, partition[0] ?? ""))
  const second = partition[1]
  const p1 = second === undefined ? "" : text(Reflect.get(key, second))
  return p0 === undefined || p1 === undefined ? undefined : [p0, p1]
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** Between a container's documents and its rows; what is not as the schema says is refused both ways. */
export class Documents<A> {
  private readonly shape: Shape
  private readonly encode: (value: A) => Result.Result<unknown, Schema.SchemaError>
  private readonly decode: (value: unknown) => Result.Result<A, Schema.SchemaError>

  constructor(container: Shape & { readonly schema: Schema.Codec<A, unknown> }) {
    this.shape = container
    this.encode = Schema.encodeResult(container.schema)
    this.decode = Schema.decodeUnknownResult(container.schema)
  }

  /** A row, or why the document can't be written. `expires` is wall time, ms. */
  toRow(value: A, expires: number | null): Row | StoreUnavailable {
    const { name, partition, indexed } = this.shape
    const encoded = this.encode(value)
    if (Result.isFailure(encoded))
      return refused(name, `the document is not as its schema says: ${encoded.failure.message}`)
    const document = encoded.success
    if (!isRecord(document)) return refused(name, "a document is a JSON object")
    const id = text(document["id"])
    const key = partitionOf(partition, document)
    if (id === undefined || key === undefined) return refused(name, `a document needs id, ${partition.join(", ")}`)
    if (id.length > 255 || /[/\\?#]/.test(id))
      return refused(name, `id ${id}: at most 255 characters, none of / \\ ? #`)
    const body = JSON.stringify(document)
    if (body.length > MAX_BYTES) return refused(name, `document ${id} is larger than 2 MB`)
    return {
      p0: key[0],
      p1: key[1],
      id,
      body,
      document,
      expires,
      fields: indexed.map((field) => column(document[field]))
    }
  }

  fromJson(body: string): A | StoreUnavailable {
    return this.fromDocument(JSON.parse(body))
  }

  fromDocument(document: unknown): A | StoreUnavailable {
    const decoded = this.decode(document)
    return Result.isSuccess(decoded)
      ? decoded.success
      : refused(this.shape.name, `a stored document is not as its schema says: ${decoded.failure.message}`)
  }
}
