import { Context, Effect, Layer, Option, Redacted } from "effect"
import { type AlertChannel, channelSecretOf, Secrets } from "@tradetower/platform"
import { type AlertMessage, NotDelivered } from "./channel.ts"
import { makeSendMail, type Outwards } from "./mail.ts"
import { sendTelegram } from "./telegram.ts"
import { makeSendPush } from "./web-push.ts"

/** The longest that one message may take, whatever is at its other end. */
const WITHIN = "45 seconds"

/** Delivers one message on one channel, once. */
export class Courier extends Context.Service<
  Courier,
  { readonly send: (message: AlertMessage, channel: AlertChannel) => Effect.Effect<void, NotDelivered> }
>()("@tradetower/realtime/Courier") {
  static readonly layer = (outwards: Outwards): Layer.Layer<Courier, never, Secrets> =>
    Layer.effect(
      Courier,
      Effect.gen(function* () {
        const secrets = yield* Secrets
        const sendPush = yield* makeSendPush
        const sendMail = makeSendMail(outwards)

        const byWay = (
          message: AlertMessage,
          channel: AlertChannel,
          secret: Redacted.Redacted<Record<string, string>>
        ) => {
          const { way } = channel
          switch (way._tag) {
            case "PUSH":
              return sendPush(message, { ...channel, way }, secret)
            case "TELEGRAM":
              return sendTelegram(message, { ...channel, way }, secret)
            case "EMAIL":
              return sendMail(message, { ...channel, way }, secret)
          }
        }
        return {
          send: Effect.fn("Courier.send")(function* (message, channel) {
            yield* Effect.annotateCurrentSpan({ way: channel.way._tag, kind: message.kind })
            const secret = yield* channelSecretOf(channel).pipe(
              Effect.provideService(Secrets, secrets),
              Effect.mapError(({ retryable }) => new NotDelivered({ reason: "What opens it can't be read", retryable }))
            )
            yield* byWay(
              message,
              channel,
              Option.getOrElse(secret, () => Redacted.make({}))
            ).pipe(
              Effect.timeoutOrElse({
                duration: WITHIN,
                orElse: () => Effect.fail(new NotDelivered({ reason: "No answer came", retryable: true }))
              })
            )
          })
        }
      })
    )
}
