import { murmur3 } from "./murmur3.ts"

/** How many slots there are: what the first 14 bits of a hash can say. */
export const SLOTS = 16_384

/**
 * One of `of` equal parts of the slots, counted from 0. What is split by slots (change feeds, the messages of
 * `order-commands`, accounts) is split by the same shares, so that all that is one tenant's is in one of them.
 */
export interface Share {
  /** 0 to `of` - 1. */
  readonly index: number
  /** 1 to 16,384. */
  readonly of: number
}

/** All there is. */
export const wholeShare: Share = { index: 0, of: 1 }

/** The hash of one path of a partition key, of which Cosmos DB leaves 126 bits. */
const hashOf = (path: string): readonly [bigint, bigint] => {
  // A text's mark, the text, its end: what Cosmos DB's clients hash, by their halves the other way round.
  const [low, high] = murmur3(Buffer.concat([Buffer.of(8), Buffer.from(path, "utf8"), Buffer.of(255)]))
  return [BigInt.asUintN(62, high), low]
}

/**
 * The effective partition key of a document: by which Cosmos DB (partition keys of version 2, hierarchical or not) orders
 * what is in a container, as hexadecimal digits, 32 a path.
 */
export const effectiveKeyOf = (paths: ReadonlyArray<string>): string =>
  paths
    .flatMap(hashOf)
    .map((half) => half.toString(16).padStart(16, "0").toUpperCase())
    .join("")

/**
 * The slot, 0 to 16,383, of a tenant, or whatever is the first path of a partition key: the first 14 bits of its effective
 * partition key. In a container that is parted by something else (`Markets` by venue, `Leases` by id) all that is below
 * one such path has one slot.
 */
export const slotOf = (text: string): number => Number(hashOf(text)[0] >> 48n)

/** The slots of a share: `from` on, below `before`. */
export const slotsOf = ({ index, of }: Share): { readonly from: number; readonly before: number } => ({
  from: Math.ceil((index * SLOTS) / of),
  before: Math.ceil(((index + 1) * SLOTS) / of)
})

export const ownsSlot = ({ index, of }: Share, slot: number): boolean => shareOf(slot, of).index === index

/** All shares, where there are so many. */
export const sharesOf = (of: number): ReadonlyArray<Share> => Array.from({ length: of }, (_, index) => ({ index, of }))

/** Whose a slot is, where there are so many. */
export const shareOf = (slot: number, of: number): Share => ({ index: Math.floor((slot * of) / SLOTS), of })

/** What ends the name of what is a share's own, `.0of3`; nothing where one has all. */
export const shareName = ({ index, of }: Share): string => (of === 1 ? "" : `.${index}of${of}`)

/** The share that a name ends with, if all of it is `name` and what `shareName` puts after it. */
export const shareNamed = (name: string, whole: string): Share | undefined => {
  if (whole === name) return wholeShare
  const found = whole.startsWith(name) ? /^\.(\d+)of(\d+)$/.exec(whole.slice(name.length)) : null
  return found === null ? undefined : { index: Number(found[1]), of: Number(found[2]) }
}

const digits = (slot: number): string => slot.toString(16).padStart(4, "0").toUpperCase()

/** Effective partition keys, `min` on, below `max`; compared as texts. */
export interface KeyRange {
  readonly min: string
  readonly max: string
}

/** The effective partition keys of a share. */
export const effectiveKeysOf = (share: Share): KeyRange => {
  const { before, from } = slotsOf(share)
  return { min: from === 0 ? "" : digits(from), max: before === SLOTS ? "FF" : digits(before) }
}
