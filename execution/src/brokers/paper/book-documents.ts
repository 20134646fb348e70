import { Effect, Option, Schema } from "effect"
import { type Connection, type ConnectionId, PAPER } from "@tradetower/domain/connection"
import { TenantId } from "@tradetower/domain/ids"
import { container, queryAll, stepId, Store, type StoreUnavailable } from "@tradetower/platform"
import { Row } from "./rows.ts"

/**
 * A paper account's book: writes, each with the rows it changed and named by its number; the rows as the writes before
 * the mark left them, a document each; and the mark. No document grows with the account.
 */
export const PaperAccounts = container(
  "PaperAccounts",
  Schema.Union([
    Schema.Struct({
      /** Padded sequence, or `snapshot`: up to here all writes are in the rows. Its own rows are of an older format. */
      id: Schema.String,
      tenantId: TenantId,
      seq: Schema.Int,
      rows: Schema.Array(Row),
      /** The next document belongs to the same write. */
      more: Schema.optionalKey(Schema.Literal(true)),
      /**
       * The first document that was written after the book was read, and by whom: a write before it that lacks documents
       * never happened, and who had not read it finds its own next number taken.
       */
      opened: Schema.optionalKey(Schema.String)
    }),
    Schema.Struct({
      id: Schema.String,
      tenantId: TenantId,
      ...Row.fields,
      /** The write up to which it is; absent in an older format. */
      seq: Schema.optionalKey(Schema.Int)
    })
  ])
)
type Document = typeof PaperAccounts.schema.Type
export type WriteDocument = Extract<Document, { readonly rows: unknown }>

/** Another process wrote to the book: what was not saved here has not happened, and the book is to be read anew. */
export class Overtaken extends Schema.TaggedError<Overtaken>()("Overtaken", {}) {
  override get message(): string {
    return "another process wrote to the paper account's book"
  }
  readonly retryable = false
}
const overtaken: Effect.Effect<never, Overtaken> = Effect.suspend(() => Effect.fail(new Overtaken()))

const MARK = "snapshot"

/** Ids of rows come after those of all writes, which are digits. */
const rowId = (key: string): string => `row:${encodeURIComponent(key)}`

/** Before the ids of all accounts but the one that everybody has: after those of its writes and of its rows. */
const prefixOf = (id: ConnectionId): string => (id === PAPER ? "" : `~${id}:`)

/** Texts of rows by their keys; a row without one was removed. */
export type Rows = Map<string, string | undefined>

/** A book as it was read. */
export interface ReadBook {
  readonly rows: Rows
  /** Those changed by writes after the mark. */
  readonly unfolded: Rows
  /** The mark's write, the last whole write, and the last document of a write: those after a whole one are cut off. */
  readonly folded: number
  readonly saved: number
  readonly written: number
  /** The mark has rows, as in an older format. */
  readonly older: boolean
}

/** The documents of one account's book. Anybody may write it at any time: no write changes what its writer had not read. */
export const bookDocuments = (
  store: Store["Service"],
  { id: connection, tenantId }: Pick<Connection, "id" | "tenantId">
) => {
  const prefix = prefixOf(connection)
  const writeId = (seq: number) => prefix + stepId(seq)
  const find = (id: string) =>
    Effect.map(store.read(PaperAccounts, { tenantId }, id), (found) => Option.getOrUndefined(found))
  const remove = (id: string) => store.remove(PaperAccounts, { tenantId }, id)
  /** Documents whose ids lie in `[from, before)`, by id. */
  const between = (from: string, before: string) =>
    Effect.provideService(
      queryAll(
        PaperAccounts,
        { tenantId },
        { where: { id: { from: prefix + from, before: prefix + before } }, limit: 500 }
      ),
      Store,
      store
    )
  const writes = (from: number, before?: number) =>
    Effect.map(between(stepId(from), before === undefined ? "a" : stepId(before)), (all) =>
      all.filter((document) => "rows" in document)
    )
  const rows = Effect.map(between("row:", "row;"), (all) => all.filter((document) => "key" in document))
  const findMark = Effect.map(find(prefix + MARK), (mark) =>
    mark !== undefined && "rows" in mark.value ? { version: mark.version, value: mark.value } : undefined
  )

  /** Puts a document in the place of one that is of the same write or an earlier. */
  const put = Effect.fnUntraced(
    function* (document: Document & { readonly seq: number }) {
      const before = yield* find(document.id)
      if (before === undefined) return yield* store.create(PaperAccounts, document)
      if ((before.value.seq ?? 0) > document.seq) return yield* overtaken
      return yield* store.replace(PaperAccounts, document, before.version)
    },
    Effect.catchTag(["AlreadyExists", "VersionMismatch"], () => overtaken)
  )

  const look = Effect.gen(function* () {
    const mark = yield* findMark
    const found: Rows = new Map()
    const unfolded: Rows = new Map()
    const take = (changed: ReadonlyArray<typeof Row.Type>) => {
      for (const { key, text } of changed) {
        found.set(key, text)
        unfolded.set(key, text)
      }
    }
    const { rows: older = [], seq: folded = 0 } = mark?.value ?? {}
    take(older)
    for (const { key, text } of yield* rows) found.set(key, text)
    let [saved, written] = [folded, folded]
    let whole: Array<typeof Row.Type> = []
    const strays: Array<string> = []
    for (const { id, more, opened, rows: changed, seq } of yield* writes(folded + 1)) {
      if (seq !== written + 1) {
        strays.push(id)
        continue
      }
      written = seq
      if (opened !== undefined) whole = []
      whole.push(...changed)
      if (more) continue
      take(whole)
      saved = seq
      whole = []
    }
    const still = (yield* findMark)?.version === mark?.version
    return { still, strays, rows: found, unfolded, folded, saved, written, older: older.length > 0 }
  })

  /**
   * The book, as it is at one moment: read again when it was shortened meanwhile. What comes after a gap, seen twice,
   * was written by one who did not know that the book before was erased: it is taken away.
   */
  const read: Effect.Effect<ReadBook, StoreUnavailable> = Effect.gen(function* () {
    for (let gaps = 0; ;) {
      const { still, strays, ...book } = yield* look
      if (!still || (strays.length > 0 && gaps++ === 0)) continue
      yield* Effect.forEach(strays, remove, { discard: true })
      return book
    }
  })

  return {
    read,
    writeId,
    write: (seq: number, rest: Omit<WriteDocument, "id" | "tenantId" | "seq">): WriteDocument => ({
      id: writeId(seq),
      tenantId,
      seq,
      ...rest
    }),
    find,
    remove,
    writes,
    /** Up to which write the rows are the book. */
    folded: Effect.map(findMark, (mark) => mark?.value.seq ?? 0),
    putMark: (seq: number) => put({ id: prefix + MARK, tenantId, seq, rows: [] }),
    /** A row as it is after a write. */
    putRow: (key: string, text: string | undefined, seq: number): Effect.Effect<void, Overtaken | StoreUnavailable> => {
      const id = prefix + rowId(key)
      if (text !== undefined) return Effect.asVoid(put({ id, tenantId, key, text, seq }))
      return Effect.flatMap(find(id), (before): Effect.Effect<void, Overtaken | StoreUnavailable> =>
        (before?.value.seq ?? 0) > seq ? overtaken : remove(id)
      )
    },
    /** Every document there is, the mark as the last. */
    ids: Effect.gen(function* () {
      return [...(yield* writes(1)), ...(yield* rows)].map(({ id }) => id).concat(prefix + MARK)
    })
  }
}
