import { Effect } from "effect"
import type { TenantId } from "@tradetower/domain/ids"
import { ownsSlot, type Share, shareName, slotOf, type Store } from "@tradetower/platform"

type StoreService = Store["Service"]

/** Whether a container's documents are each a tenant's. */
const isOfTenants = ({ partition }: { readonly partition: ReadonlyArray<string> }): boolean =>
  partition[0] === "tenantId"

/**
 * The store as a share of the tenants has it: what is asked over every tenant answers theirs only, and changes come of
 * theirs only. What is read and written by its key, and what is no tenant's, is as ever. Each share has its own place in
 * every feed.
 */
export const storeOfShare = (store: StoreService, share: Share): StoreService => {
  if (share.of === 1) return store
  const isOurs = (document: object): boolean =>
    "tenantId" in document && ownsSlot(share, slotOf(document.tenantId as TenantId))
  return {
    ...store,
    query: (container, key, query) => {
      const answered = store.query(container, key, query)
      return "_tag" in key && isOfTenants(container)
        ? Effect.map(answered, (page) => ({ ...page, items: page.items.filter(({ value }) => isOurs(value)) }))
        : answered
    },
    changes: (container, consumer, handle, options) =>
      isOfTenants(container)
        ? store.changes(container, consumer, handle, { ...options, share })
        : store.changes(container, consumer + shareName(share), handle, options)
  }
}
