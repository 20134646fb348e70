import { Effect, Layer } from "effect"
import { Store, type StoreUnavailable } from "@tradetower/platform"
import { world } from "../../execution.fixture.ts"

/** A write as the store was asked for it. */
export interface Asked {
  readonly container: string
  readonly tenantId: unknown
  readonly id: string
  /** Characters of its JSON; 0 for a removal. */
  readonly size: number
}

/** The real store; `trouble` may keep a write from it, or fail it. */
export const troubled = (
  trouble: (asked: Asked) => Effect.Effect<void, StoreUnavailable> | undefined
): Layer.Layer<Store, never, Store> =>
  Layer.effect(
    Store,
    Effect.map(Store, (store): Store["Service"] => {
      const after = <A, E>(asked: Asked, write: Effect.Effect<A, E>) =>
        Effect.suspend(() => Effect.andThen(trouble(asked) ?? Effect.void, write))
      const written = (container: { readonly name: string }, value: { readonly id: string }): Asked => ({
        container: container.name,
        tenantId: Reflect.get(value, "tenantId"),
        id: value.id,
        size: JSON.stringify(value).length
      })
      return {
        ...store,
        create: (container, value, options) =>
          after(written(container, value), store.create(container, value, options)),
        upsert: (container, value, options) =>
          after(written(container, value), store.upsert(container, value, options)),
        remove: (container, key, id) =>
          after(
            { container: container.name, tenantId: Reflect.get(key, "tenantId"), id, size: 0 },
            store.remove(container, key, id)
          )
      }
    })
  )

/** The world of the other tests over such a store. */
export const troubledWorld = (trouble: Parameters<typeof troubled>[0]) =>
  troubled(trouble).pipe(Layer.provideMerge(world))
