import { Effect, Option, Redacted, Schema } from "effect"
import { pushHosts, pushKeys, Secrets } from "@tradetower/platform"
import { ask } from "@tradetower/platform/wire/ask"
import { inShort, NotDelivered, refusedBy, type Send } from "./channel.ts"

const WITHIN = 15_000
/** How long a push service keeps a message for a browser that is off, s. */
const KEPT = 24 * 3_600
/** The most characters of a text: an encrypted message has 4,096 bytes at the most (RFC 8291), and one may have four. */
const LONGEST = 500

const Subscription = Schema.Struct({ endpoint: Schema.String, p256dh: Schema.String, auth: Schema.String })
const readSubscription = Schema.decodeUnknownOption(Subscription)

/** Tells a browser by its push service, sealed for it alone (RFC 8291); a message that comes twice is shown once. */
export const makeSendPush = Effect.gen(function* () {
  const secrets = yield* Secrets
  const send: Send<"PUSH"> = Effect.fnUntraced(function* (message, { origin }, secret) {
    const subscription = readSubscription(Redacted.value(secret))
    const keys = yield* pushKeys.pipe(
      Effect.provideService(Secrets, secrets),
      Effect.mapError(({ retryable }) => new NotDelivered({ reason: "The key for Web Push can't be read", retryable }))
    )
    if (Option.isNone(subscription) || Option.isNone(keys))
      return yield* new NotDelivered({ reason: "This browser has to be added anew", retryable: false, gone: true })
    const { auth, endpoint, p256dh } = subscription.value
    const text = JSON.stringify({
      title: message.title,
      body: message.lines.join("\n").slice(0, LONGEST),
      tag: message.id,
      url: message.url,
      at: message.at,
      loud: message.severity !== "INFO",
      actions: message.links.slice(0, 2)
    })
    const webPush = yield* Effect.promise(() => import("web-push"))
    const request = yield* Effect.try({
      try: () =>
        webPush.default.generateRequestDetails({ endpoint, keys: { p256dh, auth } }, text, {
          vapidDetails: {
            subject: origin.startsWith("https:") ? origin : "mailto:owner@localhost",
            publicKey: keys.value.publicKey,
            privateKey: Redacted.value(keys.value.privateKey)
          },
          TTL: KEPT,
          urgency: message.severity === "INFO" ? "normal" : "high",
          contentEncoding: "aes128gcm"
        }),
      // Whatever is wrong with them, they are no keys of a browser.
      catch: () => new NotDelivered({ reason: "This browser has to be added anew", retryable: false, gone: true })
    })
    const { "Content-Length": _, ...headers } = request.headers as Readonly<Record<string, string | number>>
    const answer = yield* ask({
      url: endpoint,
      allowedHosts: pushHosts(endpoint),
      within: WITHIN,
      method: "POST",
      headers: Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [name, Redacted.make(String(value))] as const)
      ),
      ...(request.body !== null && { body: new Uint8Array(request.body) })
    }).pipe(
      Effect.mapError(
        ({ host, obstacle }) =>
          new NotDelivered({
            reason: `The push service of this browser can't be reached (${host}: ${obstacle})`,
            retryable: obstacle !== "FOREIGN_HOST"
          })
      )
    )
    const { retryAfter, status } = answer
    if (status >= 200 && status < 300) return
    if (status === 404 || status === 410)
      return yield* new NotDelivered({
        reason: "This browser takes no messages any more: open Settings in it to add it anew",
        retryable: false,
        gone: true
      })
    return yield* refusedBy("The push service", status, inShort(Option.getOrUndefined(answer.body)), retryAfter)
  })
  return send
})
