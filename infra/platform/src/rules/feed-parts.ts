import { effectiveKeysOf, type KeyRange, type Share } from "./slots.ts"

/** A part of a feed, and how far a consumer came in it. */
export interface FeedPart<A> extends KeyRange {
  readonly place: A
}

export const overlaps = (a: KeyRange, b: KeyRange): boolean => a.min < b.max && b.min < a.max

/**
 * Where a share goes on: the parts of it, each with its place as the first of those known to reach over it has it. None has
 * where nobody followed before. However the feed was shared earlier, each place that is known of a part is good: all that
 * was written there before it was handed over. The first should be who came furthest.
 */
export const partsOf = <A>(share: Share, known: ReadonlyArray<FeedPart<A>>): ReadonlyArray<FeedPart<A | undefined>> => {
  const whole = effectiveKeysOf(share)
  const inside = known.filter((part) => overlaps(part, whole))
  const within = (key: string) => key > whole.min && key < whole.max
  const cuts = new Set(inside.flatMap(({ max, min }) => [min, max]).filter(within))
  const parts: Array<FeedPart<A | undefined>> = []
  let { min } = whole
  for (const max of [...[...cuts].toSorted(), whole.max]) {
    const place = inside.find((part) => part.min <= min && part.max >= max)?.place
    const before = parts.at(-1)
    if (before !== undefined && before.place === place) parts[parts.length - 1] = { ...before, max }
    else parts.push({ min, max, place })
    min = max
  }
  return parts
}
