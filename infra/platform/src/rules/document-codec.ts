import { Result, Schema } from "effect"
import type { StoreUnavailable } from "../ports/store.ts"
import { type PartitionKey, partitionKeyOf, refused } from "./partition-key.ts"
import { heavierThan } from "./weight.ts"

/** What a container's catalogue entry and schema say, as far as writing and reading a document need it. */
interface Shape<A> {
  readonly name: string
  readonly partition: ReadonlyArray<string>
  readonly schema: Schema.Codec<A, unknown>
}

/** A document as it may be written. */
export interface Encoded {
  readonly key: PartitionKey
  readonly id: string
  readonly document: Readonly<Record<string, unknown>>
  /** The same as JSON. */
  readonly body: string
}

const MAX_BYTES = 2 * 1024 * 1024
const MAX_ID = 255

/** Whether a document can have this id at all (STORE-10): under another there is none. */
export const canBeId = (id: string): boolean => id !== "" && id.length <= MAX_ID && !/[/\\?#]/.test(id)

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** Between a container's documents and their JSON; what is not as the schema says is refused both ways (STORE-9, STORE-10). */
export class DocumentCodec<A> {
  private static readonly known = new WeakMap<object, DocumentCodec<unknown>>()
  private readonly shape: Shape<A>
  private readonly encoding: (value: A) => Result.Result<unknown, Schema.SchemaError>
  private readonly decoding: (value: unknown) => Result.Result<A, Schema.SchemaError>

  private constructor(shape: Shape<A>) {
    this.shape = shape
    this.encoding = Schema.encodeResult(shape.schema)
    this.decoding = Schema.decodeUnknownResult(shape.schema)
  }

  /** That of a container, made once. */
  static of<A>(shape: Shape<A>): DocumentCodec<A> {
    // The map holds, for each container, the codec made from that same container: its type is the container's.
    const known = DocumentCodec.known.get(shape) as DocumentCodec<A> | undefined
    if (known !== undefined) return known
    const made = new DocumentCodec(shape)
    DocumentCodec.known.set(shape, made as DocumentCodec<unknown>)
    return made
  }

  /** A document as it may be written, or why it can't be. */
  encode(value: A): Encoded | StoreUnavailable {
    const { name, partition } = this.shape
    const encoded = this.encoding(value)
    if (Result.isFailure(encoded))
      return refused(name, `the document is not as its schema says: ${encoded.failure.message}`)
    const document = encoded.success
    if (!isRecord(document)) return refused(name, "a document is a JSON object")
    const id = document["id"]
    const key = partitionKeyOf(partition, document)
    if (typeof id !== "string" || id === "" || key === undefined)
      return refused(name, `a document needs id, ${partition.join(", ")}`)
    if (!canBeId(id)) return refused(name, `id ${id}: at most ${MAX_ID} characters, none of / \\ ? #`)
    const body = JSON.stringify(document)
    const weight = heavierThan(MAX_BYTES, [body])
    if (weight !== undefined) return refused(name, `document ${id} has ${weight} bytes: at most ${MAX_BYTES}`)
    return { key, id, document, body }
  }

  /** What the JSON of a document says, or why it can't be read. */
  decodeJson(body: string): A | StoreUnavailable {
    try {
      return this.decode(JSON.parse(body))
    } catch {
      return refused(this.shape.name, "a stored document is not JSON")
    }
  }

  /** What a document says, or that it is not as the schema says. */
  decode(document: unknown): A | StoreUnavailable {
    const decoded = this.decoding(document)
    return Result.isSuccess(decoded)
      ? decoded.success
      : refused(this.shape.name, `a stored document is not as its schema says: ${decoded.failure.message}`)
  }
}
