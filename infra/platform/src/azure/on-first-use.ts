import { type Context, Effect } from "effect"

/**
 * Opens when first asked for, once for all who ask; what is open is closed with the layer's scope. A client's package is
 * loaded by it too, so that a start pays for none that it doesn't use.
 */
export const onFirstUse = <A, R>(open: Effect.Effect<A, never, R>): Effect.Effect<Effect.Effect<A>, never, R> =>
  Effect.contextWith((context: Context.Context<R>) =>
    // To its end also for who stops asking: others wait for the same.
    Effect.cached(Effect.uninterruptible(Effect.provideContext(open, context)))
  )
