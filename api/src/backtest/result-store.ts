import { Effect, Option } from "effect"
import type { TenantId } from "@tradetower/domain/ids"
import type { BacktestResult, BacktestTrade, SweepRow } from "@tradetower/domain/simulation"
import { Blobs, type BlobsUnavailable, tenantFolder } from "@tradetower/platform"

const folderOf = (tenantId: TenantId, id: string): string => `backtests/${tenantFolder(tenantId)}/${id}/`

const write = Effect.fnUntraced(function* (path: string, value: unknown) {
  const blobs = yield* Blobs
  // What an interrupted earlier try wrote says the same.
  yield* blobs.remove(path)
  yield* Effect.ignore(blobs.write(path, new TextEncoder().encode(JSON.stringify(value))), {
    // Someone else wrote it in between: it is the same.
    message: "a result was written twice"
  })
})

const read = Effect.fnUntraced(function* (path: string) {
  const blobs = yield* Blobs
  const bytes = yield* blobs.read(path)
  return Option.map(bytes, (found): unknown => JSON.parse(new TextDecoder().decode(found)))
})

/** A result as it is kept: its trades lie apart, because they are read page by page. */
export type KeptResult = Omit<BacktestResult, "trades"> & { readonly tradeCount: number }

export const writeResult = Effect.fnUntraced(function* (
  tenantId: TenantId,
  id: string,
  { trades, ...result }: BacktestResult
) {
  const folder = folderOf(tenantId, id)
  yield* write(`${folder}trades`, trades)
  yield* write(`${folder}result`, { ...result, tradeCount: trades.length } satisfies KeptResult)
})

/** What `writeResult` wrote. Our own files: their shape is that of the code that wrote them. */
export const readResult = (tenantId: TenantId, id: string) =>
  Effect.map(
    read(`${folderOf(tenantId, id)}result`),
    Option.map((json) => json as KeptResult)
  )

export const readTrades = (tenantId: TenantId, id: string) =>
  Effect.map(
    read(`${folderOf(tenantId, id)}trades`),
    Option.map((json) => json as ReadonlyArray<BacktestTrade>)
  )

/** Adds sets of a sweep that are done, a line each. */
export const appendRows = Effect.fnUntraced(function* (tenantId: TenantId, id: string, rows: ReadonlyArray<SweepRow>) {
  if (rows.length === 0) return
  const blobs = yield* Blobs
  const lines = rows.map((row) => `${JSON.stringify(row)}\n`).join("")
  yield* blobs.append(`${folderOf(tenantId, id)}rows`, new TextEncoder().encode(lines))
})

const rowIn = (line: string): SweepRow | undefined => {
  try {
    // A line a crash tore is no JSON; its set is run again.
    return JSON.parse(line) as SweepRow
  } catch {
    return undefined
  }
}

/** The sets of a sweep that are done, each once, by number. */
export const readRows = Effect.fnUntraced(function* (
  tenantId: TenantId,
  id: string
): Effect.fn.Return<ReadonlyArray<SweepRow>, BlobsUnavailable, Blobs> {
  const blobs = yield* Blobs
  const bytes = yield* blobs.read(`${folderOf(tenantId, id)}rows`)
  if (Option.isNone(bytes)) return []
  const rows = new Map<number, SweepRow>()
  for (const line of new TextDecoder().decode(bytes.value).split("\n")) {
    const row = line === "" ? undefined : rowIn(line)
    if (row !== undefined) rows.set(row.number, row)
  }
  return [...rows.values()].sort((a, b) => a.number - b.number)
})

/** Takes away everything a job left. */
export const removeResult = Effect.fnUntraced(function* (tenantId: TenantId, id: string) {
  const blobs = yield* Blobs
  yield* Effect.forEach(yield* blobs.list(folderOf(tenantId, id)), (path) => blobs.remove(path), { discard: true })
})
