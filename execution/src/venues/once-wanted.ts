import { type Effect, Stream } from "effect"
import type { Wanted } from "./venue.ts"

/** What is told once something is wanted, and nothing before. */
export const onceWanted = <A, E>(
  { changes }: Pick<Wanted, "changes">,
  told: Effect.Effect<Stream.Stream<A, E>>
): Stream.Stream<A, E> =>
  changes.pipe(
    Stream.filter(({ size }) => size > 0),
    Stream.take(1),
    Stream.flatMap(() => Stream.unwrap(told))
  )
