import { describe, expect, it } from "@effect/vitest"
import { Schema } from "effect"
import { TenantId } from "@tradetower/domain/ids"
import { VenueId } from "@tradetower/domain/market"
import { ArchiveName, archiveOf, IMPORT, marketArchive, ownArchive, shownVenue } from "./archive-name.ts"

const [ada, ben] = [TenantId.make("ada"), TenantId.make("ben")]

describe("where the archive keeps candles", () => {
  it("is the trader's own for what they imported, and the market's for everyone", () => {
    expect(archiveOf(ada, IMPORT)).toBe(ownArchive(ada))
    expect(archiveOf(ada, IMPORT)).not.toBe(archiveOf(ben, IMPORT))
    expect(archiveOf(ada, VenueId.make("simulated"))).toBe(archiveOf(ben, VenueId.make("simulated")))
  })

  it("is never another trader's, whatever a name says", () => {
    const bens = ownArchive(ben)
    for (const name of [
      bens,
      bens.toUpperCase(),
      `Import${bens.slice(6)}`,
      `market-${bens}`,
      "..",
      "a b:c",
      `${bens}:x`
    ]) {
      const reached = [archiveOf(ada, VenueId.make(name)), marketArchive(VenueId.make(name))]
      for (const one of reached) expect(one).toMatch(/^[A-Za-z0-9_][A-Za-z0-9._-]*$/)
      expect(reached.map((one) => one.toLowerCase())).not.toContain(bens)
    }
    for (const name of [`paper/../${bens}`, `x/${bens}`, ""]) expect(Schema.is(VenueId)(name), name).toBe(false)
  })

  it("is a folder anywhere for a venue that is read through another's software, and shown as the venue", () => {
    const kraken = VenueId.make("ccxt:kraken")
    expect(marketArchive(kraken)).toBe("ccxt.kraken")
    expect(shownVenue(ada, marketArchive(kraken))).toBe(kraken)
    const likeIt = VenueId.make("ccxt.kraken")
    expect(marketArchive(likeIt)).not.toBe(marketArchive(kraken))
    expect(shownVenue(ada, marketArchive(likeIt))).toBe(likeIt)
  })

  it("is shown as what the trader calls it, and not at all where it is another's", () => {
    expect(shownVenue(ben, ownArchive(ben))).toBe("import")
    expect(shownVenue(ada, ownArchive(ben))).toBeUndefined()
    expect(shownVenue(ada, ArchiveName.make("coinbase"))).toBe("coinbase-history")
    expect(shownVenue(ada, marketArchive(VenueId.make("coinbase")))).toBe("coinbase")
  })
})
