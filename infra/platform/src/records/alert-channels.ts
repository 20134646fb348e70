import { Schema } from "effect"
import { AlertKind } from "@tradetower/domain/alert-kind"
import { BotId, TenantId } from "@tradetower/domain/ids"
import { container } from "../ports/container.ts"

/** How a mail server is spoken to: TLS from the first byte, TLS once it was greeted, or none, which only this computer may. */
export const MailSecurity = Schema.Literals(["TLS", "STARTTLS", "NONE"])
export type MailSecurity = typeof MailSecurity.Type

/** By what way messages go; what opens it is in the secrets. */
export const AlertWay = Schema.TaggedUnion({
  /** Web Push to one browser: `host` is its push service. */
  PUSH: { host: Schema.String },
  /** A bot of the trader's own; until its chat is known it waits for the code to be written to it. */
  TELEGRAM: {
    chat: Schema.optionalKey(Schema.String),
    pairing: Schema.optionalKey(Schema.Struct({ code: Schema.String, until: Schema.Int }))
  },
  EMAIL: {
    host: Schema.String,
    port: Schema.Int,
    security: MailSecurity,
    from: Schema.String,
    to: Schema.String
  }
})
export type AlertWay = typeof AlertWay.Type

/** A way on which alerts reach a trader when no page is open. Times in ms, UTC. */
export const AlertChannels = container(
  "AlertChannels",
  Schema.Struct({
    id: Schema.String,
    tenantId: TenantId,
    label: Schema.String,
    /** Where the pages are that its messages link to: `https://tower.example`. */
    origin: Schema.String,
    addedAt: Schema.Int,
    way: AlertWay,
    kinds: Schema.Array(AlertKind),
    /** Of these bots it tells of these kinds in their place. */
    byBot: Schema.Array(Schema.Struct({ botId: BotId, kinds: Schema.Array(AlertKind) })),
    secretVersion: Schema.optionalKey(Schema.String),
    /** Nothing goes this way any more until its trader did something about it. */
    trouble: Schema.optionalKey(Schema.Struct({ at: Schema.Int, text: Schema.String })),
    /** Whoever it led to is gone: it is taken away. */
    gone: Schema.optionalKey(Schema.Literal(true)),
    deliveredAt: Schema.optionalKey(Schema.Int),
    /** The latest message that was asked for to try it. */
    test: Schema.optionalKey(
      Schema.Struct({
        askedAt: Schema.Int,
        doneAt: Schema.optionalKey(Schema.Int),
        problem: Schema.optionalKey(Schema.String)
      })
    )
  })
)
export type AlertChannel = (typeof AlertChannels)["schema"]["Type"]

/** Whether a channel tells of it. */
export const tellsOf = (
  { byBot, kinds }: Pick<AlertChannel, "byBot" | "kinds">,
  { botDefinitionId, kind }: { readonly kind: AlertKind; readonly botDefinitionId?: BotId | undefined }
): boolean => (byBot.find(({ botId }) => botId === botDefinitionId)?.kinds ?? kinds).includes(kind)
