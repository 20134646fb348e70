/** Where the prices of a folder's world come from, by what its markets say; without any, nothing in it names a venue. */
const venues: Readonly<Record<string, string>> = { LIVE: "coinbase", SIMULATED: "simulated", REPLAY: "replay" }
export const venueOf = (source: unknown): string => venues[String(source)] ?? "simulated"

/** What the one exchange was called that every earlier folder trades on. */
export const ONLY_EXCHANGE = "paper"
/** What Coinbase's history was called, as it was downloaded. */
const DOWNLOADS = "coinbase"
/** Where the archive keeps a venue's own candles. */
export const archiveOfVenue = (venue: string): string => (venue === "coinbase" ? "market-coinbase" : venue)

const venueNamed = (exchange: string, venue: string): string =>
  exchange === ONLY_EXCHANGE ? venue : exchange === DOWNLOADS ? "coinbase-history" : exchange

type Fields = Readonly<Record<string, unknown>>
const isFields = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** Whatever named the exchange whose prices it is about names the venue, however deep. */
const withVenue = (value: unknown, venue: string): unknown => {
  if (Array.isArray(value)) return value.map((each) => withVenue(each, venue))
  if (!isFields(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, of]) =>
      name === "exchange" && typeof of === "string" ? ["venue", venueNamed(of, venue)] : [name, withVenue(of, venue)]
    )
  )
}

/** Through which account it is traded: every earlier folder knows one. */
const traded = (document: Fields): Fields => ({ ...document, connection: "paper", environment: "PAPER" })

/** The rows of a paper account are text of their own. */
const rowText = (row: unknown, venue: string): unknown =>
  isFields(row) && typeof row["text"] === "string" && row["text"].startsWith("{")
    ? { ...row, text: JSON.stringify(withVenue(JSON.parse(row["text"]), venue)) }
    : row

/** A document as it is kept from now on; `partition`, where that is another. */
interface Renamed {
  readonly document: Fields
  readonly partition?: string
}

/** Containers that are called otherwise from now on. */
export const RENAMED: Readonly<Record<string, string>> = { Connections: "Accounts" }

/** A document of format 2, of the container called so then, as one of format 3. */
export const nameConnections = (container: string, before: unknown, venue: string): Renamed => {
  if (!isFields(before)) throw new Error(`a document of ${container} is no JSON object`)
  const renamed = withVenue(before, venue)
  const document = isFields(renamed) ? renamed : before
  switch (container) {
    case "BotDefinitions":
    case "BotRuns":
    case "Orders":
    case "Positions":
      return { document: traded(document) }
    case "BotEvents":
      return { document: before["kind"] === "SNAPSHOT" ? document : traded(document) }
    case "Users": {
      const use = document["killSwitch"]
      if (!isFields(use) || !Array.isArray(use["bots"])) return { document }
      return {
        document: { ...document, killSwitch: { ...use, bots: use["bots"].filter(isFields).map(traded) } }
      }
    }
    case "Connections": {
      const { venue: _, ...account } = document
      return { document: account }
    }
    case "RiskMarks": {
      const id = String(document["id"])
      return { document: { ...document, id: id.startsWith("quote:") ? `PAPER:${id}` : id } }
    }
    case "PaperAccounts": {
      const rows = before["rows"]
      if (Array.isArray(rows)) return { document: { ...before, rows: rows.map((row) => rowText(row, venue)) } }
      const row = rowText(before, venue)
      return { document: isFields(row) ? row : before }
    }
    case "CandleSets": {
      const { venue: _, ...set } = document
      return { document: { ...set, archive: before["exchange"] } }
    }
    case "Markets":
      return { document, partition: String(document["venue"]) }
    default:
      return { document }
  }
}

/** A message of the bus of format 2 as one of format 3. */
export const nameInMessage = (message: unknown, topic: string, venue: string): unknown => {
  const renamed = withVenue(message, venue)
  if (topic !== "order-commands" || !isFields(renamed) || !isFields(renamed["body"])) return renamed
  return { ...renamed, body: traded(renamed["body"]) }
}
