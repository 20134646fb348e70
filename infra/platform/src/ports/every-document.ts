import { Effect, Option, Stream } from "effect"
import type { Container, ContainerName, Document, KeyPrefix } from "./container.ts"
import { type EveryTenant, type Query, Store, type Stored, type StoreUnavailable } from "./store.ts"

/** What is asked for; `limit` is how many come in a page, 1,000 when not said. */
type Asked = Omit<Query, "continuation">

/** Every document a query finds, in its order: the next page is read when the one before was taken. */
export const everyDocument = <N extends ContainerName, A extends Document<N>>(
  store: Store["Service"],
  container: Container<N, A>,
  key: KeyPrefix<N> | EveryTenant,
  query: Asked = {}
): Stream.Stream<Stored<A>, StoreUnavailable> => {
  const first: Pick<Query, "continuation"> = {}
  return Stream.paginate(first, (from) =>
    store.query(container, key, { limit: 1_000, ...query, ...from }).pipe(
      // A long read lets others have their turn.
      Effect.tap(Effect.yieldNow),
      Effect.map(({ continuation, items }) => [
        items,
        Option.map(Option.fromUndefinedOr(continuation), (next) => ({ continuation: next }))
      ])
    )
  )
}

/** Every document a query finds, at once: for what there are few of. */
export const queryAll = <N extends ContainerName, A extends Document<N>>(
  container: Container<N, A>,
  key: KeyPrefix<N> | EveryTenant,
  query: Asked = {}
): Effect.Effect<ReadonlyArray<A>, StoreUnavailable, Store> =>
  Effect.flatMap(Store, (store) =>
    Effect.map(Stream.runCollect(everyDocument(store, container, key, query)), (all) => all.map(({ value }) => value))
  )
