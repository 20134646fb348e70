import { createHash } from "node:crypto"
import { Schema } from "effect"
import type { TenantId } from "@tradetower/domain/ids"
import { VenueId } from "@tradetower/domain/market"

/**
 * Under which name the archive keeps candles. No request can write one: `archiveOf` gives the name that belongs to what
 * a trader calls an exchange, which is a market's or the trader's own, never another trader's.
 */
export const ArchiveName = Schema.NonEmptyString.pipe(Schema.brand("ArchiveName"))
export type ArchiveName = typeof ArchiveName.Type

/** What a trader calls the place of candles they imported. */
export const IMPORT = VenueId.make("import")

/**
 * What they call the place of Coinbase's history as they downloaded it: in Coinbase's own steps of price and quantity,
 * which need not be those that a folder's market goes on in.
 */
export const HISTORY = VenueId.make("coinbase-history")

const COINBASE = VenueId.make("coinbase")
const OWN = "import-"
const MARKET = "market-"
/** Venues that are read through another's software, `ccxt:kraken`: a folder can't be called so everywhere. */
const THROUGH = /^([a-z]+):([a-z]+)$/
const FOLDER_OF_THROUGH = /^([a-z]+)\.([a-z]+)$/

const digest = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 32)

/** A tenant's name as a part of a path, which may hold few characters. */
export const tenantFolder = (tenantId: TenantId): string => digest(tenantId)

/** A name from outside as one part of a path, whatever is in it. */
export const pathPart = (name: string): string =>
  /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name) ? name : `_${digest(name)}`

/** Where candles that a trader imported are kept. */
export const ownArchive = (tenantId: TenantId): ArchiveName => ArchiveName.make(`${OWN}${tenantFolder(tenantId)}`)

/** Where Coinbase's history is kept as it was downloaded. */
export const historyArchive = ArchiveName.make("coinbase")

/** Where a venue's candles are kept, the same for everyone; a venue called like another place gets another. */
export const marketArchive = (venue: VenueId): ArchiveName => {
  // In any case of letters: some file systems don't tell them apart.
  const name = venue.toLowerCase()
  const taken = name.startsWith(OWN) || name === historyArchive || FOLDER_OF_THROUGH.test(name)
  return ArchiveName.make(pathPart(taken ? `${MARKET}${venue}` : venue.replace(THROUGH, "$1.$2")))
}

/** What a trader calls the place of candles they download from a venue, the same for everyone. */
export const downloadPlace = (venue: VenueId): VenueId => (venue === COINBASE ? HISTORY : venue)

/** Where the candles are kept that a trader calls by this name. */
export const archiveOf = (tenantId: TenantId, venue: VenueId): ArchiveName =>
  venue === IMPORT ? ownArchive(tenantId) : venue === HISTORY ? historyArchive : marketArchive(venue)

/** What a trader calls a place of the archive; `undefined` for candles another trader imported. */
export const shownVenue = (tenantId: TenantId, archive: ArchiveName): VenueId | undefined => {
  if (archive === ownArchive(tenantId)) return IMPORT
  if (archive === historyArchive) return HISTORY
  if (archive.startsWith(OWN)) return undefined
  const venue = archive.startsWith(MARKET) ? archive.slice(MARKET.length) : archive.replace(FOLDER_OF_THROUGH, "$1:$2")
  return VenueId.make(venue)
}
