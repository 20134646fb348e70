import { Clock, Effect, Option, Schema } from "effect"
import type { Symbol, VenueId } from "@tradetower/domain/market"
import { followId, Follows, type MarketRecord, queryAll, Store } from "@tradetower/platform"
import { CurrentPrincipal } from "../../../contract/index.ts"
import { readOffer } from "../connections/connection-store.ts"
import { type Adding, inPlace } from "../me/in-place.ts"
import { readMarket } from "./market-store.ts"

/** How long one word keeps a pair followed, ms: an open page says it each minute, and may be late. */
const FOLLOWED_FOR = 150_000
/** When the word itself is forgotten, s. */
const FORGOTTEN_AFTER = 600
/** How many pairs a trader's pages may need at once. */
const MOST = 20
/** How long is waited until prices come, ms. */
const PATIENCE = 10_000
const LOOK_AGAIN = "100 millis"

/** A market's prices can't be had. */
export class NotFollowed extends Schema.TaggedError<NotFollowed>()("NotFollowed", {
  /** In words, what to do too; the end of a sentence is not in it. */
  message: Schema.String,
  retryable: Schema.Boolean
}) {}

const priced = ({ followed, lastPrice }: MarketRecord): boolean => followed === true && lastPrice !== undefined

/** Refuses more pairs than a trader's pages may need, beside those that they begin to. */
const room = Effect.fnUntraced(function* (adding: ReadonlyArray<Adding>, now: number) {
  const { tenantId } = yield* CurrentPrincipal
  const followed = (yield* queryAll(Follows, { tenantId })).filter(({ until }) => until > now)
  if (new Set([...followed.map((one) => one.id), ...adding.map((one) => one.id)]).size >= MOST)
    return yield* new NotFollowed({
      message: `your open pages need ${MOST} pairs already, the most at a time: close one of them and wait a little`,
      retryable: true
    })
})

/**
 * Has a venue's pair followed for a while, and answers once its prices come; at once where they do. None where the venue
 * lists nothing beyond what is always there, and this is not of that.
 */
export const needMarket = Effect.fn("api.needMarket")(function* (venue: VenueId, symbol: Symbol) {
  const before = yield* readMarket(venue, symbol)
  if (Option.isSome(before) && before.value.followed === true && before.value.onDemand === undefined) return before
  const { venues } = yield* readOffer
  if (!venues.some(({ id, onDemand }) => id === venue && onDemand === true)) return before

  const { tenantId } = yield* CurrentPrincipal
  const store = yield* Store
  const began = yield* Clock.currentTimeMillis
  const id = followId(venue, symbol)
  const asked = { id, tenantId, venue, symbol, until: began + FOLLOWED_FOR }
  const follow = store.upsert(Follows, asked, { ttlSeconds: FORGOTTEN_AFTER })
  const known = yield* store.read(Follows, { tenantId }, id)
  const goesOn = Option.isSome(known) && known.value.value.until > began
  yield* goesOn ? follow : inPlace("following", { id }, (adding) => room(adding, began), follow)
  for (;;) {
    const now = yield* readMarket(venue, symbol)
    if (Option.isSome(now) && priced(now.value)) return now
    const said = yield* store.read(Follows, { tenantId }, id)
    if (Option.isSome(said) && said.value.value.refused !== undefined)
      return yield* new NotFollowed(said.value.value.refused)
    if ((yield* Clock.currentTimeMillis) - began >= PATIENCE)
      return yield* new NotFollowed({ message: `no price of ${symbol} has come yet: try again`, retryable: true })
    yield* Effect.sleep(LOOK_AGAIN)
  }
})
