import { Option, Schema } from "effect"
import { type FeedPart, overlaps, partsOf } from "../../rules/feed-parts.ts"
import { effectiveKeysOf, type Share, wholeShare } from "../../rules/slots.ts"

/** The SDK's own words for how far someone came in the parts of a feed, and of which container it is. */
const FeedToken = Schema.fromJsonString(
  Schema.Struct({
    rid: Schema.String,
    Continuation: Schema.Array(
      Schema.Struct({
        minInclusive: Schema.String,
        maxExclusive: Schema.String,
        /** The service's word for a place. */
        continuationToken: Schema.String
      })
    )
  })
)
const readToken = Schema.decodeUnknownOption(FeedToken)
const writeToken = Schema.encodeSync(FeedToken)

const BEGINNING = ""
/** As a request's If-None-Match says it. */
const NOW = "*"
const everything = effectiveKeysOf(wholeShare)
/** No key is below this one either, and a header can say it. */
const LOWEST = "0000"

/** What one share of a consumer wrote down of how far it came. */
export interface Checkpoint {
  readonly id: string
  readonly token: string
}

/** What a checkpoint says of the container `rid`. A place in what was restored, or set up anew, is none in what is there now. */
const readIn = (rid: string, { id, token }: Checkpoint) => {
  const read = Option.getOrUndefined(readToken(token))
  const isThere = read?.rid === rid
  const parts = read?.Continuation.map(({ continuationToken, maxExclusive, minInclusive }): FeedPart<string> => ({
    min: minInclusive === LOWEST ? everything.min : minInclusive,
    max: maxExclusive,
    place: isThere ? continuationToken : BEGINNING
  }))
  return { id, token, isThere, parts: parts ?? [{ ...everything, place: BEGINNING }] }
}

/** Who follows which share of a feed. */
export interface Shared {
  /** Of its checkpoint. */
  readonly id: string
  readonly share: Share
  readonly from: "BEGINNING" | "NOW"
}

/**
 * The token by which a share follows the container `rid`: on from the checkpoints of its consumer's shares, given newest
 * first, and from where it is to begin in what none of them reaches over.
 */
export const tokenFrom = (rid: string, { from, id, share }: Shared, checkpoints: ReadonlyArray<Checkpoint>): string => {
  const whole = effectiveKeysOf(share)
  const known = checkpoints
    .map((checkpoint) => readIn(rid, checkpoint))
    .filter(({ parts }) => parts.some((part) => overlaps(part, whole)))
  const [first, ...others] = known
  // As it was told, where nobody else followed any of it.
  if (first?.id === id && first.isThere && others.length === 0) return first.token
  const parts = partsOf(
    share,
    known.flatMap((each) => each.parts)
  )
  // What begins now is asked first: before anything that comes is handed over.
  const inTurn = [
    ...parts.filter(({ place }) => place === undefined),
    ...parts.filter(({ place }) => place !== undefined)
  ]
  const elsewhere = from === "NOW" ? NOW : BEGINNING
  return writeToken({
    rid,
    Continuation: inTurn.map(({ max, min, place = elsewhere }) => ({
      minInclusive: min === everything.min && max !== everything.max ? LOWEST : min,
      maxExclusive: max,
      continuationToken: place
    }))
  })
}
