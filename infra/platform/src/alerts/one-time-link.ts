import { createHmac, randomBytes, timingSafeEqual } from "node:crypto"
import { Effect, Option, Redacted, Schema } from "effect"
import { BotId, TenantId } from "@tradetower/domain/ids"
import { noneIfSealedElsewhere, Secrets, type SecretsUnavailable } from "../ports/secrets.ts"

/** What a link in a message does, once its reader confirms it. */
export const LinkAction = Schema.Literals(["RESUME", "STOP", "KILL"])
export type LinkAction = typeof LinkAction.Type

/** What a link is good for, once, until then (ms, UTC). */
export const OneTimeLink = Schema.Struct({
  id: Schema.String,
  tenantId: TenantId,
  action: LinkAction,
  botId: Schema.optionalKey(BotId),
  until: Schema.Int
})
export type OneTimeLink = typeof OneTimeLink.Type

const Text = Schema.fromJsonString(OneTimeLink)
const encode = Schema.encodeSync(Text)
const decode = Schema.decodeUnknownOption(Text)

/** How long a link works, ms. What was used is remembered for longer. */
export const LINK_LASTS = 24 * 3_600_000

/** The secret that a tenant's links are signed with: a new version voids all that went out before. */
const KEY = "alert-links"

/** Makes a tenant's key anew: every link that went out is void. */
export const renewLinkKey = (tenantId: TenantId): Effect.Effect<void, SecretsUnavailable, Secrets> =>
  Effect.gen(function* () {
    const secrets = yield* Secrets
    const value = Redacted.make(randomBytes(32).toString("base64url"))
    const { version } = yield* secrets.put({ tenantId }, KEY, value)
    yield* secrets.removeOlder({ tenantId }, KEY, version)
  })

/** A tenant's key; none where they never had a channel, or it came from another computer without what opens it. */
export const linkKeyOf = (
  tenantId: TenantId
): Effect.Effect<Option.Option<Redacted.Redacted<string>>, SecretsUnavailable, Secrets> =>
  Effect.flatMap(Secrets, (secrets) => noneIfSealedElsewhere(secrets.get({ tenantId }, KEY)))

const signed = (key: Redacted.Redacted<string>, text: string): Buffer =>
  createHmac("sha256", Redacted.value(key)).update(text).digest()

/** The text of a link: `base64url(what it is good for).base64url(HMAC-SHA-256 of that)`. */
export const signLink = (key: Redacted.Redacted<string>, link: OneTimeLink): string => {
  const text = Buffer.from(encode(link)).toString("base64url")
  return `${text}.${signed(key, text).toString("base64url")}`
}

/** What a text claims to be a link for: nothing of it is to be believed before {@link isSigned} said so. */
export const claimedLink = (text: string): OneTimeLink | undefined => {
  if (text.length > 1_000 || !/^[\w-]+\.[\w-]{43}$/.test(text)) return undefined
  return Option.getOrUndefined(decode(Buffer.from(text.slice(0, text.indexOf(".")), "base64url").toString("utf8")))
}

/** Compared with where there is no key, so that both take the same time. */
const NO_KEY = Redacted.make("-")

/** Whether a text was signed with this key; takes the same time whatever the answer. */
export const isSigned = (key: Option.Option<Redacted.Redacted<string>>, text: string): boolean => {
  const [claimed = "", signature = ""] = text.split(".")
  const same = timingSafeEqual(
    signed(
      Option.getOrElse(key, () => NO_KEY),
      claimed
    ),
    Buffer.from(signature.padEnd(43, "A").slice(0, 43), "base64url")
  )
  return same && Option.isSome(key)
}

/** A name for a new link. */
export const newLinkId = Effect.sync(() => randomBytes(16).toString("hex"))
