import type { Store } from "@tradetower/platform"
import type { Open } from "./place.ts"
import { changeRules } from "./store-changes.ts"
import { documentRules } from "./store-documents.ts"
import { queryRules } from "./store-queries.ts"
import { shareRules } from "./store-shares.ts"

/** The rules of `infra/platform/contracts/store.md` that any implementation must keep. */
export const storeContract = (name: string, open: Open<Store>): void => {
  documentRules(name, open)
  queryRules(name, open)
  changeRules(name, open)
  shareRules(name, open)
}
