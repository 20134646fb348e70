import { Effect } from "effect"
import { BotDefinitions, Connections, queryAll } from "@tradetower/platform"
import { CurrentPrincipal, type LedgerFormat } from "../../../contract/index.ts"
import type { Chosen } from "./chosen-runs.ts"
import { csvLine } from "./csv.ts"
import { ledgerPage } from "./ledger-entries.ts"
import { formats } from "./ledger-formats.ts"

/** Entries in a part: an answer takes no longer than any other. */
const PART = 500

/** What bots and connections are called; one that is gone by its id. */
const namesOf = Effect.fnUntraced(function* () {
  const { tenantId } = yield* CurrentPrincipal
  const bots = yield* queryAll(BotDefinitions, { tenantId })
  const connections = yield* queryAll(Connections, { tenantId })
  return {
    bots: new Map(bots.map(({ id, name }) => [id, name])),
    connections: new Map(connections.map(({ id, label }) => [id, label]))
  }
})

/** A part of a file of the signed-in trader's entries, oldest first. */
export const ledgerFile = Effect.fn("api.ledgerFile")(function* ({
  after,
  format = "plain",
  ...chosen
}: Chosen & { readonly format?: LedgerFormat; readonly after?: string }) {
  const page = yield* ledgerPage(chosen, { direction: "ASC", limit: PART, ...(after !== undefined && { after }) })
  const names = yield* namesOf()
  const { columns, rows } = formats[format]
  const lines = page.entries.flatMap((record) =>
    rows({
      record,
      bot: names.bots.get(record.botDefinitionId) ?? record.botDefinitionId,
      connection: names.connections.get(record.connection) ?? record.connection
    })
  )
  const head = after === undefined ? [columns] : []
  const upTo = page.entries.at(-1)?.at
  return {
    text: [...head, ...lines].map(csvLine).join(""),
    rows: lines.length,
    ...(upTo !== undefined && { upTo }),
    ...(page.after !== undefined && { after: page.after })
  }
})
