import { Effect } from "effect"
import type { TenantId } from "@tradetower/domain/ids"
import { exportedContainers, Store, tenantsOwn } from "@tradetower/platform"
import { CannotWork, type ExportPage } from "../../../contract/index.ts"

/** So many documents are enough for a page; it may have almost twice as many. */
const PAGE = 500

/** Where an export goes on: in which container, and there after which page. */
interface Place {
  readonly at: number
  readonly after?: string
}

/** `Orders`, or `Orders~` and the store's own word for where a page of it ended. */
const read = (continuation: string): Place | undefined => {
  const [name, after] = continuation.split("~")
  const at = exportedContainers.findIndex((each) => each === name)
  return at === -1 ? undefined : { at, ...(after !== undefined && { after }) }
}
const written = ({ after, at }: Place): string => `${exportedContainers[at]}${after === undefined ? "" : `~${after}`}`

const unknown = new CannotWork({ detail: "The continuation is none: give back the one that the page before gave." })

/** The next documents of all that is kept of a tenant; what continues it is absent once that was all. */
export const exportPage = Effect.fn("api.exportPage")(function* (tenantId: TenantId, continuation?: string) {
  const store = yield* Store
  const from = continuation === undefined ? { at: 0 } : read(continuation)
  if (from === undefined) return yield* unknown
  const parts: Array<ExportPage["parts"][number]> = []
  let [place, documents]: [Place, number] = [from, 0]
  while (documents < PAGE) {
    const container = exportedContainers[place.at]
    if (container === undefined) return { parts } satisfies ExportPage
    const own = tenantsOwn(container, tenantId)
    const { after } = place
    const page =
      own === undefined
        ? { items: [], continuation: undefined }
        : yield* store
            .query(own.container, own.key, { limit: PAGE, ...(after !== undefined && { continuation: after }) })
            .pipe(Effect.mapError((away) => (after !== undefined && !away.retryable ? unknown : away)))
    parts.push({ container, documents: page.items.map(({ value }) => value) })
    documents += page.items.length
    place = page.continuation === undefined ? { at: place.at + 1 } : { at: place.at, after: page.continuation }
  }
  return place.at < exportedContainers.length
    ? ({ parts, continuation: written(place) } satisfies ExportPage)
    : ({ parts } satisfies ExportPage)
})
