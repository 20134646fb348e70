import { Effect } from "effect"
import { HttpApiBuilder } from "effect/http-api"
import { Api } from "../../../contract/index.ts"
import { serving } from "../server/serve.ts"
import { ledgerEntries } from "./ledger-entries.ts"
import { ledgerFile } from "./ledger-file.ts"
import { ledgerSums } from "./ledger-sums.ts"

export const LedgerLive = HttpApiBuilder.group(
  Api,
  "ledger",
  Effect.fn(function* (handlers) {
    const serve = yield* serving
    return handlers.handleAll({
      entries: ({ query }) => serve(ledgerEntries(query)),
      sums: ({ query }) => serve(ledgerSums(query)),
      file: ({ query }) => serve(ledgerFile(query))
    })
  })
)
