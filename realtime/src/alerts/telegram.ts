import { Effect, Option, Redacted, Schema } from "effect"
import { ask, type Answered } from "@tradetower/platform/wire/ask"
import type { NotAnswered } from "@tradetower/platform/wire/not-answered"
import { type AlertMessage, type ChannelSecret, inShort, NotDelivered, refusedBy, type Send } from "./channel.ts"

const HOST = "api.telegram.org"
const WITHIN = 15_000
/** The most that a message may have (core.telegram.org/bots/api#sendmessage). */
const LONGEST = 4_096

const Said = Schema.Struct({
  description: Schema.optionalKey(Schema.String),
  parameters: Schema.optionalKey(Schema.Struct({ retry_after: Schema.optionalKey(Schema.Number) }))
})
const readSaid = Schema.decodeUnknownOption(Said)

const notThere = ({ obstacle }: NotAnswered) =>
  new NotDelivered({ reason: `Telegram can't be reached (${obstacle})`, retryable: true })

/** The token is part of the address: it is in no trace, log or error, for `ask` keeps addresses out of them. */
const call = (secret: ChannelSecret, method: string, body: object): Effect.Effect<Answered, NotDelivered> =>
  ask({
    url: `https://${HOST}/bot${encodeURIComponent(Redacted.value(secret)["token"] ?? "")}/${method}`.replaceAll(
      "%3A",
      ":"
    ),
    allowedHosts: [HOST],
    within: WITHIN,
    method: "POST",
    body: JSON.stringify(body)
  }).pipe(Effect.mapError(notThere))

/** What to do about what Telegram says no to. */
const refused = ({ body, retryAfter, status }: Answered): NotDelivered => {
  const said = Option.getOrUndefined(Option.flatMap(body, readSaid))
  const wait = said?.parameters?.retry_after
  if (status === 401 || status === 404)
    return new NotDelivered({ reason: "Telegram knows no bot by this token: give its token anew", retryable: false })
  if (status === 403)
    return new NotDelivered({
      reason: "Your Telegram bot may not write to you: open its chat and press Start, or pair it anew",
      retryable: false
    })
  return refusedBy("Telegram", status, inShort(said?.description), wait === undefined ? retryAfter : wait * 1_000)
}

const html = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;")

const textOf = ({ lines, links, title, url }: AlertMessage): string => {
  const ways = [{ title: "Open", url }, ...links]
    .map((link) => `<a href="${html(link.url)}">${html(link.title)}</a>`)
    .join(" · ")
  const told = `<b>${html(title)}</b>\n${html(lines.join("\n"))}`
  // Counted without its tags, so that what is cut is cut too early at the most.
  return `${told.length > LONGEST - 600 ? `<b>${html(title)}</b>\n${html(lines[0] ?? "").slice(0, 2_000)}\n…` : told}\n\n${ways}`
}

/** Sends by a bot of the trader's own. A preview would open the links: none is asked for. */
export const sendTelegram: Send<"TELEGRAM"> = Effect.fnUntraced(function* (message, { way }, secret) {
  if (way.chat === undefined)
    return yield* new NotDelivered({ reason: "Your Telegram bot is not paired yet", retryable: false })
  const answer = yield* call(secret, "sendMessage", {
    chat_id: way.chat,
    text: textOf(message),
    parse_mode: "HTML",
    link_preview_options: { is_disabled: true },
    disable_notification: message.severity === "INFO"
  })
  if (answer.status !== 200) return yield* refused(answer)
})

const Updates = Schema.Struct({
  result: Schema.Array(
    Schema.Struct({
      update_id: Schema.Int,
      message: Schema.optionalKey(
        Schema.Struct({
          text: Schema.optionalKey(Schema.String),
          chat: Schema.Struct({ id: Schema.Int })
        })
      )
    })
  )
})
const readUpdates = Schema.decodeUnknownOption(Updates)

/** The chat in which a code was written to the bot, if it was by now. */
export const chatWith = Effect.fnUntraced(function* (
  secret: ChannelSecret,
  code: string
): Effect.fn.Return<string | undefined, NotDelivered> {
  const answer = yield* call(secret, "getUpdates", { timeout: 0, allowed_updates: ["message"] })
  if (answer.status === 409)
    return yield* new NotDelivered({
      reason: "Your Telegram bot already sends what is written to it elsewhere: use a bot of its own for this",
      retryable: false
    })
  if (answer.status !== 200) return yield* refused(answer)
  const updates = Option.getOrUndefined(Option.flatMap(answer.body, readUpdates))
  const found = updates?.result.find(({ message }) => message?.text?.includes(code) === true)
  return found?.message === undefined ? undefined : String(found.message.chat.id)
})
