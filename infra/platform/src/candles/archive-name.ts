import { createHash } from "node:crypto"
import { Schema } from "effect"
import type { TenantId } from "@tradetower/domain/ids"
import { ExchangeId } from "@tradetower/domain/market"

/**
 * Under which name the archive keeps candles. No request can write one: `archiveOf` gives the name that belongs to what
 * a trader calls an exchange, which is a market's or the trader's own, never another trader's.
 */
export const ArchiveName = Schema.NonEmptyString.pipe(Schema.brand("ArchiveName"))
export type ArchiveName = typeof ArchiveName.Type

/** What a trader calls the place of candles they imported. */
export const IMPORT = ExchangeId.make("import")

const OWN = "import-"

const digest = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 32)

/** A tenant's name as a part of a path, which may hold few characters. */
export const tenantFolder = (tenantId: TenantId): string => digest(tenantId)

/** A name from outside as one part of a path, whatever is in it. */
export const pathPart = (name: string): string =>
  /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name) ? name : `_${digest(name)}`

/** Where candles that a trader imported are kept. */
export const ownArchive = (tenantId: TenantId): ArchiveName => ArchiveName.make(`${OWN}${tenantFolder(tenantId)}`)

/** Where an exchange's candles are kept, the same for everyone; an exchange called like somebody's own place gets another. */
export const marketArchive = (exchange: ExchangeId): ArchiveName =>
  // In any case of letters: some file systems don't tell them apart.
  ArchiveName.make(pathPart(exchange.toLowerCase().startsWith(OWN) ? `market-${exchange}` : exchange))

/** Where the candles are kept that a trader calls by this name. */
export const archiveOf = (tenantId: TenantId, exchange: ExchangeId): ArchiveName =>
  exchange === IMPORT ? ownArchive(tenantId) : marketArchive(exchange)

/** What a trader calls a place of the archive; `undefined` for candles another trader imported. */
export const shownExchange = (tenantId: TenantId, archive: ArchiveName): ExchangeId | undefined => {
  if (archive === ownArchive(tenantId)) return IMPORT
  return archive.startsWith(OWN) ? undefined : ExchangeId.make(archive)
}
