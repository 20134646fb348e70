import type { SqlQuerySpec } from "@azure/cosmos"
import type { Effect } from "effect"
import type { ContainerName } from "../../ports/container.ts"
import type { Scope } from "../../rules/partition-key.ts"
import type { ContainerClient, CosmosDocument } from "./container-client.ts"
import type { CosmosFailure } from "./cosmos-failure.ts"

export interface Documents {
  readonly documents: ReadonlyArray<CosmosDocument>
  /** Where the next begin, when more may follow. */
  readonly next: string | undefined
}

/** Up to `limit` documents of a query: of one partition where its whole key is given, else of all. */
export const queryDocuments = (
  { ask }: ContainerClient,
  name: ContainerName,
  spec: SqlQuerySpec,
  { after, key, limit }: { readonly after?: string; readonly key?: Scope; readonly limit: number }
): Effect.Effect<Documents, CosmosFailure> =>
  ask(name, "query", async ({ items }, abortSignal) => {
    const documents: Array<CosmosDocument> = []
    let next = after
    do {
      const pages = items.query<CosmosDocument>(spec, {
        abortSignal,
        maxItemCount: limit - documents.length,
        ...(next !== undefined && { continuationToken: next }),
        ...(key !== undefined
          ? { partitionKey: [...key] }
          : // Only so a query over several partitions has a token to go on by.
            { enableQueryControl: true })
      })
      // Pages may be empty, or short, though more follow; and the last may carry a token all the same.
      let page = await pages.fetchNext()
      while (page.resources.length === 0 && page.hasMoreResults) page = await pages.fetchNext()
      documents.push(...page.resources)
      next = page.hasMoreResults ? page.continuationToken : undefined
    } while (next !== undefined && documents.length < limit)
    return { documents, next }
  })
