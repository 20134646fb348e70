import { Effect } from "effect"
import {
  type Container,
  type ContainerName,
  type Document,
  type KeyPrefix,
  type Query,
  Store
} from "@tradetower/platform"

/** Every document a query finds, page by page. For what one tenant has few of. */
export const queryAll = Effect.fnUntraced(function* <N extends ContainerName, A extends Document<N>>(
  container: Container<N, A>,
  key: KeyPrefix<N>,
  query: Omit<Query, "limit" | "continuation"> = {}
) {
  const store = yield* Store
  const all: Array<A> = []
  let continuation: string | undefined
  do {
    const page = yield* store.query(container, key, {
      ...query,
      limit: 1000,
      ...(continuation !== undefined && { continuation })
    })
    for (const item of page.items) all.push(item.value)
    continuation = page.continuation
  } while (continuation !== undefined)
  return all
})
