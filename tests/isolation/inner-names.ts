import { TenantId } from "@tradetower/domain/ids"
import { ownArchive, tenantFolder } from "@tradetower/platform"
import type { Naming, Operation } from "./operations.ts"

/** Names under which the system keeps somebody's things, and ways around a look at them: of the archive, blobs, groups, documents. */
export const innerNames = (tenant: string, backtestId: string): ReadonlyArray<string> => {
  const archive = ownArchive(TenantId.make(tenant))
  const folder = tenantFolder(TenantId.make(tenant))
  return [
    archive,
    archive.toUpperCase(),
    `market-${archive}`,
    `paper/../${archive}`,
    `../${archive}`,
    `${archive}/SECRET-USD`,
    `series/${archive}/SECRET-USD/1m`,
    folder,
    `backtests/${folder}/${backtestId}`,
    `../backtests/${folder}/${backtestId}`,
    `user:${tenant}:bots`,
    tenant,
    `${tenant}\u0000`,
    "user",
    "snapshot",
    "none",
    "system",
    "__proto__",
    "constructor"
  ]
}

/** Slots of a request in which a name stands for a thing: a name that stands for nothing of the trader's is refused there. */
export const naming = (slot: string): boolean => /^(venue|connection|symbol|bot|run|\w+Id|x|y)$/.test(slot)

/** A request with a name in one of its slots. */
export interface Slotted extends Naming {
  readonly slot: string
}

/** An operation with a name in each of its slots in turn: parts of the address, of the query, and of the body. */
export const slotted = (operation: Operation, name: string, botId: string): ReadonlyArray<Slotted> => {
  const { method, queries, template } = operation
  const body = operation.body?.(botId)
  const known: Readonly<Record<string, string>> = { venue: "simulated", symbol: "SECRET-USD", botId }
  const address = (slot?: string) =>
    template.replace(/\{(\w+)\}/g, (_, part: string) =>
      encodeURIComponent(part === slot ? name : (known[part] ?? "no"))
    )
  const plain = { method, path: address(), ...(body !== undefined && { body }) }
  const parts = [...template.matchAll(/\{(\w+)\}/g)].map(([, part = ""]) => part)
  const members = typeof body === "object" && body !== null ? body : {}
  return [
    ...parts.map((slot) => ({ ...plain, slot, path: address(slot) })),
    ...queries.map((slot) => ({ ...plain, slot, path: `${address()}?${slot}=${encodeURIComponent(name)}` })),
    ...Object.entries(members).flatMap(([slot, value]) =>
      typeof value === "string" ? [{ ...plain, slot, body: { ...members, [slot]: name } }] : []
    )
  ]
}
