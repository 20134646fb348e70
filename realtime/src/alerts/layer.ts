import { Deferred, Effect, Layer } from "effect"
import { forever, type Secrets, type Share, type Store } from "@tradetower/platform"
import { Alerts } from "./alerts.ts"
import { makeChannelBook } from "./channel-book.ts"
import { makeDelivery } from "./deliver.ts"
import { makeFollowChannels } from "./follow-channels.ts"
import type { Courier } from "./send.ts"

/** Alerts of a share's tenants, for as long as the layer is there. */
export const alertsLayer = (share: Share): Layer.Layer<never, never, Store | Secrets | Courier> =>
  Layer.effect(
    Alerts,
    Effect.gen(function* () {
      const book = yield* makeChannelBook
      const delivery = yield* makeDelivery(book)
      const { follow, load } = yield* makeFollowChannels(book, delivery, share)
      const loaded = yield* Deferred.make<void>()
      const channels = Effect.andThen(load, Effect.andThen(Deferred.succeed(loaded, undefined), follow))
      yield* Effect.forkScoped(
        forever("following channels of alerts", channels).pipe(
          Effect.catchCause((cause) => Effect.logError("following channels of alerts failed for good", cause))
        )
      )
      return { tell: (news) => Effect.andThen(Deferred.await(loaded), delivery.tell(news)) }
    })
  )
